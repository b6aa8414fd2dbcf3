"""How the value of a field becomes the value of a clear column and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Union, get_args, get_origin

from storage import moments


@dataclass(frozen=True, slots=True)
class Clear:
    """One clear column's conversions."""

    to_column: Callable[[Any], Any]
    from_column: Callable[[Any], Any]


def clear(annotation: object) -> Clear:
    """The conversions for a field of this type."""
    kind = _without_none(annotation)
    found = _CONVERSIONS.get(kind)
    if found is None:
        return _AS_IT_IS
    to_column, from_column = found
    if kind is annotation:
        return Clear(to_column, from_column)
    return Clear(_or_none(to_column), _or_none(from_column))


def _without_none(annotation: object) -> object:
    arguments = [argument for argument in get_args(annotation) if argument is not type(None)]
    is_optional = get_origin(annotation) is Union or type(None) in get_args(annotation)
    return arguments[0] if is_optional and len(arguments) == 1 else annotation


def _or_none(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)


def _same(value: Any) -> Any:
    return value


_AS_IT_IS = Clear(_same, _same)
_CONVERSIONS: dict[object, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    datetime: (moments.from_datetime, moments.to_datetime),
    timedelta: (moments.from_timedelta, moments.to_timedelta),
    bool: (int, bool),
}
