"""AWS's REST-JSON protocol, of ssm-incidents and chatbot: path, query string and body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from bot.http import json_text
from bot.http.json_values import Turn, structure_reader, writer
from bot.http.text_values import fields, value_of
from bot.http.wire_errors import wire_error
from bot.http.wire_messages import WireAnswer, WireRequest
from core.errors import Refusal
from core.vocabulary.catalog import Operation, catalog

if TYPE_CHECKING:
    from botocore.model import StructureShape

MEDIA_TYPES = ("", "application/json", "application/x-amz-json-1.0", "application/x-amz-json-1.1")


def operation_of(request: WireRequest) -> Operation:
    """The operation that lives at this method and path."""
    routes = _routes()
    by_method = routes.literal.get(request.path) or routes.greedy(request.path)
    if request.method not in by_method:
        raise Refusal("UnknownOperationException", _unknown(request, by_method))
    return by_method[request.method]


def paths() -> Iterable[str]:
    """Those that hold no parameter."""
    return _routes().literal


def decode(operation: Operation, request: WireRequest) -> dict[str, Any]:
    """The parameters, from wherever the model puts each."""
    places = _places(operation)
    return {
        **places.read(_from_body(places, request)),
        **_from_query(operation.input_shape, places.query, request.query),
        **_from_path(operation, places.label, request.path),
    }


def encode(operation: Operation, answer: dict[str, Any], request_id: str) -> WireAnswer:
    """The answer with the model's status; nothing at all where that is 204."""
    headers = {"x-amzn-RequestId": request_id}
    if operation.http_status == 204:
        return WireAnswer(204, headers, b"")
    told = writer(operation.output_shape)(answer) if operation.output_shape else {}
    return WireAnswer(operation.http_status, {**headers, "Content-Type": "application/json"}, json_text.written(told))


def encode_refusal(operation: Operation | None, refusal: Refusal, request_id: str) -> WireAnswer:
    """The error with its code in header and body."""
    error = wire_error(operation, refusal, "message")
    headers = {
        "x-amzn-RequestId": request_id,
        "x-amzn-ErrorType": error.code,
        "Content-Type": "application/json",
    }
    return WireAnswer(error.status, headers, json_text.written({"__type": error.code, **error.members}))


@dataclass(frozen=True)
class _Routes:
    literal: Mapping[str, Mapping[str, Operation]]
    """By path, then method."""
    prefixes: Mapping[str, Mapping[str, Operation]]
    """The same where the rest of the path is a parameter, as in `/tags/{resourceArn}`."""

    def greedy(self, path: str) -> Mapping[str, Operation]:
        """An ARN has slashes of its own, and not every client escapes them."""
        for prefix, by_method in self.prefixes.items():
            if path.startswith(prefix) and path != prefix:
                return by_method
        return {}


@cache
def _routes() -> _Routes:
    literal: dict[str, dict[str, Operation]] = defaultdict(dict)
    prefixes: dict[str, dict[str, Operation]] = defaultdict(dict)
    for operation in catalog().values():
        if operation.model.service_model.metadata["protocol"] != "rest-json":
            continue
        path, brace, label = operation.model.http["requestUri"].partition("{")
        by_method = (prefixes if brace else literal)[path]
        if operation.model.http["method"] in by_method or label.rstrip("+").count("}") > 1:
            raise ValueError(f"{operation.action} needs a route that cannot be told from another")
        by_method[operation.model.http["method"]] = operation
    return _Routes(dict(literal), dict(prefixes))


def _unknown(request: WireRequest, by_method: Mapping[str, Operation]) -> str:
    if by_method:
        return f"This path does not take {request.method[:10]}; use {' or '.join(by_method)}."
    return "No operation has this path; check the endpoint URL, which must have no path of its own."


@dataclass(frozen=True)
class _Places:
    body: tuple[str, ...]
    read: Turn
    query: Mapping[str, str]
    """Names there, and the members that they are."""
    label: str | None


@cache
def _places(operation: Operation) -> _Places:
    located: dict[str | None, dict[str, str]] = defaultdict(dict)
    for name, shape in operation.input_shape.members.items():
        located[shape.serialization.get("location")][shape.serialization.get("name", name)] = name
    body = tuple(located[None].values())
    label = next(iter(located["uri"].values()), None)
    return _Places(body, structure_reader(operation.input_shape, body), located["querystring"], label)


def _from_body(places: _Places, request: WireRequest) -> dict[str, Any]:
    if not places.body or not request.body:
        return {}
    if request.media_type not in MEDIA_TYPES:
        raise Refusal("UnsupportedMediaTypeException", "Send the body as application/json.")
    return json_text.parsed(request.body)


def _from_query(shape: StructureShape, names: Mapping[str, str], query: str) -> dict[str, Any]:
    if not names or not query:
        return {}
    given: dict[str, list[str]] = defaultdict(list)
    for name, text in fields(query):
        if name in names:
            given[names[name]].append(text)
    return {member: _from_texts(shape.members[member], texts) for member, texts in given.items()}


def _from_texts(shape: Any, texts: list[str]) -> Any:
    if shape.type_name == "list":
        return [value_of(shape.member, text) for text in texts]
    # Two values for one are left as a list, which the validator refuses.
    return value_of(shape, texts[0]) if len(texts) == 1 else texts


def _from_path(operation: Operation, label: str | None, path: str) -> dict[str, Any]:
    if label is None:
        return {}
    encoded = path[operation.model.http["requestUri"].index("{") :]
    try:
        return {label: value_of(operation.input_shape.members[label], unquote(encoded, errors="strict"))}
    except UnicodeDecodeError:
        raise Refusal("SerializationException", "The path is not valid UTF-8.") from None
