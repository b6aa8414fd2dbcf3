"""The rows of data keys and of their wraps, for one account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, or_, select, update

from storage.database import Database, Statement
from storage.keys.envelope import Purpose, Wrap
from storage.moments import from_datetime
from storage.statements import compiled
from storage.tables.data_key import DataKeyRow, DataKeyWrapRow
from storage.tenancy import TENANT, is_of_tenant

MOST_REGIONS = 3
"""A replication set has no more."""

_keys = DataKeyRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_wraps = DataKeyWrapRow.__table__  # type: ignore[attr-defined]
_own, _own_wraps = is_of_tenant(_keys), is_of_tenant(_wraps)
_of_kek = _keys.c.kek_id == bindparam("kek_id")
_of_this_kek = select(_keys.c.id).where(_own, _of_kek)
_has_wrap = (
    select(_wraps.c.data_key_id)
    .where(_own_wraps, _wraps.c.data_key_id == _keys.c.id, _wraps.c.region == bindparam("region"))
    .where(_wraps.c.kms_key.is_not_distinct_from(bindparam("kms_key")))
    .exists()
)

_purpose = compiled(select(_keys.c.kek_id, _keys.c.owner).where(_own, _keys.c.id == bindparam("id")))
_wraps_of = compiled(
    select(_wraps.c.region, _wraps.c.kek_id, _wraps.c.kms_key, _wraps.c.wrapped)
    .where(_own_wraps, _wraps.c.data_key_id == bindparam("id"))
    .order_by(_wraps.c.region)
)
_in_use = compiled(
    select(_keys.c.id, _keys.c.created_at)
    .where(_own, _of_kek, _keys.c.owner == bindparam("owner"))
    .where(_keys.c.retired_at.is_(None))
)
_without_wrap = compiled(
    select(_keys.c.id).where(_own, _of_kek, ~_has_wrap, _keys.c.id > bindparam("after"))
    .order_by(_keys.c.id).limit(bindparam("most"))
)  # fmt: skip
_any_of = compiled(select(_keys.c.id).where(_own, _of_kek).limit(1))
_keks = compiled(select(_wraps.c.kek_id).where(_own_wraps, _wraps.c.data_key_id.in_(_of_this_kek)).distinct())
_keep = compiled(insert(_keys))
_keep_wrap = compiled(insert(_wraps))
_retire = compiled(
    update(_keys).where(_own, _keys.c.id == bindparam("key_id"), _keys.c.retired_at.is_(None))
    .values(retired_at=bindparam("at"))
)  # fmt: skip
_drop_wrap = compiled(
    delete(_wraps).where(
        _own_wraps, _wraps.c.data_key_id == bindparam("data_key_id"), _wraps.c.region == bindparam("region")
    )
)
_drop_wraps = compiled(delete(_wraps).where(_own_wraps, _wraps.c.data_key_id.in_(_of_this_kek)))
_wanted = _wraps.alias()
_is_safe = select(_wanted.c.data_key_id).where(
    _wanted.c.tenant == bindparam(TENANT),
    or_(*(_wanted.c.region == bindparam(f"region_{number}") for number in range(MOST_REGIONS))),
)
_drop_other_regions = compiled(
    delete(_wraps)
    .where(_own_wraps, _wraps.c.data_key_id.in_(_of_this_kek), _wraps.c.data_key_id.in_(_is_safe))
    .where(*(_wraps.c.region != bindparam(f"region_{number}") for number in range(MOST_REGIONS)))
)
_drop = compiled(delete(_keys).where(_own, _of_kek))


class InUse(NamedTuple):
    """The data key that an owner's documents are sealed with now."""

    id: bytes
    created_at: int


class KeptKeys:
    """What the database has of them; it unwraps nothing."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database, self._tenant = database, tenant

    async def purpose(self, key_id: bytes) -> Purpose | None:
        """What a data key is for; None where it is gone."""
        rows = await self._database.read(_purpose, {"id": key_id})
        return Purpose(self._tenant, *rows[0]) if rows else None

    async def wraps(self, key_id: bytes) -> list[Wrap]:
        """All that there are of a data key."""
        return [Wrap(*row) for row in await self._database.read(_wraps_of, {"id": key_id})]

    async def in_use(self, kek_id: str, owner: str) -> InUse | None:
        """The key to seal with, where there is one."""
        rows = await self._database.read(_in_use, {"kek_id": kek_id, "owner": owner})
        return InUse(*rows[0]) if rows else None

    async def keep(
        self, key_id: bytes, purpose: Purpose, wraps: Iterable[Wrap], at: datetime, old: InUse | None
    ) -> None:
        """Store a new one, in the place of `old`; `Conflict` where somebody else made one at the same time."""
        moment = from_datetime(at)
        row = {"id": key_id, "kek_id": purpose.kek, "owner": purpose.owner, "created_at": moment, "retired_at": None}
        retiring = [Statement(_retire, {"key_id": old.id, "at": moment}, expects=1)] if old else []
        await self._database.write([*retiring, Statement(_keep, row), *(_kept(key_id, wrap) for wrap in wraps)])

    async def keep_wraps(self, wraps: Sequence[tuple[bytes, Wrap]]) -> None:
        """Store these, each in the place of the one of its Region."""
        statements = []
        for key_id, wrap in wraps:
            statements += [
                Statement(_drop_wrap, {"data_key_id": key_id, "region": wrap.region}),
                _kept(key_id, wrap),
            ]
        await self._database.write(statements)

    async def without_wrap(self, kek_id: str, region: str, kms_key: str | None, after: bytes, most: int) -> list[bytes]:
        """Data keys that have no such wrap."""
        asked = {"kek_id": kek_id, "region": region, "kms_key": kms_key, "after": after, "most": most}
        return [row[0] for row in await self._database.read(_without_wrap, asked)]

    async def has_any(self, kek_id: str) -> bool:
        """Whether a data key is left that belongs to a key of the keyring."""
        return bool(await self._database.read(_any_of, {"kek_id": kek_id}))

    async def keks(self, kek_id: str) -> list[str]:
        """The versions that wrap what belongs to a key of the keyring."""
        return [row[0] for row in await self._database.read(_keks, {"kek_id": kek_id})]

    async def drop_other_regions(self, kek_id: str, regions: Sequence[str]) -> None:
        """Keep no wraps but those of these Regions; the last ones of a data key stay, whatever they are."""
        padded = [*regions, *[regions[0]] * MOST_REGIONS][:MOST_REGIONS]
        named = {f"region_{number}": region for number, region in enumerate(padded)}
        await self._database.write([Statement(_drop_other_regions, {"kek_id": kek_id, **named})])

    async def drop(self, kek_id: str) -> None:
        """Forget every data key that belongs to a key of the keyring."""
        asked = {"kek_id": kek_id}
        await self._database.write([Statement(_drop_wraps, asked), Statement(_drop, asked)])


def _kept(key_id: bytes, wrap: Wrap) -> Statement:
    return Statement(_keep_wrap, {"data_key_id": key_id, **wrap._asdict()})
