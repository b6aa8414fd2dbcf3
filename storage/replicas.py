"""The processes that share this database: `core.engine.replicas.Replicas`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, select, update

from core.engine.replicas import Replica
from storage.database import Database, Row, Statement
from storage.moments import from_datetime, from_timedelta, to_datetime, to_timedelta
from storage.statements import compiled
from storage.tables.replica import ReplicaRow
from storage.tenancy import is_of_tenant

_table = ReplicaRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_c = _table.c
_own = is_of_tenant(_table)
_of_id = and_(_own, _c.id == bindparam("of_id"))
_join = compiled(insert(_table))
_renew = compiled(update(_table).where(_of_id).values(alive_until=bindparam("until"), skew=bindparam("new_skew")))
_all = compiled(
    select(_c.id, _c.name, _c.release, _c.started_at, _c.alive_until, _c.skew)
    .where(_own)
    .order_by(_c.started_at, _c.id)
)
_remove = compiled(delete(_table).where(_of_id, _c.alive_until <= bindparam("at")))


def is_nobodys(held_by: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether who holds a row is none of the replicas there are; `home` is the account that they are kept for."""
    there = select(_c.id).where(_c.tenant == bindparam("home"), _c.id == held_by)
    return ~there.exists()


class StoredReplicas:
    """`Replicas` on the database's table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def renew(self, replica: Replica) -> bool:
        """See `Replicas`."""
        values = {
            "of_id": replica.id,
            "until": from_datetime(replica.alive_until),
            "new_skew": from_timedelta(replica.skew),
        }
        [written] = await self._database.write([Statement(_renew, values)])
        return written.touched > 0

    async def join(self, replica: Replica) -> None:
        """See `Replicas`."""
        row = {
            "id": replica.id,
            "name": replica.name,
            "release": replica.release,
            "started_at": from_datetime(replica.started_at),
            "alive_until": from_datetime(replica.alive_until),
            "skew": from_timedelta(replica.skew),
        }
        await self._database.write([Statement(_join, row)])

    async def all(self) -> list[Replica]:
        """See `Replicas`."""
        return [_replica(row) for row in await self._database.read(_all, {})]

    async def remove(self, replica_id: str, not_alive_at: datetime) -> None:
        """See `Replicas`."""
        await self._database.write([Statement(_remove, {"of_id": replica_id, "at": from_datetime(not_alive_at)})])


def _replica(row: Row) -> Replica:
    id_, name, release, started_at, alive_until, skew = row
    return Replica(
        id=id_,
        name=name,
        release=release,
        started_at=to_datetime(started_at),
        alive_until=to_datetime(alive_until),
        skew=to_timedelta(skew),
    )
