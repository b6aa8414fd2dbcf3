"""An audit record names what was touched and by whom, and repeats nothing that somebody wrote."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arns import Arns
from core.audit import redaction
from core.audit.event import as_cloudtrail, identity_of
from core.audit.recording import Recorder
from core.caller import Caller, Origin
from core.errors import Refusal, denied, invalid, invalid_member
from core.vocabulary.catalog import catalog

ARNS = Arns("111122223333", "us-east-1")
PAGE = "arn:aws:ssm-contacts:us-east-1:111122223333:page/ana/1"
PLAN = ARNS.response_plan("checkout")
NOW = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
CANARY = "canary7QX"
JANE = Caller(
    arn=ARNS.user("jane"),
    standing="member",
    name="jane",
    access_key_id="AKIAIOSFODNN7EXAMPLE",
    origin=Origin(address="192.0.2.0", user_agent="aws-cli/2", request_id="r1"),
)


class Noon:
    def now(self) -> datetime:
        return NOW


def redacted(action: str, **params: Any) -> dict[str, object]:
    return redaction.parameters(catalog()[action], params)


def test_what_a_call_is_about_stays() -> None:
    about = {"PageId": PAGE, "AcceptType": "READ", "AcceptCodeValidation": "IGNORE"}
    assert redacted("ssm-contacts:AcceptPage", **about) == about
    started = {"responsePlanArn": PLAN, "impact": 1, "clientToken": "12345678-1111-4222-8333-abcdefabcdef"}
    assert redacted("ssm-incidents:StartIncident", **started) == started


def test_what_somebody_wrote_goes_wherever_it_stands() -> None:
    assert redacted("ssm-contacts:AcceptPage", AcceptCode="123456", Note="x") == {"AcceptCode": "***", "Note": "***"}
    assert redacted("ssm-incidents:StartIncident", title="OUTAGE") == {"title": "***"}
    assert redacted("ssm-incidents:StartIncident", title=PLAN) == {"title": "***"}
    address = {"SimpleAddress": "+12065550100"}
    told = redacted("ssm-contacts:CreateContactChannel", Type="SMS", DeliveryAddress=address)
    assert told == {"Type": "SMS", "DeliveryAddress": {"SimpleAddress": "***"}}


def test_a_member_that_the_model_does_not_know_is_not_repeated_not_even_its_name() -> None:
    assert redacted("ssm-contacts:AcceptPage", canary=CANARY, AcceptType=CANARY) == {"AcceptType": "***"}


INCIDENT = ARNS.incident_record("checkout", "12345678-1111-4222-8333-abcdefabcdef")


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:made-up::111122223333:" + "John.Doe.is.ill/" * 60,
        "arn:aws:made-up::111122223333:incident-record/john",
        "arn:aws:ssm-incidents::111122223333:john/doe",
        PLAN,
        f"{INCIDENT}/{'x' * 200}",
    ],
)
def test_what_only_looks_like_an_arn_is_not_repeated(text: str) -> None:
    assert redacted("ssm-contacts:StartEngagement", IncidentId=text) == {"IncidentId": "***"}
    assert redacted("ssm-contacts:StartEngagement", IncidentId=INCIDENT) == {"IncidentId": INCIDENT}


def test_a_list_is_of_what_its_name_says() -> None:
    contact = ARNS.contact("ana")
    told = redacted("ssm-contacts:CreateRotation", ContactIds=[contact, PLAN])
    assert told == {"ContactIds": [contact, "***"]}


def test_a_session_is_told_as_cloudtrail_does_by_the_name_that_its_caller_chose() -> None:
    operation = catalog()["sts:AssumeRole"]
    arn = ARNS.assumed_role("deploy", "john.doe@example.com")
    asked = {"RoleArn": ARNS.role("deploy"), "RoleSessionName": "john.doe@example.com"}
    told = as_cloudtrail(Recorder(ARNS, Noon()).answered(JANE, operation, asked, {"AssumedRoleUser": {"Arn": arn}}))
    assert told["requestParameters"] == {"RoleArn": ARNS.role("deploy"), "RoleSessionName": "***"}
    assert told["responseElements"] == {"AssumedRoleUser": {"Arn": arn}}


@pytest.mark.parametrize("key_id", ["JOHNDOEISILLTODAY", "AKIAJOHNDOE", "AKIA" + "X" * 28])
def test_a_made_up_access_key_is_not_repeated(key_id: str) -> None:
    told = as_cloudtrail(Recorder(ARNS, Noon()).unproven(Origin(), "muster:Request", "x", key_id))
    assert "accessKeyId" not in str(told)


def test_of_a_user_agent_a_little_is_kept_and_of_a_strangers_nothing() -> None:
    said = Origin(address="192.0.2.9", user_agent="aws-cli/2\n\u202e" + "x" * 900)
    recorder, operation = Recorder(ARNS, Noon()), catalog()["ssm-contacts:AcceptPage"]
    told = as_cloudtrail(recorder.refused(replace(JANE, origin=said), operation, {}, invalid("No.")))
    assert told["userAgent"] == "aws-cli/2??" + "x" * 245
    assert as_cloudtrail(recorder.unproven(said, "muster:Request", "x"))["userAgent"] == "192.0.2.9"


def test_a_policy_is_told_by_its_hash() -> None:
    told = redacted("ssm-contacts:PutContactPolicy", Policy='{"Statement": "' + CANARY + '"}')
    assert str(told["Policy"]).startswith("sha256:")


def test_keys_of_tags_are_text_and_regions_are_names() -> None:
    assert redacted("ssm-incidents:TagResource", resourceArn=PLAN, tags={CANARY: CANARY}) == {
        "resourceArn": PLAN,
        "tags": {"***1": "***"},
    }
    regions = {"us-east-1": {"sseKmsKeyId": PLAN}, CANARY: {}}
    told = redacted("ssm-incidents:CreateReplicationSet", regions=regions)["regions"]
    assert isinstance(told, dict)
    assert set(told) == {"us-east-1", "***2"}


def anything() -> st.SearchStrategy[Any]:
    leaves = st.sampled_from([CANARY, f"{CANARY} said", f"arn:aws:{CANARY}", 1, None, True])
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(leaves, inner, max_size=3))


@given(st.sampled_from(sorted(catalog())), st.data())
def test_nothing_that_was_typed_is_in_the_record_of_any_operation(action: str, data: st.DataObject) -> None:
    operation = catalog()[action]
    names = st.sampled_from([*operation.input_shape.members, CANARY])
    params = data.draw(st.dictionaries(names, anything(), max_size=4))
    event = Recorder(ARNS, Noon()).refused(JANE, operation, params, invalid(f"No such {CANARY}: {params}"))
    assert CANARY not in json.dumps(as_cloudtrail(event))


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (
            denied(JANE.arn, "ssm-incidents:StartIncident", PLAN),
            f"User: {JANE.arn} is not authorized to perform: ssm-incidents:StartIncident on resource: {PLAN}",
        ),
        (
            denied(JANE.arn, "ssm-incidents:StartIncident", f"the {CANARY}"),
            f"User: {JANE.arn} is not authorized to perform: ssm-incidents:StartIncident on resource: ***",
        ),
        (
            invalid_member("responsePlanArn", f"what is {CANARY}?"),
            "ValidationException: FIELD_VALIDATION_FAILED, responsePlanArn",
        ),
        (invalid_member(CANARY, "?"), "ValidationException: FIELD_VALIDATION_FAILED"),
        (
            Refusal("ResourceNotFoundException", CANARY, resourceType="RESPONSE_PLAN", resourceIdentifier=PLAN),
            f"ResourceNotFoundException: RESPONSE_PLAN, {PLAN}",
        ),
    ],
)
def test_an_errors_message_is_put_together_from_what_may_be_told(refusal: Refusal, message: str) -> None:
    assert redaction.message(catalog()["ssm-incidents:StartIncident"], refusal) == message


def test_an_event_has_every_field_of_the_guides_samples() -> None:
    recorder = Recorder(ARNS, Noon())
    incident = ARNS.incident_record("checkout", "12345678-1111-4222-8333-abcdefabcdef")
    operation = catalog()["ssm-incidents:StartIncident"]
    event = recorder.answered(JANE, operation, {"responsePlanArn": PLAN}, {"incidentRecordArn": incident})
    assert as_cloudtrail(event) == {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "jane",
            "arn": JANE.arn,
            "accountId": "111122223333",
            "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
            "userName": "jane",
        },
        "eventTime": "2026-03-01T12:00:00Z",
        "eventSource": "ssm-incidents.amazonaws.com",
        "eventName": "StartIncident",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.0",
        "userAgent": "aws-cli/2",
        "requestParameters": {"responsePlanArn": PLAN},
        "responseElements": {"incidentRecordArn": incident},
        "requestID": "r1",
        "eventID": event.id,
        "readOnly": False,
        "resources": [
            {"ARN": PLAN, "accountId": "111122223333", "type": "AWS::SSMIncidents::ResponsePlan"},
            {"ARN": incident, "accountId": "111122223333", "type": "AWS::SSMIncidents::IncidentRecord"},
        ],
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "111122223333",
        "eventCategory": "Management",
    }


def test_a_refusal_has_its_code() -> None:
    operation = catalog()["ssm-contacts:DeleteContactChannel"]
    told = as_cloudtrail(Recorder(ARNS, Noon()).refused(JANE, operation, {}, invalid("No.")))
    assert (told["errorCode"], told["responseElements"], told["readOnly"]) == ("ValidationException", None, False)


@pytest.mark.parametrize(
    ("arn", "kind", "name"),
    [
        (ARNS.root(), "Root", None),
        (ARNS.user("jane"), "IAMUser", "jane"),
        (ARNS.assumed_role("deploy", "ci"), "AssumedRole", None),
        (ARNS.engine(), "AWSService", None),
    ],
)
def test_who_it_was_is_told_as_cloudtrail_does(arn: str, kind: str, name: str | None) -> None:
    identity = identity_of(Caller(arn=arn, standing="member", signed_in_at=NOW))
    assert (identity["type"], identity.get("userName")) == (kind, name)


def test_a_person_in_slack_is_told_by_their_id_and_not_by_their_name() -> None:
    ada = Caller(arn=ARNS.slack_user("U1"), standing="member", user_id="U1", name="Ada Lovelace")
    identity = identity_of(ada)
    assert (identity["type"], identity["userName"]) == ("SlackUser", "U1")
    assert "Ada" not in json.dumps(identity)
