"""Is the body of an answer what its operation answers with?  boto3 takes one that is cut off for an empty one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from botocore.utils import parse_timestamp

from core.vocabulary.pages import paging

if TYPE_CHECKING:
    from botocore.model import Shape

    from core.vocabulary.catalog import Operation


class Unreadable(Exception):
    """An answer that tells nothing, not even that there is nothing; the text says why."""


def refuse_unreadable(operation: Operation, body: bytes, headers: Mapping[str, str]) -> None:
    """Raise `Unreadable` where a body that came as success is not the operation's answer."""
    length = headers.get("content-length", "")
    if length.isdecimal() and "content-encoding" not in headers and int(length) != len(body):
        raise Unreadable(f"its answer was cut off after {len(body)} of {length} bytes")
    told = _json(body, headers.get("content-type", ""))
    if not isinstance(told, dict):
        raise Unreadable("it answered with JSON that is not an object")
    if missing := sorted(name for name in must_have(operation) if told.get(name) is None):
        raise Unreadable(f"its answer lacks {', '.join(missing)}")
    if operation.output_shape is not None:
        _refuse_misshapen(operation.output_shape, told, "")


def refuse_misshapen_error(body: bytes) -> None:
    """Raise `Unreadable` where an error is told in JSON, but not as AWS tells one: boto3 would stumble over it."""
    try:
        told = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return  # nor is it AWS's, but boto3 knows how to tell of it by its status
    named = told if isinstance(told, dict) else {"": told}
    texts = (named.get(name) for name in ("", "__type", "code", "Code", "message", "Message"))
    if not all(text is None or isinstance(text, str) for text in texts) or not isinstance(told, dict):
        raise Unreadable("it answered with an error in a form that is not AWS's")


def must_have(operation: Operation) -> frozenset[str]:
    """The members without which an answer cannot be told from one that is cut off.

    Not every model calls the list of a list operation required, nor the one thing that an operation tells; AWS sends
    both, empty or not.  A time may be untold: that of a rotation's start is, where nobody has set one.  Of a contact's
    policy nothing has to be there: there may be none.
    """
    answer = operation.output_shape
    if answer is None:
        return frozenset()
    if page_of := paging(operation):
        return frozenset({page_of.result})
    needed = answer.required_members or (list(answer.members) if len(answer.members) == 1 else [])
    return frozenset(name for name in needed if answer.members[name].type_name != "timestamp")


def _json(body: bytes, content_type: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        sort = content_type.partition(";")[0].strip() or "no content type"
        raise Unreadable(f"it answered with what is not whole JSON ({len(body)} bytes, {sort})") from None


def _refuse_misshapen(shape: Shape, value: Any, at: str) -> None:
    if value is None:
        return
    if not _FITS[shape.type_name](value):
        raise Unreadable(f"{at or 'this'} of its answer is not a {shape.type_name}")
    for of, inner, name in _parts(shape, value):
        _refuse_misshapen(of, inner, f"{at}.{name}" if at else name)


def _parts(shape: Any, value: Any) -> Iterator[tuple[Shape, Any, str]]:
    match shape.type_name:
        case "structure":
            yield from ((of, value.get(name), name) for name, of in _members(shape).items())
        case "map":
            yield from ((shape.value, inner, "value") for inner in value.values())
        case "list":
            yield from ((shape.member, inner, str(place)) for place, inner in enumerate(value))


def _members(shape: Any) -> Mapping[str, Shape]:
    """By their names in JSON."""
    return {of.serialization.get("name", name): of for name, of in shape.members.items()}


def _is_time(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        parse_timestamp(value)
    except (ValueError, OverflowError, OSError, RuntimeError):
        return False
    return True


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "structure": lambda value: isinstance(value, dict),
    "map": lambda value: isinstance(value, dict),
    "list": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "long": lambda value: type(value) is int,
    "boolean": lambda value: isinstance(value, bool),
    "timestamp": _is_time,
}
