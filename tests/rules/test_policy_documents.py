"""What a policy says, and what is said of one that cannot be put: the place, and what is wrong there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import Refusal
from core.policies.actions import known
from core.policies.comparisons import KEY_NAMES, OPERATORS
from core.policies.conditions import Condition
from core.policies.document import Document, Statement, parsed
from core.policies.principals import Principal
from core.vocabulary.catalog import catalog
from core.vocabulary.examples import example_params
from tests.rules.policies import ARNS, CONTACT, FULL, OF_CONTACT, OF_PLAN, PLAN, refused, shared, written


def test_awss_own_example_is_understood() -> None:
    assert shared(written()) == Document(
        version="2012-10-17",
        statements=(
            Statement(
                sid="d901b37a-dbb0-458a-8842-75575c464219-external-principals",
                effect="Allow",
                principals=(Principal("AWS", "arn:aws:iam::222233334444:root"),),
                actions=("ssm-incidents:GetResponsePlan", "ssm-incidents:StartIncident"),
                resources=(
                    "arn:aws:ssm-incidents:*:111122223333:response-plan/checkout",
                    "arn:aws:ssm-incidents:*:111122223333:incident-record/checkout/*",
                ),
            ),
        ),
    )


def test_the_guides_example_for_an_organization_is_understood() -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": ["o-abc123def45"]}}
    [statement] = shared(written(Principal="*", Condition=condition)).statements
    assert statement.principals == (Principal("AWS", "*"),)
    assert statement.conditions == (
        Condition(operator="StringEquals", key="aws:PrincipalOrgID", values=("o-abc123def45",)),
    )


def test_every_part_of_a_condition_is_told_apart() -> None:
    assert shared(json.dumps(FULL)).statements[0].conditions == (
        Condition(operator="StringEquals", key="aws:PrincipalOrgID", values=("o-abc123def45",)),
        Condition(
            operator="StringLike",
            quantifier="ForAnyValue",
            if_exists=True,
            key="aws:PrincipalTag/team",
            values=("pay*",),
        ),
        Condition(operator="Bool", key="aws:MultiFactorAuthPresent", values=("true",)),
        Condition(operator="NumericLessThan", key="aws:MultiFactorAuthAge", values=("3600",)),
    )


def test_one_of_something_need_not_be_a_list() -> None:
    [statement] = OF_PLAN["Statement"]
    alone = {**statement, "Action": "ssm-incidents:StartIncident", "Resource": PLAN}
    listed = {**alone, "Action": [alone["Action"]], "Resource": [PLAN]}
    assert shared(json.dumps({"Statement": alone})) == shared(json.dumps({"Statement": [listed]}))


def test_without_a_version_it_is_the_old_language() -> None:
    assert shared(json.dumps({"Statement": OF_PLAN["Statement"]})).version == "2008-10-17"


@pytest.mark.parametrize(
    "action",
    ["*", "ssm-incidents:*", "ssm-incidents:Get*", "SSM-Incidents:startincident", "ssm-incidents:?etResponsePlan"],
)
def test_an_action_may_be_a_pattern_in_any_case(action: str) -> None:
    assert shared(written(Action=action)).statements[0].actions == (action,)
    assert shared(written(Action=None, NotAction=action)).statements[0].not_actions == (action,)


def test_the_actions_are_those_of_the_catalog_and_the_two_that_are_permissions_only() -> None:
    actions = {action for actions in known().values() for action in actions}
    assert actions - set(catalog()) == {"ssm-contacts:AssociateContact", "ssm-contacts:AcceptPageWithoutCode"}
    assert set(catalog()) <= actions
    shared(written(OF_CONTACT, Action="ssm-contacts:AssociateContact"), CONTACT)


STATEMENT = "Statement[0]"


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("[]", "", "must be an object"),
        ('"*"', "", "must be an object"),
        ("{}", "", "Statement is missing"),
        ('{"Statement": []}', "Statement", "at least one"),
        ('{"Statement": [3]}', STATEMENT, "must be an object"),
        ('{"Version": "2012-10-18", "Statement": [{}]}', "", "Action or NotAction is missing"),
        (written({**OF_PLAN, "Version": "2012-10-18"}), "Version", "2012-10-17 or 2008-10-17"),
        (written({**OF_PLAN, "Version": 3}), "Version", "2012-10-17"),
        (written({**OF_PLAN, "Id": ""}), "Id", "not empty"),
        (written({**OF_PLAN, "Statements": []}), "", "did you mean Statement?"),
        (written(Conditon={}), STATEMENT, "'Conditon' (did you mean Condition?)"),
        (written(action="*"), STATEMENT, "'action' (did you mean Action?)"),
        (written(Sid=""), f"{STATEMENT}.Sid", "not empty"),
        (written(Sid="a\u202eb"), f"{STATEMENT}.Sid", "letters"),
        (written(Sid="x" * 129), f"{STATEMENT}.Sid", "128"),
        (written(Effect=None), STATEMENT, "Effect is missing"),
        (written(Effect="allow"), f"{STATEMENT}.Effect", "Allow or Deny"),
        (written(Effect=["Allow"]), f"{STATEMENT}.Effect", "Allow or Deny"),
        (written(Effect="Deny"), f"{STATEMENT}.Effect", "only Allow"),
        (written(Principal=None), STATEMENT, "Principal is missing"),
        (written(Principal="*"), f"{STATEMENT}.Principal", "needs a Condition"),
        (written(Principal={"AWS": ["222233334444", "*"]}), f"{STATEMENT}.Principal", "needs a Condition"),
        (written(Principal="*", Condition={}), f"{STATEMENT}.Principal", "needs a Condition"),
        (written(Principal="222233334444"), f"{STATEMENT}.Principal", '"AWS"'),
        (written(Principal={}), f"{STATEMENT}.Principal", '"AWS"'),
        (written(Principal={"Aws": "222233334444"}), f"{STATEMENT}.Principal", "did you mean AWS?"),
        (written(Principal={"AWS": []}), f"{STATEMENT}.Principal.AWS", "must not be empty"),
        (written(Principal={"AWS": ["222233334444", 3]}), f"{STATEMENT}.Principal.AWS[1]", "must be a text"),
        (written(Principal={"AWS": "22223333444"}), f"{STATEMENT}.Principal.AWS", "12 digits"),
        (written(Principal={"AWS": "arn:aws:iam::222233334444:user/*"}), f"{STATEMENT}.Principal.AWS", "whole ARN"),
        (written(Principal={"AWS": "arn:aws:iam::*:root"}), f"{STATEMENT}.Principal.AWS", "whole ARN"),
        (written(Principal={"Service": "example.com"}), f"{STATEMENT}.Principal.Service", "events.amazonaws.com"),
        (written(Principal=None, NotPrincipal="*"), STATEMENT, "NotPrincipal is not supported"),
        (written(Action=None), STATEMENT, "Action or NotAction is missing"),
        (written(NotAction="ssm-incidents:*"), STATEMENT, "not both"),
        (written(Action=[]), f"{STATEMENT}.Action", "must not be empty"),
        (written(Action=""), f"{STATEMENT}.Action", "not empty"),
        (written(Action={"a": 1}), f"{STATEMENT}.Action", "must be a text"),
        (written(Action="StartIncident"), f"{STATEMENT}.Action", "such as ssm-incidents:StartIncident"),
        (written(Action="ssm-incidents:StartIncidnt"), f"{STATEMENT}.Action", "did you mean ssm-incidents:StartInc"),
        (written(Action=["*", "ssm-incidents:Zap*"]), f"{STATEMENT}.Action", "there is no action"),
        (written(Action="ssm-contacts:GetContact"), f"{STATEMENT}.Action", "an action of ssm-incidents"),
        (written(Action="s3:GetObject"), f"{STATEMENT}.Action", "an action of ssm-incidents"),
        (written(Action="ssm-*:GetResponsePlan"), f"{STATEMENT}.Action", "must be an action"),
        (written(Action=None, NotAction="s3:*"), f"{STATEMENT}.NotAction", "an action of ssm-incidents"),
        (written(Resource=None), STATEMENT, "Resource or NotResource is missing"),
        (written(NotResource=PLAN), STATEMENT, "not both"),
        (written(Resource=None, NotResource=PLAN), f"{STATEMENT}.NotResource", "beyond"),
        (written(Resource="checkout"), f"{STATEMENT}.Resource", "must be an ARN"),
        (written(Resource="arn:aws:ssm-incidents:*"), f"{STATEMENT}.Resource", "must be an ARN"),
        (written(Condition=[]), f"{STATEMENT}.Condition", "must be an object"),
        (written(Condition={"StringEqual": {"aws:SourceIp": "x"}}), f"{STATEMENT}.Condition", "mean StringEquals?"),
        (written(Condition={"NullIfExists": {"aws:SourceIp": "true"}}), f"{STATEMENT}.Condition", "NullIfExists"),
        (written(Condition={"ForSome:StringLike": {"aws:TagKeys": "x"}}), f"{STATEMENT}.Condition", "ForSome"),
        (written(Condition={"Bool": {}}), f"{STATEMENT}.Condition.Bool", "must be an object"),
        (written(Condition={"Bool": "aws:SecureTransport"}), f"{STATEMENT}.Condition.Bool", "must be an object"),
        (written(Condition={"Bool": {"aws:TagKey": "true"}}), f"{STATEMENT}.Condition.Bool", "mean aws:TagKeys?"),
        (written(Condition={"Bool": {"aws:RequestTag/": "true"}}), f"{STATEMENT}.Condition.Bool", "no condition key"),
        (written(Condition={"Bool": {"aws:SourceIp/x": "true"}}), f"{STATEMENT}.Condition.Bool", "no condition key"),
    ],
)  # fmt: skip
def test_a_refusal_says_where_and_what(text: str, place: str, told: str) -> None:
    message = refused(text)
    assert message.startswith(f"The policy is not valid at {place}: " if place else "The policy is not valid"), message
    assert told in message


@pytest.mark.parametrize(
    ("operator", "good", "bad"),
    [
        ("NumericEquals", ["5", 5, 5.5, "-1e3"], ["five", "nan", "1e999", "1_0", "\uff15", True, ""]),
        ("DateLessThan", ["2027-01-04T08:00:00Z", "2027-01-04", "1767225600", 1], ["tomorrow", "", "2027-13-01"]),
        ("Bool", ["true", "False", True], ["yes", 1, ""]),
        ("Null", ["true", False], ["null"]),
        ("IpAddress", ["203.0.113.0/24", "10.0.0.1", "2001:db8::/32", "10.0.0.1/8"], ["203.0.113", "here", "::/129"]),
        ("BinaryEquals", ["QmluYXJ5"], ["?", "QmluYXJ"]),
        ("ArnLike", ["arn:aws:iam::*:role/x", "*"], ["role/x", "arn:aws:iam"]),
        ("StringEquals", ["", "x", "${aws:username}", 3, False], [None, {}, ["x"]]),
    ],
)  # fmt: skip
def test_a_condition_compares_with_what_its_operator_can_read(operator: str, good: list[Any], bad: list[Any]) -> None:
    def text(value: Any) -> str:
        return written(Condition={operator: {"aws:PrincipalTag/x": [value]}})

    for value in good:
        shared(text(value))
    for value in bad:
        assert f"{STATEMENT}.Condition.{operator}.aws:PrincipalTag/x" in refused(text(value)), value


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("prefix", ["", "ForAllValues:", "ForAnyValue:"])
def test_every_operator_is_known_with_its_prefixes(operator: str, prefix: str) -> None:
    value = {"B": "true", "N": "1", "D": "2027-01-04", "I": "::/0", "A": "*"}.get(operator[0], "true")
    value = {"Null": "true", "NotIpAddress": "::/0", "BinaryEquals": "QQ=="}.get(operator, value)
    [statement] = shared(written(Condition={prefix + operator: {KEY_NAMES[0]: value}})).statements
    assert statement.conditions[0].operator == operator


RESOURCE = "arn:aws:ssm-incidents:{region}:{account}:{resource}"


@pytest.mark.parametrize(
    "fields",
    [
        {"resource": "response-plan/checkout-evil"},
        {"resource": "response-plan/checkout*"},
        {"resource": "response-plan/*"},
        {"resource": "response-plan/checkou?"},
        {"resource": "response-plan/checkout/x"},
        {"resource": "incident-record/checkout*"},
        {"resource": "incident-record/checkout-evil/*"},
        {"resource": "incident-record/${aws:username}/*"},
        {"resource": "*"},
        {"resource": "replication-set/x"},
        {"account": "222233334444"},
        {"account": "*"},
        {"region": "us-east-1"},
    ],
)
def test_a_policy_reaches_no_further_than_its_resource(fields: dict[str, str]) -> None:
    own = {"region": "*", "account": ARNS.account, "resource": "response-plan/checkout"}
    shared(written(Resource=RESOURCE.format(**own)))
    message = refused(written(Resource=RESOURCE.format(**{**own, **fields})))
    assert message.startswith(f"The policy is not valid at {STATEMENT}.Resource")
    assert PLAN in message
    assert "incident-record/checkout/*" in message


def test_everything_is_too_much_for_a_policy_of_one_resource() -> None:
    assert PLAN in refused(written(Resource="*"))


@pytest.mark.parametrize(
    "resource",
    ["contact/ana", "engagement/ana/*", "engagement/ana/0a1b", "page/ana/*", "contact-channel/ana/*"],
)
def test_what_belongs_to_a_contact_can_be_shared_with_it(resource: str) -> None:
    for region in ("*", ARNS.region, "us-*"):
        shared(written(OF_CONTACT, Resource=f"arn:aws:ssm-contacts:{region}:{ARNS.account}:{resource}"), CONTACT)
    refused(written(OF_CONTACT, Resource=f"arn:aws:ssm-contacts:eu-west-1:{ARNS.account}:{resource}"), CONTACT)


def test_two_statements_cannot_have_the_same_sid() -> None:
    [statement] = OF_PLAN["Statement"]
    twice = {**OF_PLAN, "Statement": [statement, statement]}
    assert "Statement[1].Sid" in refused(json.dumps(twice))
    without = {name: value for name, value in statement.items() if name != "Sid"}
    shared(json.dumps({**OF_PLAN, "Statement": [without, without]}))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not valid JSON"),
        ("{", "line 1 column 2"),
        (written() + "x", "Extra data"),
        (written().replace('"Allow"', "NaN"), "NaN"),
        (written().replace('"Allow"', "-Infinity"), "-Infinity"),
        (written().replace('"Allow"', "1e999"), "1e999"),
        (written().replace('"Allow"', "9" * 5000), "digits"),
        (written().replace('"Allow"', "'Allow'"), "not valid JSON"),
        ("[" * 15_000, "nested"),
        ('{"Statement": ' * 1_400, "nested"),
    ],
)
def test_what_is_no_strict_json_is_refused(text: str, told: str) -> None:
    assert told in refused(text)


def test_one_character_too_many_is_refused() -> None:
    text = written()
    parsed(text, len(text))
    with pytest.raises(Refusal, match=r"1,\d\d\d characters" if len(text) > 999 else r"characters"):
        parsed(text, len(text) - 1)


def test_the_policies_in_examples_of_commands_can_be_put_as_they_stand() -> None:
    plan = example_params(catalog()["ssm-incidents:PutResourcePolicy"])
    shared(plan["policy"], plan["resourceArn"])
    contact = example_params(catalog()["ssm-contacts:PutContactPolicy"])
    shared(contact["Policy"], contact["ContactArn"])
