"""When does a statement count?  Each operator of IAM's, with the key there, several times, or absent."""

from __future__ import annotations

from typing import Any

import pytest

from core.policies.comparing import maker_of
from core.policies.comparisons import OPERATORS
from tests.rules.deciding import allow, asking, decided, holds

TAG = "aws:PrincipalTag/x"

# operator, the condition's values, what it holds for, what it does not hold for
COMPARED = [
    ("StringEquals", ["a", "b*"], ["a", "b*"], ["A", "bc", "", "ab"]),
    ("StringEqualsIgnoreCase", "Ana", ["ana", "ANA"], ["anna"]),
    ("StringLike", ["a*c", "?"], ["ac", "a/b:c", "x", "\n"], ["AC", "ab", "acx", ""]),
    ("StringLike", "a.c", ["a.c"], ["abc"]),
    ("StringLike", "[ab]", ["[ab]"], ["a"]),
    ("NumericEquals", "5", ["5", "5.0", "5e0", "+5"], ["6", "five", "", "nan", " 5"]),
    ("NumericLessThan", 5, ["4.9", "-1"], ["5", "x", "1e999"]),
    ("NumericLessThanEquals", 5, ["5"], ["5.1"]),
    ("NumericGreaterThan", "5", ["5.1", "1e3"], ["5", "-9"]),
    ("NumericGreaterThanEquals", 5, ["5"], ["4.9"]),
    ("DateEquals", "2027-01-04T08:00:00Z", ["2027-01-04T09:00:00+01:00", "1799049600"], ["2027-01-04", "soon"]),
    ("DateLessThan", "2027-01-04", ["2027-01-03T23:59:59Z", "1799020799"], ["2027-01-04T00:00:00Z", ""]),
    ("DateLessThanEquals", "1799020800", ["2027-01-04T00:00:00Z"], ["2027-01-04T00:00:01Z"]),
    ("DateGreaterThan", 1799020800, ["2027-01-04T00:00:01Z"], ["2027-01-04T00:00:00Z"]),
    ("DateGreaterThanEquals", "2027-01-04T00:00:00", ["2027-01-04T00:00:00Z"], ["2027-01-03T23:59:59.9Z"]),
    ("Bool", True, ["true", "True"], ["false", "1", ""]),
    ("Bool", "false", ["false"], ["true"]),
    ("BinaryEquals", "QQ==", ["QQ=="], ["QQ", "Qg==", "?"]),
    ("IpAddress", ["203.0.113.0/24", "198.51.100.7"], ["203.0.113.9", "198.51.100.7"], ["203.0.114.1", "here", ""]),
    ("IpAddress", "203.0.113.0/24", ["::ffff:203.0.113.9"], ["::ffff:203.0.114.9", "::203.0.113.9"]),
    ("IpAddress", "2001:db8::/32", ["2001:db8:1::1", "2001:DB8::"], ["2001:db9::1", "203.0.113.9"]),
    ("ArnLike", "arn:aws:iam::*:role/ops*", ["arn:aws:iam::1:role/ops/a:b"], ["arn:aws:iam::1:x:role/ops", "role/ops"]),
    ("ArnEquals", "arn:aws:iam::?:role/*", ["arn:aws:iam::1:role/x"], ["arn:aws:iam::12:role/x"]),
    ("ArnLike", "*", ["arn:aws:iam::1:root"], ["root"]),
]  # fmt: skip
NEGATED = {
    "StringEquals": "StringNotEquals", "StringEqualsIgnoreCase": "StringNotEqualsIgnoreCase",
    "StringLike": "StringNotLike", "NumericEquals": "NumericNotEquals", "DateEquals": "DateNotEquals",
    "IpAddress": "NotIpAddress", "ArnEquals": "ArnNotEquals", "ArnLike": "ArnNotLike",
}  # fmt: skip


@pytest.mark.parametrize(("operator", "values", "good", "bad"), COMPARED)
def test_an_operator_compares_as_its_name_says(operator: str, values: Any, good: list[str], bad: list[str]):
    for value in (*good, *bad):
        assert holds(operator, TAG, values, aws_PrincipalTag__X=value) is (value in good), value


@pytest.mark.parametrize(("operator", "values", "good", "bad"), [one for one in COMPARED if one[0] in NEGATED])
def test_its_opposite_holds_where_none_of_the_values_matches(
    operator: str, values: Any, good: list[str], bad: list[str]
):
    for value in (*good, *bad):
        assert holds(NEGATED[operator], TAG, values, aws_PrincipalTag__X=value) is (value in bad), value


def test_no_operator_was_left_out():
    tried = {operator for operator, *_ in COMPARED} | set(NEGATED.values()) | {"Null"}
    assert tried == set(OPERATORS)
    assert [name for name in OPERATORS if name != "Null" and maker_of(name)[1]] == [
        name for name in OPERATORS if name in NEGATED.values()
    ]


def test_all_operators_and_all_keys_must_hold():
    condition = {
        "StringEquals": {"aws:PrincipalOrgID": "o-1", TAG: ["a", "b"]},
        "Bool": {"aws:SecureTransport": "true"},
    }

    def may(**context: str) -> bool:
        there = {"aws_PrincipalOrgID": "o-1", "aws_PrincipalTag__x": "b", "aws_SecureTransport": "true", **context}
        return decided(allow(Condition=condition), by=asking(**there)).allowed

    assert may()
    assert not may(aws_PrincipalOrgID="o-2")
    assert not may(aws_PrincipalTag__x="c")
    assert not may(aws_SecureTransport="false")


