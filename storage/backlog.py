"""How much is due and not done, and for how long?  Asked for the figures, so it must cost little however much waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, bindparam, func, select

from core.engine.backlog import Backlog
from core.step import Lane
from storage.database import Database
from storage.moments import from_datetime, to_datetime
from storage.statements import compiled
from storage.tables.step import StepRow
from storage.tenancy import is_of_tenant

COUNTED = 10_000
"""More than these are not counted: by then somebody has been told long ago."""

_table = StepRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_c = _table.c
_due = select(_c.due_at).where(
    and_(is_of_tenant(_table), _c.lane == bindparam("of_lane"), _c.due_at <= bindparam("now"))
)
_first = compiled(_due.order_by(_c.due_at).limit(1))
_counted = compiled(select(func.count()).select_from(_due.limit(COUNTED).subquery()))


class StoredBacklog:
    """`core.engine.backlog.Backlogs`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, lane: Lane, now: datetime) -> Backlog:
        """See `Backlogs`."""
        asked = {"of_lane": lane, "now": from_datetime(now)}
        oldest = await self._database.read(_first, asked)
        if not oldest:
            return Backlog(0, None)
        [(due,)] = await self._database.read(_counted, asked)
        return Backlog(due, to_datetime(oldest[0][0]))
