"""Which data key an owner's documents are sealed with: made once, stored wrapped, kept at hand unwrapped."""

from __future__ import annotations

import json
import os
from collections import OrderedDict
from collections.abc import Iterable

from sqlalchemy import bindparam, delete, insert, select

from core.clock import Clock
from core.errors import Conflict
from storage.database import Database, Statement, StorageFailed
from storage.keyring import METADATA, Keyring
from storage.moments import from_datetime
from storage.sealing import CannotOpen, DataKey, unwrap, wrap
from storage.statements import compiled
from storage.tables.data_key import DataKeyRow
from storage.tables.replication_set import ReplicationSetRow
from storage.tenancy import is_of_tenant

AT_HAND = 10_000
INDEX = "index"
"""The owner of the key that blind indexes are made with."""

_table = DataKeyRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_sets = ReplicationSetRow.__table__  # type: ignore[attr-defined]
_own = is_of_tenant(_table)
_by_id = compiled(select(_table.c.kek_id, _table.c.owner, _table.c.wrapped).where(_own, _table.c.id == bindparam("id")))
_in_use = compiled(
    select(_table.c.id, _table.c.wrapped)
    .where(_own, _table.c.kek_id == bindparam("kek_id"))
    .where(_table.c.owner == bindparam("owner"))
    .where(_table.c.retired_at.is_(None))
)
_any = compiled(select(_table.c.id).limit(1))
_keep = compiled(insert(_table))
_drop = compiled(delete(_table).where(_own, _table.c.kek_id == bindparam("kek_id")))
_current_set = compiled(select(_sets.c.arn).where(is_of_tenant(_sets)))


class NoReplicationSet(StorageFailed):
    """Nothing of a customer's can be sealed before there is a replication set, whose key seals it."""


class DataKeys:
    """Unwrapped data keys, by id and by owner."""

    def __init__(self, database: Database, keyring: Keyring, tenant: str, clock: Clock) -> None:
        self._database, self._keyring, self._tenant, self._clock = database, keyring, tenant, clock
        self._by_id: OrderedDict[bytes, DataKey] = OrderedDict()
        self._by_owner: OrderedDict[tuple[bool, str], DataKey] = OrderedDict()

    def of(self, owner: str | None) -> DataKey | None:
        """The key of `owner` (None: the installation itself), if it is at hand."""
        return self._by_owner.get(_slot(owner))

    async def for_owner(self, owner: str | None) -> DataKey:
        """The key to seal with; made and stored, in a transaction of its own, where there is none.

        Of its own, so that a change set that is rolled back cannot take a key with it that others use by now.
        """
        return self.of(owner) or await self._obtain(_slot(owner))

    async def index_key(self, *, metadata: bool) -> bytes:
        """The key that blind indexes are made with: the installation's, or the replication set's."""
        slot = (metadata, INDEX)
        found = self._by_owner.get(slot) or await self._obtain(slot)
        return found.key

    async def load(self, key_ids: Iterable[bytes]) -> dict[bytes, DataKey]:
        """The keys of these ids; one that is gone is `CannotOpen`."""
        return {key_id: self._by_id.get(key_id) or await self._fetch(key_id) for key_id in set(key_ids)}

    async def _fetch(self, key_id: bytes) -> DataKey:
        rows = await self._database.read(_by_id, {"id": key_id})
        if not rows:
            raise CannotOpen(f"Data key {key_id.hex()} is gone; what it sealed was erased.")
        kek_id, owner, wrapped = rows[0]
        found = self._unwrap(key_id, wrapped, kek_id, owner)
        self._keep_at_hand(found)
        return found

    def erase(self, kek_id: str) -> None:
        """Forget every data key that `kek_id` wraps."""
        self._by_id.clear()
        self._by_owner.clear()
        self._database.write_soon([Statement(_drop, {"kek_id": kek_id})])

    async def _obtain(self, slot: tuple[bool, str]) -> DataKey:
        metadata, owner = slot
        kek_id = METADATA if metadata else await self._customer_kek_id()
        found = await self._stored(kek_id, owner)
        if found is None:
            found = await self._make(kek_id, owner)
        self._by_owner[slot] = found
        _shorten(self._by_owner)
        self._keep_at_hand(found)
        return found

    async def _customer_kek_id(self) -> str:
        rows = await self._database.read(_current_set, {})
        if not rows:
            raise NoReplicationSet("There is no replication set, so there is no key to seal this with.")
        return str(rows[0][0])

    async def _stored(self, kek_id: str, owner: str) -> DataKey | None:
        rows = await self._database.read(_in_use, {"kek_id": kek_id, "owner": owner})
        return self._unwrap(rows[0][0], rows[0][1], kek_id, owner) if rows else None

    async def _make(self, kek_id: str, owner: str) -> DataKey:
        made = DataKey(os.urandom(16), os.urandom(32))
        row = {
            "id": made.id,
            "kek_id": kek_id,
            "owner": owner,
            "wrapped": wrap(made, self._keyring.get(kek_id), self._context(kek_id, owner)),
            "created_at": from_datetime(self._clock.now()),
            "retired_at": None,
        }
        try:
            await self._database.write([Statement(_keep, row)])
        except Conflict:  # somebody else made it at the same time; theirs counts
            found = await self._stored(kek_id, owner)
            if found is None:
                raise
            return found
        return made

    def _unwrap(self, key_id: bytes, wrapped: bytes, kek_id: str, owner: str) -> DataKey:
        return unwrap(key_id, wrapped, self._keyring.get(kek_id), self._context(kek_id, owner))

    def _context(self, kek_id: str, owner: str) -> bytes:
        """The encryption context, in one spelling; AWS's own key for it is `contactArn`."""
        context = {"kekId": kek_id, "tenant": self._tenant, "contactArn" if ":contact/" in owner else "owner": owner}
        return json.dumps(context, sort_keys=True, separators=(",", ":")).encode()

    def _keep_at_hand(self, data_key: DataKey) -> None:
        self._by_id[data_key.id] = data_key
        _shorten(self._by_id)


async def anything_sealed(database: Database) -> bool:
    """Whether there are documents that only a keyring can open."""
    return bool(await database.read(_any, {}))


def _slot(owner: str | None) -> tuple[bool, str]:
    return owner is None, owner or METADATA


def _shorten(cache: OrderedDict[bytes, DataKey] | OrderedDict[tuple[bool, str], DataKey]) -> None:
    while len(cache) > AT_HAND:
        cache.popitem(last=False)
