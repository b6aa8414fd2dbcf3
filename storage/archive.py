"""Reading: rows of a shelf, opened, by key, by condition, or page by page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

from core.just_stored import taken
from core.listing import Cursor, Listing, Window
from storage.data_keys import NoReplicationSet
from storage.database import Database, Row
from storage.query import Conditions, Order, query
from storage.sealing import CannotOpen
from storage.shelf import Shelf
from storage.statements import Compiled
from storage.vault import Vault

log = logging.getLogger(__name__)

T = TypeVar("T")

EVERYTHING = 1_000_000
"""For lists that their owners know to be short."""


class Archive:
    """What the features read through."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def blind(self, shelf: Shelf[Any], column: str, value: str | None) -> bytes | None:
        """What to look for in a blind column; before there is a replication set, something that nothing has."""
        try:
            return await self._vault.blind(shelf, column, value)
        except NoReplicationSet:
            return b""

    async def get(self, shelf: Shelf[T], **key: str | bytes) -> T | None:
        """The entity with this key; as it was stored, where whoever asks goes on with what has just been stored."""
        if (known := taken(shelf.entity, key.get("arn"))) is not None:
            return cast(T, known)
        found = await self.find(shelf, shelf.by_key, shelf.key_parameters(key))
        return found[0] if found else None

    async def find(self, shelf: Shelf[T], compiled: Compiled, parameters: Mapping[str, Any]) -> list[T]:
        """What a query of the shelf's own columns finds."""
        return await self._vault.entities(shelf, await self._database.read(compiled, parameters))

    async def all(self, shelf: Shelf[T], conditions: Conditions, order: Order) -> list[T]:
        """Everything that matches, in order."""
        wanted = query(shelf, tuple(conditions.shape), order, continued=False)
        return await self.find(shelf, wanted, conditions.parameters(order, EVERYTHING, None))

    async def undamaged(self, shelf: Shelf[T], conditions: Conditions, order: Order) -> list[T]:
        """The same without the rows that were damaged: one of them must not hide the others from the engine."""
        wanted = query(shelf, tuple(conditions.shape), order, continued=False)
        return await self.readable(
            shelf, await self._database.read(wanted, conditions.parameters(order, EVERYTHING, None))
        )

    async def readable(self, shelf: Shelf[T], rows: Sequence[Row]) -> list[T]:
        """What these rows hold, as far as they can be opened."""
        try:
            return await self._vault.entities(shelf, rows)
        except CannotOpen:
            return [one for row in rows for one in await self._opened(shelf, row)]

    async def _opened(self, shelf: Shelf[T], row: Row) -> Sequence[T]:
        try:
            return await self._vault.entities(shelf, [row])
        except CannotOpen as damaged:
            log.error("A row of %s is left out: %s. %s", shelf.name, shelf.row_name(row), damaged)
            return ()

    async def names(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[str]:
        """What a query of one clear column finds: nothing is opened for it."""
        return [row[0] for row in await self._database.read(compiled, parameters)]

    async def count(self, compiled: Compiled) -> int:
        """What a query that counts finds."""
        return int((await self._database.read(compiled, {}))[0][0])

    async def listing(self, shelf: Shelf[T], conditions: Conditions, order: Order, window: Window) -> Listing[T]:
        """One page of it; one row more is read, to know whether there is another page."""
        wanted = query(shelf, tuple(conditions.shape), order, continued=window.after is not None)
        parameters = conditions.parameters(order, window.limit + 1, window.after)
        rows = await self._database.read(wanted, parameters)
        shown = rows[: window.limit]
        items = tuple(await self._vault.entities(shelf, shown))
        more = len(rows) > window.limit and shown
        return Listing(items, _cursor(shelf, order, shown[-1]) if more else None)

    async def sifted(
        self, shelf: Shelf[T], conditions: Conditions, order: Order, window: Window, keep: Callable[[T], bool]
    ) -> Listing[T]:
        """The same, for a filter on what is sealed: pages are opened until enough of them passed."""
        kept: list[T] = []
        after = window.after
        while True:
            page = await self.listing(shelf, conditions, order, Window(window.limit - len(kept), after))
            kept += [item for item in page.items if keep(item)]
            after = page.next
            if after is None or len(kept) >= window.limit:
                return Listing(tuple(kept), after)


def _cursor(shelf: Shelf[Any], order: Order, row: tuple[Any, ...]) -> Cursor:
    return tuple(row[shelf.columns.index(name)] for name in order.columns)
