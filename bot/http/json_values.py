"""How do values of a shape look in JSON?  Both ways, compiled once for each shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import Shape, StructureShape

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

Turn = Callable[[Any], Any]
"""Makes one value of another."""


def same(value: Any) -> Any:
    """The value, as it is."""
    return value


@cache
def reader(shape: Shape) -> Turn:
    """Turns what was sent into a parameter.

    Unknown members are dropped and null is absent, as at AWS; what has the wrong type stays, for the validator to
    name.
    """
    match shape.type_name:
        case "structure":
            return structure_reader(shape)
        case "list":
            return _read_list(reader(shape.member))
        case "map":
            return _read_map(reader(shape.value))
    return same


def structure_reader(shape: StructureShape, names: tuple[str, ...] | None = None) -> Turn:
    """The same for those members of a structure that travel in the body."""
    members = [(name, reader(shape.members[name])) for name in (shape.members if names is None else names)]

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: inner(value[name]) for name, inner in members if value.get(name) is not None}

    return read


def _read_list(inner: Turn) -> Turn:
    if inner is same:
        return same
    return lambda value: [inner(one) for one in value] if isinstance(value, list) else value


def _read_map(inner: Turn) -> Turn:
    if inner is same:
        return same
    return lambda value: {key: inner(one) for key, one in value.items()} if isinstance(value, dict) else value


@cache
def writer(shape: Shape) -> Turn:
    """Turns a part of an answer into what is sent; None where there is nothing to send."""
    match shape.type_name:
        case "structure":
            return _write_structure(shape)
        case "list":
            return _write_list(writer(shape.member))
        case "map":
            return _write_map(writer(shape.value))
        case "timestamp":
            return epoch
        case "integer" | "long":
            return int
    return same


def _write_structure(shape: StructureShape) -> Turn:
    members = [(name, writer(inner)) for name, inner in shape.members.items()]
    is_union = bool(shape.metadata.get("union"))

    def write(value: Any) -> Any:
        told = {}
        for name, turn in members:
            part = value.get(name)
            if part is not None and (turn is same or (part := turn(part)) is not None):
                told[name] = part
        # The SDKs take offence at a union that is nothing: `"chatChannel": {}`.
        return None if is_union and not told else told

    return write


def _write_list(inner: Turn) -> Turn:
    if inner is same:
        return same
    return lambda value: [part for part in map(inner, value) if part is not None]


def _write_map(inner: Turn) -> Turn:
    if inner is same:
        return same
    return lambda value: {key: part for key, one in value.items() if (part := inner(one)) is not None}


def epoch(moment: datetime) -> int | float:
    """Seconds as the SDKs want them: a number, whole where it can be, exact to the millisecond."""
    milliseconds = (moment - EPOCH) // MILLISECOND
    seconds, rest = divmod(milliseconds, 1000)
    return milliseconds / 1000 if rest else seconds
