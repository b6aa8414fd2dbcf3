"""One page of a list, and where the next one begins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
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


OTHERS = ""
"""What a cursor behind one's own rows begins with, before the name of the source and the cursor in it."""

Source = tuple[str, Callable[[Window], Awaitable[Listing[Item]]]]
"""A name, by which cursors know it, and its list."""


async def chained(
    window: Window,
    own: Callable[[Window], Awaitable[Listing[Item]]],
    others: Callable[[], Awaitable[list[Source[Item]]]],
) -> Listing[Item]:
    """One's own list, and behind its end those of others in the order of their names; nobody asks for them before."""
    shown: tuple[Item, ...] = ()
    name, *after = window.after[1:] if window.after and window.after[0] == OTHERS else (OTHERS,)
    if name == OTHERS:
        found = await own(window)
        if found.next:
            return found
        shown = found.items
    for source, listing in await others():
        if source < str(name):
            continue
        room = window.limit - len(shown)
        part = await listing(Window(room or 1, tuple(after) if after and source == name else None))
        if not room and part.items:
            return Listing(shown, (OTHERS, source))
        shown = (*shown, *part.items)
        if part.next:
            return Listing(shown, (OTHERS, source, *part.next))
    return Listing(shown)


def part_of(items: Sequence[Item], key: Callable[[Item], str], window: Window) -> Listing[Item]:
    """The part of a list in the order of `key`, which is held whole, that a window shows."""
    behind = [one for one in items if window.after is None or (key(one),) > window.after]
    part = tuple(behind[: window.limit])
    return Listing(part, (key(part[-1]),) if len(behind) > window.limit else None)
