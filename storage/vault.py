"""Entities into sealed rows and out of them: the shelf says how, the data keys with what."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from storage.data_keys import DataKeys
from storage.database import Row, SettledRows
from storage.sealing import DataKey, Place, blind_index, data_key_id, open_sealed, seal
from storage.shelf import SEALED, VERSION, Shelf
from storage.tenancy import TENANT

T = TypeVar("T")

AT_HAND = 2000
"""So many entities, the latest, need not be opened while their rows have not changed in a byte."""


class Opened(NamedTuple):
    """What settled rows hold."""

    entities: Sequence[Any]
    key_ids: tuple[bytes, ...]
    closings: int
    """How often a key had been refused by then."""


class Vault:
    """The only place where rows are sealed and opened."""

    def __init__(self, data_keys: DataKeys, tenant: str) -> None:
        self._keys, self._tenant = data_keys, tenant
        self._opened: OrderedDict[tuple[str, Row], Any] = OrderedDict()
        self._closings = 0
        data_keys.opener.when_closed.append(self._forget)

    async def row(self, shelf: Shelf[T], entity: T, version: int) -> dict[str, Any]:
        """The row that keeps `entity` as this version."""
        values = shelf.clear_values(entity)
        if shelf.blind:
            values |= await self._blind_values(shelf, entity, shelf.blind)
        owner = shelf.owner(entity) if shelf.owner else None
        data_key = self._keys.of(owner) or await self._keys.for_owner(owner)
        place = Place(self._tenant, shelf.name, shelf.name_in(values), version)
        values[VERSION] = version
        values[SEALED] = seal(shelf.document(entity), place, data_key)
        if not shelf.linked:  # whoever saves an engagement or a page reads it again in a moment; an audit record is not
            row = tuple(self._tenant if name == TENANT else values[name] for name in shelf.columns)
            self._keep_at_hand(shelf, row, entity)
        return values

    async def key(self, shelf: Shelf[T], entity: T) -> dict[str, Any]:
        """The columns that name the row."""
        blind = [name for name in shelf.key if name in shelf.blind]
        values = {**shelf.clear_values(entity), **await self._blind_values(shelf, entity, blind)}
        return {name: values[name] for name in shelf.key}

    async def _blind_values(self, shelf: Shelf[T], entity: T, names: Iterable[str]) -> dict[str, Any]:
        return {name: await self.blind(shelf, name, shelf.blind[name](entity)) for name in names}

    async def blind(self, shelf: Shelf[Any], column: str, value: str | None) -> bytes | None:
        """What a blind column holds for `value`."""
        if value is None:
            return None
        index_key = await self._keys.index_key(metadata=shelf.owner is None)
        return blind_index(index_key, self._tenant, f"{shelf.name}.{column}", value)

    async def entities(self, shelf: Shelf[T], rows: Sequence[Row]) -> list[T]:
        """What the rows hold; one that was tampered with is `CannotOpen`."""
        if not isinstance(rows, SettledRows):
            return self._all_opened(shelf, rows, await self._keys_of(shelf, rows))
        if not self._may_still(rows.opened):
            keys = await self._keys_of(shelf, rows)
            rows.opened = Opened(self._all_opened(shelf, rows, keys), tuple(keys), self._closings)
        return list(rows.opened.entities)

    async def _keys_of(self, shelf: Shelf[T], rows: Sequence[Row]) -> dict[bytes, DataKey]:
        return await self._keys.load(data_key_id(row[shelf.sealed_at]) for row in rows)

    def _all_opened(self, shelf: Shelf[T], rows: Sequence[Row], keys: Mapping[bytes, DataKey]) -> list[T]:
        return [self._open(shelf, row, keys[data_key_id(row[shelf.sealed_at])]) for row in rows]

    def _may_still(self, opened: Opened | None) -> bool:
        """Whether these keys would open them now: else their holder is to be asked again."""
        if opened is None or opened.closings != self._closings:
            return False
        return all(self._keys.opener.at_hand(key_id) for key_id in opened.key_ids)

    def _open(self, shelf: Shelf[T], row: Row, data_key: DataKey) -> Any:
        known: Any = self._opened.get((shelf.name, row))
        if known is None:
            place = Place(self._tenant, shelf.name, shelf.row_name(row), row[shelf.version_at])
            known = shelf.entity_from(row, open_sealed(row[shelf.sealed_at], place, data_key))
            self._keep_at_hand(shelf, row, known)
        elif known.version != (version := row[shelf.version_at]):  # as it was when it was saved: most are never read
            known = replace(known, version=version)
            self._opened[shelf.name, row] = known
        return known

    def _keep_at_hand(self, shelf: Shelf[T], row: Row, entity: T) -> None:
        if len(self._opened) >= AT_HAND:
            self._opened.popitem(last=False)
        self._opened[shelf.name, row] = entity

    def _forget(self) -> None:
        self._opened.clear()
        self._closings += 1
