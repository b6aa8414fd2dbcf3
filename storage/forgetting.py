"""Deletes what is old, a bite at a time: whoever writes meanwhile waits for one bite, and not for a day's calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from storage.database import Database, Statement
from storage.shelf import Shelf
from storage.statements import Compiled, compiled

BITE = 1000
"""Rows: some 20 ms on SQLite, where nothing else goes on meanwhile."""


def bite(shelf: Shelf[Any], is_old: ColumnElement[bool]) -> Compiled:
    """Deletes so many rows that are old, of those of a shelf whose key is one column."""
    [name] = shelf.key
    key = shelf.table.c[name]
    some = select(key).where(shelf.of_tenant, is_old).limit(BITE)
    return compiled(delete(shelf.table).where(shelf.of_tenant, key.in_(some)))


async def forget(database: Database, bite: Compiled, parameters: Mapping[str, Any]) -> None:
    """Bite by bite, until nothing old is left."""
    while True:
        [written] = await database.write([Statement(bite, parameters)])
        if written.touched < BITE:
            return
