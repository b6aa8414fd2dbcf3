"""Which data key an owner's documents are sealed with: made once, stored wrapped, kept at hand unwrapped."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

from sqlalchemy import select

from core.clock import Clock
from core.errors import Conflict
from core.replication_sets.replication_set import ReplicationSet
from core.unreadable import KeyRefused
from storage.database import Database, StorageFailed
from storage.keys.cache import KEYRINGS_MOST
from storage.keys.entries import METADATA
from storage.keys.envelope import EVERYWHERE, Purpose, Regions, Wrap
from storage.keys.holders import Holders
from storage.keys.kept import InUse, KeptKeys
from storage.keys.opener import Opener, Together
from storage.moments import from_datetime
from storage.sealing import DataKey, forget_fields
from storage.statements import compiled
from storage.tables.data_key import DataKeyRow

INDEX = "index"
"""The owner of the key that blind indexes are made with."""
CHAIN, SIGNATURE = "audit-chain", "audit-signature"
"""The owners of the keys that tie the records of the audit, and that digests of them are signed with."""
LASTING = {INDEX, CHAIN, SIGNATURE}
"""What was made with these has to be the same as long as there is any of it."""
RENEWED_AFTER = timedelta(days=365)
"""So old is a data key at most that anything is sealed with; what an older one sealed it opens still."""

_any = compiled(select(DataKeyRow.__table__.c.id).limit(1))  # type: ignore[attr-defined]  # SQLModel does not declare it

Slot = tuple[bool, str]
"""Whether it is the installation's own, and the owner."""


class NoReplicationSet(StorageFailed):
    """Nothing of a customer's can be sealed before there is a replication set, whose key seals it."""


async def _nothing() -> ReplicationSet | None:
    return None


class DataKeys:
    """Unwrapped data keys, by id and by owner."""

    def __init__(self, database: Database, holders: Holders, tenant: str, clock: Clock) -> None:
        self.kept = KeptKeys(database, tenant)
        self.opener = Opener(self.kept, holders)
        self.opener.when_closed.append(forget_fields)
        self.current_set: Callable[[], Awaitable[ReplicationSet | None]] = _nothing
        """Which set's key seals what is new; it lies sealed itself, so whoever opens it is told here."""
        self._holders, self._tenant, self._clock = holders, tenant, clock
        self._together = Together()
        self._in_use: OrderedDict[Slot, bytes] = OrderedDict()

    def of(self, owner: str | None) -> DataKey | None:
        """The key of `owner` (None: the installation itself), if it is at hand."""
        key_id = self._in_use.get(_slot(owner))
        return self.opener.at_hand(key_id) if key_id else None

    async def for_owner(self, owner: str | None) -> DataKey:
        """The key to seal with; made and stored, in a transaction of its own, where there is none.

        Of its own, so that a change set that is rolled back cannot take a key with it that others use by now.
        """
        return self.of(owner) or await self._of_slot(_slot(owner))

    async def index_key(self, *, metadata: bool) -> bytes:
        """The key that blind indexes are made with: the installation's, or the replication set's."""
        return (await self._of_slot((metadata, INDEX))).key

    async def secret(self, owner: str) -> bytes:
        """32 bytes of the installation's own, drawn once, that neither seal nor index anything."""
        return (await self._of_slot((True, owner))).key

    async def load(self, key_ids: Iterable[bytes]) -> dict[bytes, DataKey]:
        """The keys of these ids; one that is gone is `CannotOpen`."""
        wanted = set(key_ids)
        found = {one: key for one in wanted if (key := self.opener.at_hand(one))}
        if missing := wanted - found.keys():
            # Together: of a list each key may have to be asked for, and AWS KMS takes its time over each.
            loaded = await asyncio.gather(*(self.opener.load(one) for one in missing))
            found.update(zip(missing, loaded, strict=True))
        return found

    async def erase(self, kek_id: str) -> None:
        """Forget every data key that `kek_id` wraps."""
        self.forget()
        await self.kept.drop(kek_id)

    async def forget_erased(self) -> bool:
        """Have nothing at hand any more if another process has erased some of it; whether that was so."""
        if all([await self.kept.has_any(kek_id) for kek_id in sorted(self.opener.owners)]):
            return False
        self.forget()
        return True

    def forget(self) -> None:
        """Have nothing at hand any more."""
        self._in_use.clear()
        self.opener.forget()

    def look_again(self) -> None:
        """Find out anew which keys are in use: one may have become too old."""
        self._in_use.clear()

    async def _of_slot(self, slot: Slot) -> DataKey:
        key_id = self._in_use.get(slot)
        if key_id:
            return self.opener.at_hand(key_id) or await self.opener.load(key_id)
        return await self._together.do(slot, lambda: self._obtain(slot))

    async def _obtain(self, slot: Slot) -> DataKey:
        purpose, regions = await self._purpose(slot)
        stored = await self.kept.in_use(purpose.kek, purpose.owner)
        if stored is None or self._is_too_old(stored, purpose):
            found = await self._make(purpose, regions, stored)
        else:
            found = await self.opener.load(stored.id)
        self._in_use[slot] = found.id
        while len(self._in_use) > KEYRINGS_MOST:
            self._in_use.popitem(last=False)
        return found

    async def _purpose(self, slot: Slot) -> tuple[Purpose, Regions]:
        metadata, owner = slot
        if metadata:
            return Purpose(self._tenant, METADATA, owner), EVERYWHERE
        kept = await self.current_set()
        if kept is None:
            raise NoReplicationSet("There is no replication set, so there is no key to seal this with.")
        return Purpose(self._tenant, kept.arn, owner), self._holders.regions_of(kept)

    def _is_too_old(self, stored: InUse, purpose: Purpose) -> bool:
        return purpose.owner not in LASTING and stored.created_at < from_datetime(self._clock.now() - RENEWED_AFTER)

    async def _make(self, purpose: Purpose, regions: Regions, old: InUse | None) -> DataKey:
        with self._holders.keyring.wrapping():
            made, wraps = await self._made(purpose, regions)
            try:
                await self.kept.keep(made.id, purpose, wraps, self._clock.now(), old)
            except Conflict:  # somebody else made it at the same time; theirs counts
                found = await self.kept.in_use(purpose.kek, purpose.owner)
                if found is None:
                    raise
                return await self.opener.load(found.id)
        self.opener.keep(made, purpose.kek, wraps)
        return made

    async def _made(self, purpose: Purpose, regions: Regions) -> tuple[DataKey, list[Wrap]]:
        try:
            return await self._holders.envelope.made(purpose, regions)
        except KeyRefused:
            self.opener.close()
            raise


async def anything_sealed(database: Database) -> bool:
    """Whether there are documents that only a keyring can open."""
    return bool(await database.read(_any, {}))


def _slot(owner: str | None) -> Slot:
    return owner is None, owner or METADATA
