"""Is this an answer of that operation?  Times become datetimes, and what the model does not know is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.errors import Refusal, invalid
from core.moving.resource import Resource
from core.vocabulary.catalog import catalog

if TYPE_CHECKING:
    from botocore.model import Shape

_PLAIN: dict[str, type] = {"string": str, "integer": int, "long": int, "boolean": bool}


def fitted(resource: Resource) -> Resource:
    """The resource with its answers as their models say; raise `ValidationException` where one is something else.

    Only types are looked at: what AWS keeps may break AWS's own sizes and patterns, and is kept all the same.
    """
    answers = {
        action: tuple(_fit(_answer_of(action), answer, action) for answer in given)
        for action, given in resource.answers.items()
    }
    return replace(resource, answers=answers)


def _answer_of(action: str) -> Shape:
    operation = catalog().get(action)
    if operation is None or operation.output_shape is None:
        raise invalid(f"'{action[:100]}' is not an operation that answers.")
    return operation.output_shape


def _fit(shape: Shape, value: Any, at: str) -> Any:
    match shape.type_name, value:
        case "structure", dict():
            return _structure(shape, value, at)
        case "map", dict():
            return {name: _fit(shape.value, inner, f"{at}.{name}") for name, inner in value.items()}
        case "list", list() | tuple():
            return [_fit(shape.member, inner, f"{at}[{place}]") for place, inner in enumerate(value)]
        case "timestamp", _:
            return _moment(value, at)
        case name, _ if type(value) is _PLAIN.get(name) and _is_whole(value):
            return value
    raise _wrong(shape, at)


def _structure(shape: Any, value: Mapping[str, Any], at: str) -> dict[str, Any]:
    known = {name: of for name, of in shape.members.items() if value.get(name) is not None}
    return {name: _fit(of, value[name], f"{at}.{name}") for name, of in known.items()}


def _moment(value: Any, at: str) -> datetime:
    match value:
        case datetime() if value.tzinfo:
            return value.astimezone(UTC)
        case str():
            try:
                written = datetime.fromisoformat(value)
            except ValueError:
                pass
            else:
                return written.replace(tzinfo=written.tzinfo or UTC).astimezone(UTC)
    raise invalid(f"{at} is not a time such as 2026-01-31T20:30:00+00:00.")


def _is_whole(value: object) -> bool:
    """Half of a character, which JSON can spell, cannot be stored."""
    return not isinstance(value, str) or not any("\ud800" <= sign <= "\udfff" for sign in value)


def _wrong(shape: Shape, at: str) -> Refusal:
    return invalid(f"{at} is not a {shape.type_name}.")