ABSENT = {
    "StringEquals": False, "StringNotEquals": True, "StringLike": False, "StringNotLike": True,
    "StringEqualsIfExists": True, "StringNotEqualsIfExists": True, "StringLikeIfExists": True,
    "ForAllValues:StringEquals": True, "ForAllValues:StringNotEquals": True, "ForAllValues:StringLikeIfExists": True,
    "ForAnyValue:StringEquals": False, "ForAnyValue:StringNotEquals": False, "ForAnyValue:StringEqualsIfExists": True,
}  # fmt: skip


@pytest.mark.parametrize(("operator", "expected"), ABSENT.items())
@pytest.mark.parametrize("context", [{}, {"aws_TagKeys": ()}], ids=["absent", "empty"])
def test_a_key_that_is_not_there_fails_what_is_asked_and_satisfies_what_is_not(
    operator: str, expected: bool, context: dict[str, Any]
):
    assert holds(operator, "aws:TagKeys", "a", **context) is expected


@pytest.mark.parametrize(("operator", "absent"), [("IpAddress", False), ("NotIpAddress", True)])
def test_so_do_addresses(operator: str, absent: bool):
    assert holds(operator, "aws:SourceIp", "203.0.113.0/24") is absent


@pytest.mark.parametrize(
    ("operator", "asked", "good", "bad"),
    [
        ("Bool", "true", "true", "false"),
        ("NumericEquals", "1", "1", "2"),
        ("DateLessThan", "2", "1", "3"),
        ("BinaryEquals", "QQ==", "QQ==", "Qg=="),
        ("ArnLike", "arn:a:b:c:d:*", "arn:a:b:c:d:e", "x"),
    ],
)
def test_if_exists_asks_only_where_there_is_something(operator: str, asked: str, good: str, bad: str):
    assert not holds(operator, TAG, asked)
    assert holds(f"{operator}IfExists", TAG, asked)
    assert holds(f"{operator}IfExists", TAG, asked, aws_PrincipalTag__x=good)
    assert not holds(f"{operator}IfExists", TAG, asked, aws_PrincipalTag__x=bad)


def test_null_asks_whether_a_key_is_absent():
    assert holds("Null", "aws:TokenIssueTime", "true")
    assert not holds("Null", "aws:TokenIssueTime", "false")
    assert holds("Null", "aws:TokenIssueTime", "false", aws_TokenIssueTime="2027-01-04T08:00:00Z")
    assert not holds("Null", "aws:TokenIssueTime", True, aws_TokenIssueTime="2027-01-04T08:00:00Z")
    assert holds("Null", "aws:TokenIssueTime", ["true", "false"])


# What the call has, and whether each operator holds for the values a and b.
SEVERAL = [
    (("a",), {"ForAllValues:StringEquals", "ForAnyValue:StringEquals", "StringEquals"}),
    (("a", "b"), {"ForAllValues:StringEquals", "ForAnyValue:StringEquals", "StringEquals"}),
    (("a", "c"), {"ForAnyValue:StringEquals", "ForAnyValue:StringNotEquals", "StringEquals"}),
    (("c", "d"), {"ForAllValues:StringNotEquals", "ForAnyValue:StringNotEquals", "StringNotEquals"}),
]


@pytest.mark.parametrize(("found", "expected"), SEVERAL)
def test_several_values_are_compared_all_or_any(found: tuple[str, ...], expected: set[str]):
    names = ("StringEquals", "StringNotEquals")
    operators = [prefix + name for prefix in ("", "ForAllValues:", "ForAnyValue:") for name in names]
    assert {one for one in operators if holds(one, "aws:TagKeys", ["a", "b"], aws_TagKeys=found)} == expected


def test_the_case_of_a_key_does_not_count():
    assert holds("StringEquals", "AWS:principalORGid", "o-1", aws_PrincipalOrgId="o-1")


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html and its neighbours
OFFICE = {"NotIpAddress": {"aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"]}}
HOURS = {
    "DateGreaterThan": {"aws:CurrentTime": "2020-04-01T00:00:00Z"},
    "DateLessThan": {"aws:CurrentTime": "2020-06-30T23:59:59Z"},
}
WITHOUT_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


def denied(condition: Any, **context: Any) -> bool:
    return not decided(allow(), allow(Effect="Deny", Condition=condition), by=asking(**context)).allowed


def test_awss_examples_of_conditions():
    assert not denied(OFFICE, aws_SourceIp="203.0.113.7")
    assert denied(OFFICE, aws_SourceIp="198.51.100.1")
    assert denied(OFFICE)  # of a call whose address nobody knows, nobody knows that it is the office's
    assert denied(HOURS, aws_CurrentTime="2020-05-01T12:00:00Z")
    assert not denied(HOURS, aws_CurrentTime="2020-07-01T00:00:00Z")
    assert denied(WITHOUT_MFA) and denied(WITHOUT_MFA, aws_MultiFactorAuthPresent="false")
    assert not denied(WITHOUT_MFA, aws_MultiFactorAuthPresent="true")
