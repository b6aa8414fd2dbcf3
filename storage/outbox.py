"""What waits to be done: `core.outbox.ports.Outbox`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, literal_column, select

from core.outbox.ports import Waiting
from storage.database import Database, Row
from storage.moments import from_datetime, to_datetime
from storage.statements import compiled
from storage.steps import step_of
from storage.tables.step import StepRow
from storage.tenancy import is_of_tenant

ASIDE = "aside"
LATE_IN = ("page", "chat", "outward")

_table = StepRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_c = _table.c
_shown = select(_c.key, _c.due_at, _c.attempts, _c.failures, _c.generation, _c.held_by, _c.lane, _c.error)
_aside = _c.lane == literal_column(f"'{ASIDE}'")
_set_aside = compiled(_shown.where(is_of_tenant(_table), _aside).order_by(_c.due_at).limit(bindparam("at_most")))
_late = compiled(
    _shown.where(is_of_tenant(_table), _c.lane == bindparam("of_lane"), _c.due_at < bindparam("before"))
    .order_by(_c.due_at)
    .limit(bindparam("at_most"))
)
_one = compiled(_shown.where(is_of_tenant(_table), _c.key == bindparam("of_key"), _aside))


class StoredOutbox:
    """`Outbox` on the steps' table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, due_before: datetime, at_most: int) -> list[Waiting]:
        """See `Outbox`."""
        most = {"at_most": at_most}
        rows = await self._database.read(_set_aside, most)
        late: list[Row] = []
        for lane in LATE_IN:
            asked = {**most, "of_lane": lane, "before": from_datetime(due_before)}
            late += await self._database.read(_late, asked)
        return [_waiting(row) for row in [*rows, *sorted(late, key=lambda row: to_datetime(row[1]))][:at_most]]

    async def set_aside(self, key: str) -> Waiting | None:
        """See `Outbox`."""
        rows = await self._database.read(_one, {"of_key": key})
        return _waiting(rows[0]) if rows else None


def _waiting(row: Row) -> Waiting:
    *step, lane, error = row
    return Waiting(step=step_of(tuple(step)), is_set_aside=lane == ASIDE, error=error)
