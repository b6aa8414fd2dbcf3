"""The engine's memory: `core.engine.ports.Steps`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, bindparam, func, literal_column, or_, select, update

from core.step import LANES, Kind, Lane, Step
from core.work import Begin
from storage.database import Database, Row, Statement
from storage.holder import Holder
from storage.moments import LATEST, from_datetime, to_datetime
from storage.replicas import is_nobodys
from storage.statements import compiled
from storage.step_changes import FREE, new_line, one_more
from storage.tables.step import StepRow
from storage.tenancy import is_of_tenant

_table = StepRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_c = _table.c
_own = is_of_tenant(_table)


def is_of(kind: Kind) -> ColumnElement[bool]:
    """By the key, which nothing is found without; asked so that no index is tempted to answer it."""
    return func.substr(_c.key, literal_column("1"), literal_column(str(len(kind) + 1))) == literal_column(f"'{kind} '")


is_known = or_(*map(is_of, LANES))
"""What a later release has scheduled is left to it, and so is what has no right key any more."""
_lane = and_(_own, _c.lane == bindparam("of_lane"))
_claimable = and_(
    _lane,
    _c.due_at <= bindparam("now"),
    or_(_c.leased_until.is_(None), _c.leased_until <= bindparam("now")),
    is_known,
)
_first_due = select(_c.key).where(_claimable).order_by(_c.due_at)
_any_due = compiled(_first_due.limit(1))
# Chosen once, before anything is changed; what another process is just about to claim is left to it.
_chosen = _first_due.limit(bindparam("at_most")).with_for_update(skip_locked=True).cte("chosen")
_claim = compiled(
    update(_table)
    .where(_own, _c.key == _chosen.c.key)  # not IN, which would have PostgreSQL forget in which order they were chosen
    .values(leased_until=bindparam("until"), held_by=bindparam("me"), attempts=one_more(_c.attempts))
    .returning(_c.key, _c.due_at, _c.attempts, _c.failures, _c.generation, _c.held_by)
)
# Numbers that a statement holds itself are written out: the databases' texts would count them differently.
_first: ColumnElement[int] = literal_column("1")
_next_free = select(_c.due_at).where(_lane, _c.leased_until.is_(None), is_known).order_by(_c.due_at).limit(_first)
# What was moved beyond the end of its lease cannot be claimed when that ends: nobody wakes up for it again and again.
_next_held = (
    select(_c.leased_until)
    .where(_lane, _c.leased_until.is_not(None), _c.due_at <= _c.leased_until, is_known)
    .order_by(_c.leased_until)
    .limit(_first)
)
_next = compiled(select(_next_free.scalar_subquery(), _next_held.scalar_subquery()))
_one = compiled(select(_c.key).where(_own, _c.key == bindparam("of_key")))
_held = and_(_own, _c.leased_until.is_not(None))
_mend = compiled(update(_table).where(_own, _c.due_at > bindparam("latest")).values(due_at=literal_column("0")))
"""What is due at no time that there is was damaged; better too soon than never."""
_MENDED = Statement(_mend, {"latest": from_datetime(LATEST)})
_let_all_go = compiled(update(_table).where(_held).values(FREE))
_let_nobodys_go = compiled(
    update(_table).where(_held, _c.held_by != bindparam("me"), is_nobodys(_c.held_by)).values(FREE)
)
_ours = compiled(select(_c.key).where(_held, _c.held_by == bindparam("me"), _c.lane == bindparam("of_lane")))
_let_one_go = compiled(
    update(_table).where(_held, _c.held_by == bindparam("me"), _c.key == bindparam("of_key")).values(FREE)
)
_let_ours_go = compiled(update(_table).where(_held, _c.held_by == bindparam("me")).values(FREE))


class StoredSteps:
    """`Steps` on the database's table."""

    def __init__(self, database: Database, holder: Holder) -> None:
        self._database, self._holder = database, holder

    async def claim(self, lane: Lane, now: datetime, limit: int, lease: timedelta) -> list[Step]:
        """See `Steps`.  Looks before it writes: most of the time nothing is due, and looking needs no disk."""
        due = {"of_lane": lane, "now": from_datetime(now)}
        if not await self._database.read(_any_due, due):
            return []
        wanted: dict[str, Any] = {
            **due, "at_most": limit, "until": from_datetime(now + lease), "me": self._holder.id
        }  # fmt: skip
        [claimed] = await self._database.write([Statement(_claim, wanted)])
        return sorted(map(step_of, claimed.rows), key=lambda step: step.due_at)

    def held(self, step: Step, now: datetime, lease: timedelta) -> Begin:
        """See `Steps`."""
        return Begin(replace(step, attempts=1, generation=new_line(), held_by=self._holder.id), now + lease)

    async def next_due_at(self, lane: Lane) -> datetime | None:
        """See `Steps`; a step that is held counts from the end of its lease."""
        [either] = await self._database.read(_next, {"of_lane": lane})
        return min((to_datetime(moment) for moment in either if moment is not None), default=None)

    async def is_scheduled(self, key: str) -> bool:
        """Whether a step of that key is waiting or held."""
        return bool(await self._database.read(_one, {"of_key": key}))

    async def release_nobodys(self) -> int:
        """End the leases of all that have died; how many those were."""
        freed, _ = await self._database.write([Statement(_let_nobodys_go, self._holder.parameters), _MENDED])
        return freed.touched

    async def release_all_but(self, keys: Collection[str], lane: Lane) -> None:
        """See `Steps`."""
        held = await self._database.read(_ours, {"me": self._holder.id, "of_lane": lane})
        lost = [Statement(_let_one_go, {"me": self._holder.id, "of_key": key}) for (key,) in held if key not in keys]
        if lost:
            await self._database.write(lost)

    async def release_ours(self) -> int:
        """Give back what this process holds and will not get to any more; how many steps those were."""
        [given_back] = await self._database.write([Statement(_let_ours_go, {"me": self._holder.id})])
        return given_back.touched

    async def release_all(self) -> None:
        """End every lease: at the start of the only process, nobody can be at anything."""
        await self._database.write([Statement(_let_all_go), _MENDED])


def step_of(row: Row) -> Step:
    """What the row says, however damaged: whatever cannot be right fails where nothing else fails with it.

    Kind and subject are the key's, by which the row is found again; the columns of these names count for nothing.
    """
    key, due_at, attempts, failures, generation, held_by = row
    kind, _, subject = key.partition(" ")
    return Step(
        kind=cast(Kind, kind),
        subject=subject,
        due_at=to_datetime(due_at),
        attempts=_whole(attempts),
        failures=_whole(failures),
        generation=_whole(generation),
        held_by=held_by,
    )


def _whole(value: Any) -> int:
    """SQLite keeps a text in a column of numbers, too."""
    return value if isinstance(value, int) else 0
