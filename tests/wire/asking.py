"""Requests in short, and what becomes of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.http.aws_wire import WireAnswer, WireRequest, decode, encode, encode_refusal, operation_of
from core.errors import Refusal
from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import validate

PLAN = "arn:aws:ssm-incidents::111122223333:response-plan/checkout"
START = catalog()["ssm-incidents:StartIncident"]
LIST_CONTACTS = catalog()["ssm-contacts:ListContacts"]
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
CONTACTS = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "SSMContacts.ListContacts"}


def get(path: str, method: str = "GET") -> WireRequest:
    return WireRequest(method, path, {}, b"")


def post(path: str, body: bytes | str | dict[str, Any] = b"", **headers: str) -> WireRequest:
    if isinstance(body, dict):
        body = json.dumps(body)
    return WireRequest("POST", path, {**JSON, **headers}, body.encode() if isinstance(body, str) else body)


def asked(request: WireRequest) -> tuple[str, dict[str, Any]]:
    operation = operation_of(request)
    return operation.action, decode(operation, request)


def refused(request: WireRequest) -> tuple[str, WireAnswer]:
    """The code of the refusal, and how it is sent."""
    with pytest.raises(Refusal) as caught:
        operation = operation_of(request)
        validate(operation, decode(operation, request))
    return caught.value.code, encode_refusal(request, caught.value, "id")


def body_of(action: str, answer: dict[str, Any]) -> Any:
    return json.loads(encode(catalog()[action], answer, "id").body)
