"""AWS's JSON 1.1 protocol, of ssm-contacts: the operation is in a header, everything else in the body."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.http import json_text
from bot.http.json_values import reader, writer
from bot.http.wire_errors import wire_error
from bot.http.wire_messages import WireAnswer, WireRequest
from core.errors import Refusal
from core.vocabulary.catalog import Operation, catalog

MEDIA_TYPE = "application/x-amz-json-1.1"
STATUSES = {404: 400}
"""This protocol has no 404 of its own: a client would take it for a wrong address."""


def operation_of(request: WireRequest) -> Operation:
    """The operation that `X-Amz-Target` names."""
    if request.method != "POST" or request.path != "/":
        raise Refusal("UnknownOperationException", "A request with an X-Amz-Target header must be POST /.")
    target = request.headers.get("x-amz-target", "")
    if target not in _targets():
        raise Refusal("UnknownOperationException", "No operation has this X-Amz-Target.")
    return _targets()[target]


def decode(operation: Operation, request: WireRequest) -> dict[str, Any]:
    """The parameters, which are the body."""
    if request.media_type != MEDIA_TYPE:
        raise Refusal("UnsupportedMediaTypeException", f"Send the body as {MEDIA_TYPE}.")
    params: dict[str, Any] = reader(operation.input_shape)(json_text.parsed(request.body))
    return params


def encode(operation: Operation, answer: dict[str, Any], request_id: str) -> WireAnswer:
    """The answer, `{}` where there is nothing to say."""
    told = writer(operation.output_shape)(answer) if operation.output_shape else {}
    return WireAnswer(operation.http_status, _headers(request_id), json_text.written(told))


def encode_refusal(operation: Operation | None, refusal: Refusal, request_id: str) -> WireAnswer:
    """The error with its code in header and body."""
    error = wire_error(operation, refusal, "Message")
    headers = {**_headers(request_id), "x-amzn-ErrorType": error.code}
    body = json_text.written({"__type": error.code, **error.members})
    return WireAnswer(STATUSES.get(error.status, error.status), headers, body)


def _headers(request_id: str) -> dict[str, str]:
    return {"x-amzn-RequestId": request_id, "Content-Type": MEDIA_TYPE}


@cache
def _targets() -> Mapping[str, Operation]:
    every = ((one, one.model.service_model.metadata) for one in catalog().values())
    return {f"{about['targetPrefix']}.{one.name}": one for one, about in every if about["protocol"] == "json"}
