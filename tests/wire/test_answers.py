"""How an answer and an error are spelled."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.http.aws_wire import encode, encode_refusal
from core.errors import Refusal
from core.vocabulary.catalog import catalog
from tests.wire.asking import PLAN, body_of


@pytest.mark.parametrize(
    ("microseconds", "written"),
    [(0, b"1767323045"), (678_000, b"1767323045.678"), (678_999, b"1767323045.678"), (999, b"1767323045")],
)
def test_a_time_is_written_to_the_millisecond_and_whole_seconds_without_a_fraction(
    microseconds: int, written: bytes
) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, microseconds, tzinfo=UTC)
    sent = encode(catalog()["ssm-contacts:DescribeEngagement"], {"StartTime": at}, "id")
    assert sent.body == b'{"StartTime":' + written + b"}"


def test_a_time_before_1970_is_a_negative_number() -> None:
    at = datetime(1969, 12, 31, 23, 59, 58, 500_000, tzinfo=UTC)
    assert body_of("ssm-contacts:DescribeEngagement", {"StartTime": at}) == {"StartTime": -1.5}


@pytest.mark.parametrize("chat", [None, {}, {"chatbotSns": None}])
def test_no_chat_channel_is_sent_where_there_is_none(chat: dict[str, Any] | None) -> None:
    plan = {"arn": PLAN, "name": "checkout", "incidentTemplate": {"title": "t", "impact": 1}, "chatChannel": chat}
    assert "chatChannel" not in body_of("ssm-incidents:GetResponsePlan", plan)


def test_a_chat_channel_that_is_said_to_be_empty_is_sent() -> None:
    sent = body_of("ssm-incidents:GetResponsePlan", {"arn": PLAN, "chatChannel": {"empty": {}}})
    assert sent["chatChannel"] == {"empty": {}}


def test_absent_is_not_null_and_empty_is_not_absent() -> None:
    sent = body_of(
        "ssm-incidents:GetResponsePlan", {"arn": PLAN, "displayName": "", "actions": None, "engagements": []}
    )
    assert sent == {"arn": PLAN, "displayName": "", "engagements": []}


def test_what_the_model_does_not_declare_is_not_told() -> None:
    assert body_of("ssm-contacts:GetContact", {"Alias": "jane", "secret": "x"}) == {"Alias": "jane"}


def test_text_is_sent_as_utf_8() -> None:
    sent = encode(catalog()["ssm-contacts:GetContact"], {"DisplayName": "Käthe 日🔥"}, "id")
    assert "Käthe 日🔥".encode() in sent.body


@pytest.mark.parametrize(
    ("action", "status", "body"),
    [
        ("ssm-incidents:TagResource", 204, b""),
        ("ssm-incidents:DeleteReplicationSet", 204, b""),
        ("ssm-incidents:DeleteResourcePolicy", 200, b"{}"),
        ("ssm-incidents:CreateReplicationSet", 201, b"{}"),
        ("ssm-contacts:StopEngagement", 200, b"{}"),
        ("chatbot:DeleteCustomAction", 204, b""),
    ],
)
def test_nothing_to_say_is_said_as_the_model_wants_it(action: str, status: int, body: bytes) -> None:
    sent = encode(catalog()[action], {}, "id")
    assert (sent.status, sent.body, sent.headers["x-amzn-RequestId"]) == (status, body, "id")
    assert ("Content-Type" in sent.headers) is bool(body)


def test_the_message_is_where_each_service_has_it() -> None:
    gone = Refusal("ResourceNotFoundException", "Gone.", ResourceId="x", ResourceType="contact", other="y")
    sent = encode_refusal(catalog()["ssm-contacts:GetContact"], gone, "id")
    assert (sent.status, json.loads(sent.body)) == (
        400,
        {"__type": gone.code, "Message": "Gone.", "ResourceId": "x", "ResourceType": "contact"},
    )
    gone = Refusal("ResourceNotFoundException", "Gone.", resourceType="RESPONSE_PLAN", resourceIdentifier=None)
    sent = encode_refusal(catalog()["ssm-incidents:GetResponsePlan"], gone, "id")
    assert (sent.status, json.loads(sent.body)) == (
        404,
        {"__type": gone.code, "message": "Gone.", "resourceType": "RESPONSE_PLAN"},
    )


@pytest.mark.parametrize(
    ("action", "code", "spelled", "status"),
    [
        ("ssm-incidents:StartIncident", "InvalidSignatureException", "InvalidSignatureException", 403),
        ("ssm-contacts:ListContacts", "UnrecognizedClientException", "UnrecognizedClientException", 403),
        ("ssm-contacts:ListContacts", "ThrottlingException", "ThrottlingException", 400),
        ("ssm-incidents:StartIncident", "ThrottlingException", "ThrottlingException", 429),
        ("ssm-contacts:ListContacts", "InternalServerException", "InternalServerException", 500),
        ("chatbot:ListAssociations", "InternalServerException", "InternalServiceError", 500),
        ("chatbot:ListAssociations", "ThrottlingException", "ThrottlingException", 429),
        ("sts:GetCallerIdentity", "InvalidSignatureException", "SignatureDoesNotMatch", 403),
        ("sts:GetCallerIdentity", "ExpiredTokenException", "ExpiredToken", 400),
        ("sts:AssumeRole", "ExpiredTokenException", "ExpiredTokenException", 400),
        ("sts:AssumeRole", "InternalServerException", "InternalFailure", 500),
    ],
)
def test_an_error_has_the_name_and_status_that_its_service_gives_it(
    action: str, code: str, spelled: str, status: int
) -> None:
    answer = encode_refusal(catalog()[action], Refusal(code, "No."), "id")
    assert answer.status == status
    assert f">{spelled}<" in answer.body.decode() or json.loads(answer.body)["__type"] == spelled
