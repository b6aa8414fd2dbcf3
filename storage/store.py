"""Turns what a call wants changed into one change set of the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete

from core.work import Change, Delete, DeleteAll, Expect, Note, RestOn, Save
from storage import step_changes
from storage.database import Database, Statement
from storage.shelf import Shelf
from storage.statements import Compiled, compiled
from storage.vault import Vault


class EntityStore:
    """`core.work.Store`."""

    def __init__(self, database: Database, vault: Vault, shelves: Iterable[Shelf[Any]]) -> None:
        self._database, self._vault = database, vault
        self._shelves = {shelf.entity: shelf for shelf in shelves}
        self._clearings: dict[tuple[str, ...], Compiled] = {}

    async def commit(self, changes: Sequence[Change]) -> None:
        """See `core.work.Store`.  An entity that is saved twice is stored as it was saved last."""
        statements: dict[object, list[Statement]] = {}
        for position, change in enumerate(changes):
            name, made = await self._statements(change)
            statements.pop(name, None)
            statements[name or position] = made
        all_of_them = [statement for made in statements.values() for statement in made]
        if all(isinstance(change, Note) for change in changes):
            self._database.write_soon(all_of_them)
        else:
            await self._database.write(all_of_them)

    async def _statements(self, change: Change) -> tuple[object, list[Statement]]:
        """What to run, and for a save what it stores."""
        match change:
            case Save(entity) | Note(entity):
                return await self._save(self._shelf(type(entity)), entity)
            case Expect(entity):
                shelf = self._shelf(type(entity))
                return None, [await self._of_version(shelf, shelf.expectation, entity)]
            case RestOn(entity):
                shelf = self._shelf(type(entity))
                return None, [await self._of_version(shelf, shelf.presence, entity)]
            case Delete(entity):
                shelf = self._shelf(type(entity))
                return None, [await self._of_version(shelf, shelf.deletion, entity)]
            case DeleteAll(type_, where):
                return None, [self._clear(self._shelf(type_), where)]
        return None, step_changes.statements(change)

    def _shelf(self, type_: type) -> Shelf[Any]:
        try:
            return self._shelves[type_]
        except KeyError:
            raise TypeError(f"Nobody has declared where a {type_.__name__} is kept") from None

    async def _save(self, shelf: Shelf[Any], entity: Any) -> tuple[object, list[Statement]]:
        was = entity.version
        row = await self._vault.row(shelf, entity, was + 1)
        name = (shelf.name, *shelf.name_in(row))
        if was == 0:
            return name, [Statement(shelf.insertion, row, linked=shelf.linked)]
        return name, [Statement(shelf.replacement, {**row, **shelf.key_parameters(row), "was": was}, expects=1)]

    async def _of_version(self, shelf: Shelf[Any], compiled: Compiled, entity: Any) -> Statement:
        """A statement on the row that `entity` was read from, if nobody has changed it since."""
        key = shelf.key_parameters(await self._vault.key(shelf, entity))
        return Statement(compiled, {**key, "was": entity.version}, expects=1)

    def _clear(self, shelf: Shelf[Any], where: dict[str, str]) -> Statement:
        if sealed := set(where) - set(shelf.clear) - set(shelf.derived):
            raise TypeError(f"{shelf.name}: {sealed} are no clear columns")
        shape = (shelf.name, *sorted(where))
        if shape not in self._clearings:
            conditions = [shelf.of_tenant, *(shelf.table.c[name] == bindparam(name) for name in sorted(where))]
            self._clearings[shape] = compiled(delete(shelf.table).where(*conditions))
        return Statement(self._clearings[shape], where)
