"""What changes seldom is not read again and again: plans, contacts, doors, as every page and alarm asks for them.

For a database that this process alone writes to: whatever changes a table passes here, and what was read of it is
forgotten before whoever changed it hears that it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.sql.expression import Select

from storage.database import Database, Linking, Row, Statement, Written
from storage.statements import Compiled
from storage.tables.alarm_doors import AlarmDoorRow
from storage.tables.contacts import ContactChannelRow, ContactRow
from storage.tables.policies import ResourcePolicyRow
from storage.tables.replication_set import ReplicationSetRow
from storage.tables.response_plans import ChatChannelRow, ResponsePlanRow

SETTLED = frozenset(
    row.__table__.name  # type: ignore[union-attr]  # SQLModel does not declare it
    for row in (
        AlarmDoorRow, ChatChannelRow, ContactChannelRow, ContactRow, ReplicationSetRow, ResourcePolicyRow,
        ResponsePlanRow,
    )
)  # fmt: skip
REMEMBERED = 10_000
"""Answers; then it begins anew."""

Asked = tuple[Compiled, tuple[tuple[str, Any], ...]]


class Settled:
    """`Database` around another one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[Asked, list[Row]] = {}
        self._of_table: dict[Compiled, str | None] = {}

    async def write(self, statements: Sequence[Statement]) -> list[Written]:
        """See `Database`."""
        try:
            return await self._database.write(statements)
        finally:
            if any(self._table_of(one.compiled) for one in statements):
                self._known.clear()

    def write_soon(self, statements: Sequence[Statement]) -> None:
        """See `Database`; for records of what happened, none of which is settled."""
        self._database.write_soon(statements)

    async def read(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[Row]:
        """See `Database`."""
        if not self._table_of(compiled):
            return await self._database.read(compiled, parameters)
        asked = compiled, tuple(parameters.items())
        known = self._known.get(asked)
        if known is None:
            known = await self._database.read(compiled, parameters)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[asked] = known
        return known

    def link_with(self, linking: Linking) -> None:
        """See `Database`."""
        self._database.link_with(linking)

    async def close(self) -> None:
        """See `Database`."""
        await self._database.close()

    def _table_of(self, compiled: Compiled) -> str | None:
        """The settled table that it reads or writes; None for all others."""
        if compiled not in self._of_table:
            self._of_table[compiled] = next((name for name in _tables(compiled) if name in SETTLED), None)
        return self._of_table[compiled]


def _tables(compiled: Compiled) -> Iterable[str]:
    statement = compiled.statement
    if isinstance(statement, Select):
        return [getattr(one, "name", "") for one in statement.get_final_froms()]
    table = getattr(statement, "table", None)
    return [table.name] if table is not None else []
