"""Reading the parts of a policy: objects with known members, texts, and lists of texts that may stand alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from core.policies.wrong import either, nearest, shown, wrong


def object_of(value: object, place: str, known: Collection[str]) -> dict[str, Any]:
    """An object that has none but these members; a typo must not silently widen what is allowed."""
    if not isinstance(value, dict):
        raise wrong(place, "it must be an object")
    for name in value:
        if name not in known:
            raise wrong(place, f"there is no element '{shown(name)}'{nearest(name, known)}; known are {either(known)}")
    return value


def text_of(value: object, place: str) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise wrong(place, "it must be a text that is not empty")
    return value


def texts_of(value: object, place: str) -> tuple[str, ...]:
    """One text, or a list of at least one."""
    if not isinstance(value, list):
        return (text_of(value, place),)
    if not value:
        raise wrong(place, "the list must not be empty")
    return tuple(text_of(one, f"{place}[{at}]") for at, one in enumerate(value))


def one_of(found: Collection[str], names: tuple[str, str], place: str) -> str:
    """Which of two members that exclude each other is there."""
    there = [name for name in names if name in found]
    if len(there) != 1:
        raise wrong(place, f"it must have {either(names)}, and not both" if there else f"{either(names)} is missing")
    return there[0]
