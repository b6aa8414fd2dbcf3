"""A request that breaks one constraint is told which, in the shape of its protocol."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.http.aws_wire import WireAnswer, decode, encode, encode_refusal, operation_of
from core.errors import Refusal
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.constraints import validate
from tests.wire.broken_requests import Broken, broken_requests, places
from tests.wire.raw_requests import raw_request

CODES = {
    "chatbot": {"InvalidParameterException", "InvalidRequestException", "ValidationException"},
    "cloudtrail": {"InvalidParameterException"},
    "ssm-contacts": {"ValidationException"},
    "ssm-incidents": {"ValidationException"},
    "sts": {"ValidationError"},
}
XML = "{https://sts.amazonaws.com/doc/2011-06-15/}"
BROKEN = [(action, list(each)) for action, each in groupby(broken_requests(), lambda one: one.operation.action)]


def answered(broken: Broken) -> WireAnswer:
    try:
        params = decode(operation_of(broken.request), broken.request)
        validate(broken.operation, params)
    except Refusal as refusal:
        return encode_refusal(broken.request, refusal, "id")
    return encode(broken.operation, {}, "id")


def spelled(service: str, answer: WireAnswer) -> tuple[str, str, dict[str, Any]]:
    """Code, message and the rest, where each protocol has them."""
    if service == "sts":
        error = ElementTree.fromstring(answer.body).find(f"{XML}Error")  # noqa: S314 - our own
        assert error is not None and error.findtext(f"{XML}Type") == "Sender"
        return error.findtext(f"{XML}Code", ""), error.findtext(f"{XML}Message", ""), {}
    body = json.loads(answer.body)
    code = body.pop("__type")
    assert answer.headers["x-amzn-ErrorType"] == code
    return code, body.pop("Message" if service in ("cloudtrail", "ssm-contacts") else "message"), body


@pytest.mark.parametrize("operation", catalog().values(), ids=lambda one: one.action)
def test_each_request_is_good_before_it_is_broken(operation: Operation) -> None:
    for place in places(operation):
        request = raw_request(operation, place.good)
        assert operation_of(request) is operation
        validate(operation, decode(operation, request))


@pytest.mark.parametrize(("action", "requests"), BROKEN, ids=[action for action, _ in BROKEN])
def test_one_broken_constraint_is_told(action: str, requests: list[Broken]) -> None:
    service = catalog()[action].service
    for broken in requests:
        answer = answered(broken)
        assert answer.status == 400, broken
        assert answer.headers["x-amzn-RequestId"] == "id"
        code, message, more = spelled(service, answer)
        assert code in CODES[service], broken
        assert message.startswith(f"1 validation error detected: Value at '{broken.member}' failed"), (broken, message)
        if service == "ssm-contacts":
            assert more["Reason"] == "FIELD_VALIDATION_FAILED"
            assert [field["Name"] for field in more["Fields"]] == [broken.member], broken
        else:
            assert more == {}


def test_every_kind_of_constraint_is_broken_in_a_good_many_requests() -> None:
    requests = [one for _, each in BROKEN for one in each]
    kinds = {one.what.partition(" (")[0] for one in requests}
    assert kinds == {
        "missing", "out of range", "too long", "too short", "wrong enum", "wrong pattern", "wrong type",
    }  # fmt: skip
    assert len({(one.operation.action, one.member, one.what) for one in requests}) > 1500
    # Nothing can be wrong with what these two are sent, as far as the models say.
    assert set(catalog()) - {action for action, _ in BROKEN} == {
        "ssm-incidents:ListTagsForResource",
        "sts:GetCallerIdentity",
    }
