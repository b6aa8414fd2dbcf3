"""AWS's query protocol, of sts: a form comes in, XML goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from bot.http.text_values import fields, value_of
from bot.http.wire_errors import WireError, wire_error
from bot.http.wire_messages import WireAnswer, WireRequest
from core.errors import Refusal
from core.vocabulary.catalog import Operation, catalog

if TYPE_CHECKING:
    from botocore.model import Shape

FORM = "application/x-www-form-urlencoded"
DEEPEST = 10
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
OWN_NAMES = {
    "AccessDeniedException": "AccessDenied",
    "ExpiredTokenException": "ExpiredToken",
    "IncompleteSignatureException": "IncompleteSignature",
    "InternalServerException": "InternalFailure",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "MissingAuthenticationTokenException": "MissingAuthenticationToken",
    "SerializationException": "MalformedQueryString",
    "ServiceUnavailableException": "ServiceUnavailable",
    "ThrottlingException": "Throttling",
    "UnknownOperationException": "InvalidAction",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "ValidationException": "ValidationError",
}
"""The older names that services of this protocol use for what no model declares."""
STATUSES = {404: 400, 429: 400}

Tree = dict[str, Any]
"""A form whose names have been taken apart at the dots; leaves are texts."""


def operation_of(request: WireRequest) -> Operation:
    """The operation that the form's `Action` and `Version` name."""
    if request.method != "POST":
        raise Refusal("UnknownOperationException", "A request with a form must be POST.")
    form = dict(_fields(request))
    wanted = (form.get("Action", ""), form.get("Version", ""))
    if wanted not in _actions():
        raise Refusal("UnknownOperationException", "No operation has this Action and Version.")
    return _actions()[wanted]


def decode(operation: Operation, request: WireRequest) -> dict[str, Any]:
    """The parameters, from names such as `Tags.member.1.Key`."""
    params: dict[str, Any] = _read(operation.input_shape, _tree(_fields(request)))
    return params


def encode(operation: Operation, answer: dict[str, Any], request_id: str) -> WireAnswer:
    """The answer as `<…Response><…Result>`."""
    top = ElementTree.Element(f"{operation.name}Response", xmlns=_namespace(operation))
    shape = operation.output_shape
    if shape is not None:
        _write(top, shape.serialization.get("resultWrapper", f"{operation.name}Result"), shape, answer)
    about = ElementTree.SubElement(top, "ResponseMetadata")
    ElementTree.SubElement(about, "RequestId").text = request_id
    return _answer(operation.http_status, top, request_id)


def encode_refusal(operation: Operation | None, refusal: Refusal, request_id: str) -> WireAnswer:
    """The error as `<ErrorResponse>`."""
    error = wire_error(operation, refusal, "message")
    top = ElementTree.Element("ErrorResponse", xmlns=_namespace(operation or next(iter(_actions().values()))))
    about = ElementTree.SubElement(top, "Error")
    declared = operation is not None and error.code in operation.errors
    code = error.code if declared else OWN_NAMES.get(error.code, error.code)
    for name, text in {"Type": _blame(error), "Code": code, "Message": refusal.message}.items():
        ElementTree.SubElement(about, name).text = _clean(text)
    ElementTree.SubElement(top, "RequestId").text = request_id
    return _answer(STATUSES.get(error.status, error.status), top, request_id)


def _blame(error: WireError) -> str:
    return "Receiver" if error.status >= 500 else "Sender"


def _answer(status: int, top: ElementTree.Element, request_id: str) -> WireAnswer:
    headers = {"x-amzn-RequestId": request_id, "Content-Type": "text/xml"}
    return WireAnswer(status, headers, ElementTree.tostring(top, encoding="utf-8", xml_declaration=True))


def _namespace(operation: Operation) -> str:
    return str(operation.model.service_model.metadata["xmlNamespace"])


@cache
def _actions() -> Mapping[tuple[str, str], Operation]:
    every = ((one, one.model.service_model.metadata) for one in catalog().values())
    return {(one.name, about["apiVersion"]): one for one, about in every if about["protocol"] == "query"}


def _fields(request: WireRequest) -> list[tuple[str, str]]:
    try:
        return fields(request.body.decode("ascii"))
    except UnicodeDecodeError:
        raise Refusal("SerializationException", "The form must be percent-encoded.") from None


def _tree(form: list[tuple[str, str]]) -> Tree:
    tree: Tree = {}
    for name, text in form:
        *branches, leaf = name.split(".", DEEPEST)
        place: Any = tree
        for branch in branches:
            place = place.setdefault(branch, {}) if isinstance(place, dict) else None
        if not isinstance(place, dict) or leaf in place:
            raise Refusal("SerializationException", "The form has the same name twice.")
        place[leaf] = text
    return tree


def _read(shape: Shape, node: Any) -> Any:
    match shape.type_name, node:
        case "structure", dict():
            members = {name: node.get(name) for name in shape.members}
            return {name: _read(shape.members[name], part) for name, part in members.items() if part is not None}
        case "list", dict():
            return _read_list(shape, node.get("member"))
        case "list", "":  # how an empty list is sent
            return []
        case _, str():
            return value_of(shape, node)
    return node


def _read_list(shape: Shape, entries: Any) -> Any:
    if not isinstance(entries, dict) or not all(number.isdecimal() and len(number) < 5 for number in entries):
        return entries
    return [_read(shape.member, entries[number]) for number in sorted(entries, key=int)]


def _write(parent: ElementTree.Element, name: str, shape: Shape, value: Any) -> None:
    element = ElementTree.SubElement(parent, name)
    match shape.type_name:
        case "structure":
            for inner, of in shape.members.items():
                if value.get(inner) is not None:
                    _write(element, inner, of, value[inner])
        case "list":
            for one in value:
                _write(element, "member", shape.member, one)
        case _:
            element.text = _text(value)


def _text(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return _clean(str(value))


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
