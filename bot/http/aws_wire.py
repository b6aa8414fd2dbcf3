"""What does a request ask for, and how is its answer sent?  Pure, and the same for every protocol of AWS's."""

from __future__ import annotations

from typing import Any, Protocol

from bot.http import aws_json, aws_query, rest_json
from bot.http.wire_messages import LARGEST_BODY, WireAnswer, WireRequest
from core.errors import Refusal
from core.vocabulary.catalog import Operation

__all__ = ["LARGEST_BODY", "WireAnswer", "WireRequest", "decode", "encode", "encode_refusal", "operation_of", "paths"]


class Dialect(Protocol):
    """What each protocol's file has."""

    def operation_of(self, request: WireRequest) -> Operation: ...
    def decode(self, operation: Operation, request: WireRequest) -> dict[str, Any]: ...
    def encode(self, operation: Operation, answer: dict[str, Any], request_id: str) -> WireAnswer: ...
    def encode_refusal(self, operation: Operation | None, refusal: Refusal, request_id: str) -> WireAnswer: ...


DIALECTS: dict[str, Dialect] = {"rest-json": rest_json, "json": aws_json, "query": aws_query}
"""By the model's name for the protocol."""


def paths() -> frozenset[str]:
    """Where requests go, but for those with a parameter in the path."""
    return frozenset(("/", *rest_json.paths()))


def operation_of(request: WireRequest) -> Operation:
    """The operation that is asked for, or a refusal such as `UnknownOperationException`."""
    return _guessed(request).operation_of(request)


def decode(operation: Operation, request: WireRequest) -> dict[str, Any]:
    """Its parameters, not validated yet: unknown members and nulls are dropped, wrong types are still there."""
    if len(request.body) > LARGEST_BODY:
        raise Refusal("RequestEntityTooLargeException", f"A request may have at most {LARGEST_BODY} bytes.")
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise Refusal("UnsupportedMediaTypeException", "Send the body without a Content-Encoding.")
    return _dialect(operation).decode(operation, request)


def encode(operation: Operation, answer: dict[str, Any], request_id: str) -> WireAnswer:
    """A good answer."""
    return _dialect(operation).encode(operation, answer, request_id)


def encode_refusal(asked: WireRequest | Operation, refusal: Refusal, request_id: str) -> WireAnswer:
    """An error, in the protocol that whoever asked most likely speaks, even where nothing has that name."""
    if isinstance(asked, Operation):
        return _dialect(asked).encode_refusal(asked, refusal, request_id)
    dialect = _guessed(asked)
    try:
        operation = dialect.operation_of(asked)
    except Refusal:
        return dialect.encode_refusal(None, refusal, request_id)
    return dialect.encode_refusal(operation, refusal, request_id)


def _dialect(operation: Operation) -> Dialect:
    return DIALECTS[operation.model.service_model.metadata["protocol"]]


def _guessed(request: WireRequest) -> Dialect:
    if "x-amz-target" in request.headers:
        return aws_json
    # Only there: with a wrong content type, the paths of the REST protocol still tell what is meant.
    if request.media_type == aws_query.FORM and request.path == "/":
        return aws_query
    return rest_json
