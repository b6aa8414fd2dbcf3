"""Are two values the same, as far as a protocol can tell them apart?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.model import Shape

MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def comparable(shape: Shape, value: Any) -> Any:
    """With every time, in whatever form, as the whole milliseconds since 1970."""
    match shape.type_name:
        case "list" if not isinstance(value, list):
            return value
        case "structure":
            return {name: comparable(shape.members[name], part) for name, part in value.items()}
        case "list":
            return [comparable(shape.member, part) for part in value]
        case "map":
            return {key: comparable(shape.value, part) for key, part in value.items()}
        case "timestamp":
            return _milliseconds(value)
    return value


def _milliseconds(moment: Any) -> int:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if isinstance(moment, datetime):
        return (moment - EPOCH) // MILLISECOND
    return round(moment * 1000)


def settled(shape: Shape, value: Any) -> Any:
    """A value such as a handler takes or makes: unions have at most one member, times no more than milliseconds."""
    match shape.type_name:
        case "structure":
            members = {name: settled(shape.members[name], part) for name, part in value.items()}
            return dict(list(members.items())[:1]) if shape.metadata.get("union") else members
        case "list":
            return [settled(shape.member, part) for part in value]
        case "map":
            return {key: settled(shape.value, part) for key, part in value.items()}
        case "timestamp":
            return value.replace(microsecond=value.microsecond // 1000 * 1000)
    return value


def without_empty_unions(shape: Shape, value: Any) -> Any:
    """What is left of it when whatever is nothing at all is not sent."""
    match shape.type_name:
        case "structure":
            members = {name: without_empty_unions(shape.members[name], part) for name, part in value.items()}
            told = {name: part for name, part in members.items() if part is not None}
            return None if shape.metadata.get("union") and not told else told
        case "list":
            parts = (without_empty_unions(shape.member, part) for part in value)
            return [part for part in parts if part is not None]
        case "map":
            members = {key: without_empty_unions(shape.value, part) for key, part in value.items()}
            return {key: part for key, part in members.items() if part is not None}
    return value
