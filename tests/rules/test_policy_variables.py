"""What a policy's variables stand for, and that a value never becomes a pattern."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arns import Arns
from tests.rules.deciding import OWN, allow, asking, decided, deny, holds, policy
from tests.rules.policies import refused, written

ARNS = Arns(OWN, "us-east-1")
OWN_CONTACT = f"arn:aws:ssm-contacts:*:{OWN}:contact/${{aws:username}}"


def may(alias: str, pattern: str = OWN_CONTACT, **context: Any) -> bool:
    return decided(allow(resource=pattern), by=asking(resource=ARNS.contact(alias), **context)).allowed


def test_a_variable_stands_for_the_callers_value():
    assert may("jane", aws_username="jane")
    assert not may("john", aws_username="jane")
    assert may("jane", OWN_CONTACT.replace("username", "USERNAME"), aws_username="jane")
    assert may("x-jane-y", OWN_CONTACT.replace("${aws:username}", "*-${aws:username}-?"), aws_username="jane")
    assert may(
        "ana", OWN_CONTACT.replace("username", "PrincipalTag/Team Lead"), **{"aws_principaltag__team lead": "ana"}
    )


@pytest.mark.parametrize("name", ["*", "?ane", "j*", "jan?", "[a-z]*", ".*", "${*}"])
def test_a_value_is_never_a_pattern(name: str):
    assert not may("jane", aws_username=name)
    assert may(name, aws_username=name)
    assert not holds(
        "StringLike", "aws:PrincipalTag/x", "${aws:username}", aws_username=name, aws_PrincipalTag__x="jane"
    )
    assert holds("StringLike", "aws:PrincipalTag/x", "${aws:username}", aws_username=name, aws_PrincipalTag__x=name)


@given(st.text("ab*?:/$", max_size=6), st.text("ab*?:/$", max_size=6))
def test_a_variable_matches_its_own_value_and_no_other(value: str, text: str):
    if value:
        assert may(text, aws_username=value) is (value == text)


@pytest.mark.parametrize("context", [{}, {"aws_username": ()}, {"aws_username": ("jane", "john")}])
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_without_one_value_for_its_variable_a_statement_says_nothing(context: dict[str, Any], effect: str):
    asked = asking(resource=ARNS.contact("jane"), **context)
    for elements in (
        {"Resource": ["*", OWN_CONTACT]},
        {"Resource": None, "NotResource": OWN_CONTACT},
        {"Condition": {"StringNotEquals": {"aws:PrincipalTag/x": "${aws:username}"}}},
        {"Condition": {"StringLikeIfExists": {"aws:PrincipalTag/x": ["*", "${aws:username}"]}}},
    ):
        statement = allow(**{"resource": elements.pop("Resource", "*"), "Effect": effect, **elements})
        others = [allow()] if effect == "Deny" else []
        assert decided(*others, statement, by=asked).allowed is (effect == "Deny")


def test_a_default_stands_in_where_there_is_no_value():
    pattern = OWN_CONTACT.replace("${aws:username}", "${aws:PrincipalTag/team, 'every*body'}")
    assert may("every*body", pattern)
    assert not may("everyXbody", pattern)
    assert may("payments", pattern, aws_PrincipalTag__team="payments")
    assert not may("every*body", pattern, aws_PrincipalTag__team="payments")
    assert not may("every*body", pattern, aws_PrincipalTag__team=("a", "b"))


def test_a_sign_that_means_something_can_be_meant_itself():
    for sign in "*?$":
        pattern = OWN_CONTACT.replace("${aws:username}", f"a${{{sign}}}b")
        assert may(f"a{sign}b", pattern)
        assert not may("aXb", pattern)
    assert holds("StringEquals", "aws:PrincipalTag/x", "a${*}", aws_PrincipalTag__x="a*")


def test_only_the_newer_version_knows_variables():
    old = policy(allow(resource=OWN_CONTACT), version="2008-10-17")

    def allowed(alias: str) -> bool:
        asked = asking(resource=ARNS.contact(alias), aws_username="jane")
        return decided(allow(), by=asked, boundary=(old,)).allowed

    assert not allowed("jane")
    assert allowed("${aws:username}")


def test_a_value_cannot_move_the_fields_of_an_arn():
    pattern = "arn:aws:ssm-contacts:${aws:PrincipalTag/region}:111122223333:contact/jane"
    assert may("jane", pattern, aws_PrincipalTag__region="us-east-1")
    assert not may("jane", pattern, aws_PrincipalTag__region="us-east-1:111122223333:contact/jane")
    assert may("jane", "arn:aws:ssm-contacts:*:${aws:PrincipalAccount}:contact/*", aws_PrincipalAccount=OWN)


def test_a_variable_can_stand_for_a_whole_arn_in_a_condition():
    context = {"aws_PrincipalArn": "arn:aws:iam::1:role/*", "aws_SourceArn": "arn:aws:iam::1:role/x"}
    assert not holds("ArnLike", "aws:SourceArn", "${aws:PrincipalArn}", **context)
    assert holds("ArnLike", "aws:SourceArn", "${aws:SourceArn}", **context)


def test_a_deny_follows_the_caller():
    others = deny(resource=None, NotResource=OWN_CONTACT)
    asked = {"aws_username": "jane"}
    assert decided(allow(), others, by=asking(resource=ARNS.contact("jane"), **asked)).allowed
    assert not decided(allow(), others, by=asking(resource=ARNS.contact("john"), **asked)).allowed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("${aws:usrname}", "did you mean aws:Username?"),
        ("${}", "written in full"),
        ("${aws:username", "written in full"),
        ("${aws:username,none}", "written in full"),
        ("${aws:username, 'none}", "written in full"),
        ("${${aws:username}}", "written in full"),
        ("${aws:PrincipalTag/}", "no variable"),
    ],
)
def test_what_begins_like_a_variable_must_be_one(text: str, told: str):
    assert told in refused(written(Resource=OWN_CONTACT.replace("${aws:username}", text)))
    assert told in refused(written(Condition={"StringLike": {"aws:PrincipalTag/x": text}}))


@pytest.mark.parametrize("operator", ["NumericEquals", "DateLessThan", "Bool", "IpAddress", "BinaryEquals", "Null"])
def test_only_texts_and_arns_can_be_variable(operator: str):
    assert "must be" in refused(written(Condition={operator: {"aws:PrincipalTag/x": "${aws:username}"}}))


def test_an_arn_has_its_six_parts_beside_its_variables():
    assert "six parts" in refused(written(Resource="arn:${aws:username}:b:c:d"))


def test_an_evil_variable_takes_no_time():
    for text in ("${" * 9_000, "${aws:" * 3_000, "${aws:username,'" * 1_000, "${aws:username," + " " * 18_000):
        assert "written in full" in refused(
            json.dumps({"Version": "2012-10-17", "Statement": allow(resource=OWN_CONTACT + text)})
        )
