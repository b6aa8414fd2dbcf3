"""One page of a list, and where the next one begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

Cursor = tuple[str | int, ...]
"""The sort key of the last row that was given out; the next page begins behind it, whatever is inserted meanwhile."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted."""

    limit: int
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    items: tuple[Item, ...]
    next: Cursor | None = None
    """None on the last page."""


def part_of(items: Sequence[Item], key: Callable[[Item], str], window: Window) -> Listing[Item]:
    """The part of a list in the order of `key`, which is held whole, that a window shows."""
    behind = [one for one in items if window.after is None or (key(one),) > window.after]
    part = tuple(behind[: window.limit])
    return Listing(part, (key(part[-1]),) if len(behind) > window.limit else None)
