"""How much of a chain may be forgotten, where what is kept long enough has to be delivered first?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from storage.audit import statements
from storage.database import Database

PLACES = ("directory", "bucket")


@dataclass(frozen=True, slots=True)
class Forgettable:
    through: int
    is_held_up: bool = False
    """Whether more would go if it were delivered."""


async def forgettable(database: Database, chain: str, through: int, places: Collection[str]) -> Forgettable:
    """At most so far; a file goes whole, so that it can be delivered to another place as it was."""
    asked = {"of_chain": chain, "through": through}
    [(uncut,)] = await database.read(statements.FIRST_UNCUT, asked)
    files = [
        (first, last, any(name in places and at is None for name, at in zip(PLACES, delivered, strict=True)))
        for first, last, *delivered in await database.read(statements.FILES_OF_CHAIN, asked)
    ]
    is_held_up = uncut is not None or any(is_missing and last <= through for _, last, is_missing in files)
    if uncut is not None:
        through = uncut - 1
    while held := [first for first, last, is_missing in files if first <= through and (is_missing or last > through)]:
        through = min(held) - 1
    return Forgettable(through, is_held_up)
