"""Which steps are on no lane that there is, so that nobody ever looks at them?"""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

from sqlalchemy import ColumnElement, and_, bindparam, case, literal_column, or_, select, union_all, update

from core.step import LANES, Lane
from storage.database import Database, Statement
from storage.statements import compiled
from storage.steps import is_known, is_of
from storage.tables.step import StepRow
from storage.tenancy import is_of_tenant

_table = StepRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_c = _table.c
_names: list[ColumnElement[str]] = [literal_column(f"'{lane}'") for lane in sorted(get_args(Lane))]
_between = [and_(_c.lane > one, _c.lane < other) for one, other in pairwise(_names)]
_gaps = [_c.lane < _names[0], *_between, _c.lane > _names[-1]]
"""Before, between and behind the lanes that there are: an index finds none there among a million steps."""
_own = and_(is_of_tenant(_table), is_known)
"""Of a kind that is known: a later release may have scheduled the others, on a lane of its own."""
_found = compiled(union_all(*(select(_c.key).where(_own, gap) for gap in _gaps)).limit(bindparam("at_most")))
_right = case(*((is_of(kind), literal_column(f"'{lane}'")) for kind, lane in LANES.items()))
_mend = compiled(update(_table).where(_own, or_(*_gaps), _c.key == bindparam("of_key")).values(lane=_right))
AT_MOST = 500
"""The next look finds what is left."""


class StoredLanes:
    """`core.engine.ports.Lanes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def mend(self) -> list[str]:
        """See `Lanes`."""
        keys: list[str] = [key for (key,) in await self._database.read(_found, {"at_most": AT_MOST})]
        if keys:
            await self._database.write([Statement(_mend, {"of_key": key}) for key in keys])
        return keys
