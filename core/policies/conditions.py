"""Under which circumstances does a statement count?  Its `Condition`, read and checked.

An operator or key that nothing knows would let a statement count too often or never, so it is refused.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, cast

from core.policies.comparisons import KEY_NAMES, OPERATORS, TEXTUAL, is_key
from core.policies.wrong import nearest, shown, wrong

QUANTIFIERS = ("ForAllValues", "ForAnyValue")
Quantifier = Literal["ForAllValues", "ForAnyValue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One key that must compare with one of the values; all conditions of a statement must hold."""

    operator: str
    """The bare one, such as `StringEquals`."""
    quantifier: Quantifier | None = None
    """How a key with several values is compared."""
    if_exists: bool = False
    """Whether it holds where the key is absent."""
    key: str
    values: tuple[str, ...]


def conditions_of(value: object, place: str, services: Collection[str] = ()) -> tuple[Condition, ...]:
    """The conditions, in the order in which they are written; they may ask about keys of these other services."""
    if not isinstance(value, dict):
        raise wrong(place, "it must be an object such as {operator: {key: value}}")
    return tuple(one for written, keys in value.items() for one in _of_operator(written, keys, place, services))


def _of_operator(written: str, keys: object, place: str, services: Collection[str]) -> list[Condition]:
    quantifier, _, rest = written.rpartition(":")
    operator = rest.removesuffix("IfExists")
    if_exists = operator != rest
    known = operator in OPERATORS and not (if_exists and operator == "Null")
    if not known or quantifier not in ("", *QUANTIFIERS):
        raise wrong(place, f"there is no operator '{shown(written)}'{nearest(operator, OPERATORS)}")
    at = f"{place}.{written}"
    if not isinstance(keys, dict) or not keys:
        raise wrong(at, "it must be an object such as {key: value}")
    return [
        Condition(
            operator=operator,
            quantifier=cast("Quantifier", quantifier) if quantifier else None,
            if_exists=if_exists,
            key=_key(key, at, services),
            values=_values(operator, value, f"{at}.{key}"),
        )
        for key, value in keys.items()
    ]


def _key(key: str, place: str, services: Collection[str]) -> str:
    if is_key(key, services):
        return key
    raise wrong(place, f"there is no condition key '{shown(key)}'{nearest(key, KEY_NAMES)}")


def _values(operator: str, value: object, place: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values:
        raise wrong(place, "the list must not be empty")
    texts = tuple(_text(one, place) for one in values)
    is_one, called = OPERATORS[operator]
    for text in texts:
        has_variable = "${" in text and operator in TEXTUAL
        if not has_variable and not is_one(text):
            raise wrong(place, f"'{shown(text)}' must be {called}")
    return texts


def _text(value: object, place: str) -> str:
    """A value as a text; IAM lets numbers and truths stand without quotation marks."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise wrong(place, "it must be a text, a number, true or false, or a list of them")
