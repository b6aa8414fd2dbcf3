"""An input keeps every rule of the model, or the service's own error says which it broke."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from core.errors import Refusal
from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import validate

PLAN = "arn:aws:ssm-incidents::111122223333:response-plan/checkout"
CONTACT = "arn:aws:ssm-contacts:us-east-1:111122223333:contact/jane"
CHAT = "arn:aws:chatbot::111122223333:chat-configuration/slack-channel/checkout"

REQUIRED: dict[str, dict[str, Any]] = {
    "chatbot:AssociateToConfiguration": {
        "Resource": "arn:aws:chatbot::111122223333:custom-action/restart",
        "ChatConfiguration": CHAT,
    },
    "chatbot:DescribeSlackChannelConfigurations": {},
    "chatbot:UpdateSlackChannelConfiguration": {"ChatConfigurationArn": CHAT, "SlackChannelId": "C012AB3CD"},
    "ssm-contacts:AcceptPage": {"PageId": CONTACT, "AcceptType": "READ", "AcceptCode": "123456"},
    "ssm-contacts:CreateContact": {"Alias": "jane", "Type": "PERSONAL", "Plan": {"Stages": []}},
    "ssm-contacts:ListContacts": {},
    "ssm-contacts:PutContactPolicy": {"ContactArn": CONTACT, "Policy": "{}"},
    "ssm-contacts:StartEngagement": {"ContactId": CONTACT, "Sender": "s", "Subject": "s", "Content": "c"},
    "ssm-incidents:CreateReplicationSet": {"regions": {"us-east-1": {}}},
    "ssm-incidents:CreateResponsePlan": {"name": "checkout", "incidentTemplate": {"title": "t", "impact": 1}},
    "ssm-incidents:StartIncident": {"responsePlanArn": PLAN},
    "ssm-incidents:TagResource": {"resourceArn": PLAN, "tags": {"team": "payments"}},
    "ssm-incidents:UpdateDeletionProtection": {"arn": PLAN, "deletionProtected": True},
}


def accepted(action: str, **more: Any) -> dict[str, Any]:
    return validate(catalog()[action], REQUIRED[action] | more)


def refused(action: str, params: object = None, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        validate(catalog()[action], REQUIRED[action] | more if params is None else params)
    return caught.value


def test_a_good_request_passes_unchanged() -> None:
    request = {
        "responsePlanArn": PLAN,
        "title": "Kasse fällt aus – 結帳",
        "impact": 1,
        "clientToken": "abc",
        "relatedItems": [{"identifier": {"type": "METRIC", "value": {"url": "https://example.com"}}, "title": ""}],
    }
    assert validate(catalog()["ssm-incidents:StartIncident"], request) == request


INCIDENT = "ssm-incidents:StartIncident"
PLANNED = "ssm-incidents:CreateResponsePlan"
STAGE = {"DurationInMinutes": 5, "Targets": []}
ARN = "^arn:aws(-cn|-us-gov)?:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12})?:.+$"
TAG = "^(?!aws:)[A-Za-z0-9 _=@:.+-/]+$"
ACCEPTS = "satisfy enum value set: [DELIVERED, READ]"
UNKNOWN = "not be given: the operation does not know it"
PROTECT = "ssm-incidents:UpdateDeletionProtection"
longest = "have length less than or equal to {}".format
shortest = "have length greater than or equal to {}".format
pattern = "satisfy regular expression pattern: {}".format


@pytest.mark.parametrize(
    ("action", "more", "path", "demand"),
    [
        (INCIDENT, {"impact": 6}, "impact", "have value less than or equal to 5"),
        (INCIDENT, {"impact": 0}, "impact", "have value greater than or equal to 1"),
        (INCIDENT, {"impact": "1"}, "impact", "be a whole number"),
        (INCIDENT, {"impact": True}, "impact", "be a whole number"),
        (INCIDENT, {"impact": 1.0}, "impact", "be a whole number"),
        (INCIDENT, {"impact": 10**400}, "impact", "have value less than or equal to 5"),
        (INCIDENT, {"title": "x" * 201}, "title", longest(200)),
        (INCIDENT, {"title": 5}, "title", "be a string"),
        (INCIDENT, {"title": b"x"}, "title", "be a string"),
        (INCIDENT, {"title": None}, "title", "not be null"),
        (INCIDENT, {"title": "a\0b"}, "title", "not contain the NUL character"),
        (INCIDENT, {"title": "\ud83d"}, "title", "be valid Unicode"),
        (INCIDENT, {"responsePlanArn": "checkout"}, "responsePlanArn", pattern(ARN)),
        (INCIDENT, {"responsePlanArn": PLAN + "\n"}, "responsePlanArn", pattern(ARN)),
        (INCIDENT, {"titel": "x"}, "titel", UNKNOWN),
        (INCIDENT, {"titel": None}, "titel", UNKNOWN),
        (INCIDENT, {"relatedItems": {}}, "relatedItems", "be a list"),
        (INCIDENT, {"relatedItems": [{}]}, "relatedItems.1.member.identifier", "not be null"),
        (INCIDENT, {"relatedItems": "x"}, "relatedItems", "be a list"),
        (INCIDENT, {"triggerDetails": "x"}, "triggerDetails", "be a map of names to values"),
        (INCIDENT, {"triggerDetails": {"timestamp": 1}}, "triggerDetails.source", "not be null"),
        (PLANNED, {"engagements": [CONTACT] * 6}, "engagements", longest(5)),
        (PLANNED, {"chatChannel": {}}, "chatChannel", "have exactly one of the members: chatbotSns, empty"),
        (
            PLANNED,
            {"chatChannel": {"empty": {}, "chatbotSns": [PLAN]}},
            "chatChannel",
            "have exactly one of the members: chatbotSns, empty",
        ),
        (PLANNED, {"chatChannel": {"chatbotSns": []}}, "chatChannel.chatbotSns", shortest(1)),
        (PLANNED, {"chatChannel": {"empty": {"x": 1}}}, "chatChannel.empty.x", UNKNOWN),
        (PROTECT, {"deletionProtected": "true"}, "deletionProtected", "be true or false"),
        (PROTECT, {"deletionProtected": 1}, "deletionProtected", "be true or false"),
        ("ssm-incidents:TagResource", {"tags": {}}, "tags", shortest(1)),
        ("ssm-incidents:TagResource", {"tags": {"k": "x" * 257}}, "tags.k", longest(256)),
        ("ssm-incidents:TagResource", {"tags": {"aws:k": "x"}}, "tags.aws:k.[key]", pattern(TAG)),
        ("ssm-incidents:TagResource", {"tags": {1: "x"}}, "tags.2.member.[key]", "be a string"),
        ("ssm-incidents:CreateReplicationSet", {"regions": {str(n): {} for n in range(4)}}, "regions", longest(3)),
        ("ssm-contacts:AcceptPage", {"AcceptType": "SEEN"}, "AcceptType", ACCEPTS),
        ("ssm-contacts:AcceptPage", {"AcceptType": ["READ"]}, "AcceptType", ACCEPTS),
        ("ssm-contacts:AcceptPage", {"AcceptCode": "12345"}, "AcceptCode", shortest(6)),
        ("ssm-contacts:AcceptPage", {"AcceptCode": "\N{FULLWIDTH DIGIT ONE}" * 6}, "AcceptCode", pattern("^[0-9]*$")),
        (
            "ssm-contacts:CreateContact",
            {"Plan": {"Stages": [STAGE, STAGE | {"DurationInMinutes": 31}]}},
            "Plan.Stages.2.member.DurationInMinutes",
            "have value less than or equal to 30",
        ),
    ],
)
def test_a_broken_rule_is_named_with_the_place_where_it_was_broken(
    action: str, more: dict[str, Any], path: str, demand: str
) -> None:
    message = refused(action, **more).message
    assert message == (
        f"1 validation error detected: Value at '{path}' failed to satisfy constraint: Member must {demand}"
    )


def test_what_is_required_must_be_there() -> None:
    assert "Value at 'responsePlanArn'" in refused(INCIDENT, params={}).message
    assert "Member must not be null" in refused(INCIDENT, params={}).message


@pytest.mark.parametrize("params", [[], "x", 5, [("responsePlanArn", PLAN)]])
def test_the_input_itself_must_be_a_map(params: object) -> None:
    assert "Value at 'input'" in refused(INCIDENT, params=params).message


def test_names_that_are_no_strings_are_refused() -> None:
    assert "Member must have strings for names" in refused(INCIDENT, params={"responsePlanArn": PLAN, 1: 2}).message


def test_several_violations_are_told_together() -> None:
    message = refused(INCIDENT, impact=9, title="x" * 300).message
    assert message.startswith("2 validation errors detected: Value at 'impact' failed")
    assert "; Value at 'title' failed" in message


def test_ssm_contacts_tells_the_fields_as_its_model_wants() -> None:
    refusal = refused("ssm-contacts:AcceptPage", AcceptType="SEEN")
    assert refusal.code == "ValidationException"
    assert refusal.members == {
        "Reason": "FIELD_VALIDATION_FAILED",
        "Fields": [{"Name": "AcceptType", "Message": "Member must satisfy enum value set: [DELIVERED, READ]"}],
    }


def test_ssm_incidents_has_no_such_fields() -> None:
    refusal = refused(INCIDENT, impact=9)
    assert (refusal.code, refusal.members) == ("ValidationException", {})


@pytest.mark.parametrize("action", [action for action in REQUIRED if action.startswith("chatbot:")])
def test_chatbot_answers_with_an_error_that_the_operation_declares(action: str) -> None:
    assert refused(action, NoSuchMember=1).code in catalog()[action].errors


def test_a_name_in_the_complaint_is_shortened_and_harmless() -> None:
    message = refused(INCIDENT, **{"<!channel>\n\x1b[31m" + "n" * 100_000: 1}).message
    assert len(message) < 300
    assert message.isprintable()


def test_a_value_is_never_repeated() -> None:
    secret = "the-merger-with-example-corp"
    wrong = {"impact": secret, "title": secret * 9, "clientToken": [secret], "responsePlanArn": secret}
    refusal = refused(INCIDENT, **wrong)
    assert refusal.message.startswith("4 validation errors")
    assert secret not in refusal.message
    assert secret not in repr(refusal.__cause__)


def test_a_thousand_mistakes_get_a_short_answer() -> None:
    assert len(refused(INCIDENT, **{f"m{n}": n for n in range(1000)}).message) < 2000
    assert len(refused(INCIDENT, relatedItems=[{}] * 1000).message) < 300


def test_an_empty_structure_is_a_value() -> None:
    assert accepted(PLANNED, chatChannel={"empty": {}})["chatChannel"] == {"empty": {}}


def test_names_in_every_alphabet_are_accepted() -> None:
    for name in ("Jürgen", "山田", "Мария", "O_b-1."):
        assert accepted("ssm-contacts:CreateContact", DisplayName=name)["DisplayName"] == name
    assert "DisplayName" in refused("ssm-contacts:CreateContact", DisplayName="Jürgen <!here>").message


def test_a_subject_may_have_any_character_and_several_lines() -> None:
    accepted("ssm-contacts:StartEngagement", Subject="a\u00a0b\r\n\u2028c 💥")


def test_a_policy_may_have_several_lines_but_not_only_blanks() -> None:
    accepted("ssm-contacts:PutContactPolicy", Policy='{\n  "Version": "2012-10-17"\n}\n')
    assert "Policy" in refused("ssm-contacts:PutContactPolicy", Policy=" \n ").message


def test_a_guardrail_may_not_be_a_service_linked_role() -> None:
    guardrail = "arn:aws:iam::aws:policy/{}ReadOnlyAccess"
    accepted("chatbot:UpdateSlackChannelConfiguration", GuardrailPolicyArns=[guardrail.format("")])
    wrong = [guardrail.format("aws-service-role/")]
    refusal = refused("chatbot:UpdateSlackChannelConfiguration", GuardrailPolicyArns=wrong)
    assert "GuardrailPolicyArns.1.member" in refusal.message


NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "given",
    [
        NOON,
        NOON.astimezone(timezone(timedelta(hours=5, minutes=30))),
        NOON.timestamp(),
        int(NOON.timestamp()),
        "2026-03-31T12:00:00Z",
        "2026-03-31T14:00:00+02:00",
        "2026-03-31T12:00:00.000",  # the CLI takes a time without an offset for UTC
    ],
)
def test_a_time_becomes_an_aware_utc_datetime(given: object) -> None:
    request = accepted(INCIDENT, triggerDetails={"source": "s", "timestamp": given})
    moment = request["triggerDetails"]["timestamp"]
    assert moment == NOON
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    "given",
    [
        datetime(2026, 3, 31, 12),  # noqa: DTZ001 - one without a zone is what this is about
        True,
        1e300,
        float("nan"),
        float("inf"),
        10**30,
        -(10**12),
        "yesterday",
        "0001-01-01T00:00:00+10:00",
        "",
        "1" * 100_000,
        [],
        {},
        b"2026-03-31",
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_time_is_refused(given: object) -> None:
    refusal = refused(INCIDENT, triggerDetails={"source": "s", "timestamp": given})
    assert "Value at 'triggerDetails.timestamp'" in refusal.message
    assert "Member must be a time" in refusal.message
