"""What changes seldom is not read again and again: plans, contacts, channels, as every page asks for them.

Whatever changes a table passes here, and what was read of it is forgotten before whoever changed it hears that it is
done.  Where other processes write to the database too, each change is counted in the same transaction, and the count is
looked at before anything is believed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.sql.expression import Select

from storage.database import Condition, Database, Linking, Row, SettledRows, Statement, Written
from storage.statements import Compiled, compiled
from storage.tables.alarm_doors import AlarmDoorRow
from storage.tables.contacts import ContactChannelRow, ContactRow
from storage.tables.policies import ResourcePolicyRow
from storage.tables.replication_set import ReplicationSetRow
from storage.tables.response_plans import ChatChannelRow, ResponsePlanRow
from storage.tables.settled import SettledRow
from storage.tenancy import TENANT, is_of_tenant

SETTLED = frozenset(
    row.__table__.name  # type: ignore[union-attr]  # SQLModel does not declare it
    for row in (
        AlarmDoorRow, ChatChannelRow, ContactChannelRow, ContactRow, ReplicationSetRow, ResourcePolicyRow,
        ResponsePlanRow,
    )
)  # fmt: skip
REMEMBERED = 10_000
"""Answers; then it begins anew."""
BELIEVED_FOR = 0.1
"""Seconds without a look at the count: so long at most does a page go by what another process has changed."""
FIRST_OF_A_CALL = ReplicationSetRow.__tablename__
"""Every call reads this table first, and looks at the count then: who made a change elsewhere and asks here sees it."""

_settled = SettledRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_changes = compiled(select(_settled.c.changes).where(is_of_tenant(_settled)))
ONE_MORE = Compiled(
    "INSERT INTO settled (tenant, changes) VALUES (:tenant, 1) "
    "ON CONFLICT (tenant) DO UPDATE SET changes = settled.changes + 1"
)
"""Counts a change that nobody made: it has others look again, and shows whether anything can be written."""

Asked = tuple[Compiled, tuple[tuple[str, Any], ...]]


class Settled:
    """`Database` around one that this process alone writes to."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[Asked, SettledRows] = {}
        self._of_table: dict[Compiled, str | None] = {}

    @property
    def condition(self) -> Condition:
        """See `Database`."""
        return self._database.condition

    async def write(self, statements: Sequence[Statement]) -> list[Written]:
        """See `Database`."""
        if not any(self._table_of(one.compiled) for one in statements):
            return await self._database.write(statements)
        writing = asyncio.ensure_future(self._database.write(statements))
        writing.add_done_callback(lambda _: self._forget())  # also where whoever waits for it is gone by then
        return await asyncio.shield(writing)

    def write_soon(self, statements: Sequence[Statement]) -> None:
        """See `Database`; for records of what happened, none of which is settled."""
        self._database.write_soon(statements)

    async def read(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[Row]:
        """See `Database`."""
        if not self._table_of(compiled):
            return await self._database.read(compiled, parameters)
        asked = compiled, tuple(parameters.items())
        if asked in self._known:
            return self._known[asked]
        known = self._known
        found = SettledRows(await self._database.read(compiled, parameters))
        if len(known) >= REMEMBERED:
            known.clear()
        known[asked] = found  # nobody looks there any more where something was changed meanwhile
        return found

    def link_with(self, linking: Linking) -> None:
        """See `Database`."""
        self._database.link_with(linking)

    async def close(self) -> None:
        """See `Database`."""
        await self._database.close()

    def _forget(self) -> None:
        self._known = {}

    def _table_of(self, compiled: Compiled) -> str | None:
        """The settled table that it reads or writes; None for all others."""
        if compiled not in self._of_table:
            self._of_table[compiled] = next((name for name in _tables(compiled) if name in SETTLED), None)
        return self._of_table[compiled]


class SharedSettled(Settled):
    """The same around one that others write to as well."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._counted: dict[str, tuple[int, float]] = {}
        """Of each tenant, how many changes there were when it was last looked, and when that was."""

    async def write(self, statements: Sequence[Statement]) -> list[Written]:
        """See `Database`."""
        changed = {one.parameters[TENANT] for one in statements if self._table_of(one.compiled)}
        counting = [Statement(ONE_MORE, {TENANT: tenant}) for tenant in sorted(changed)]
        return (await super().write([*statements, *counting]))[: len(statements)]

    async def read(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[Row]:
        """See `Database`."""
        if table := self._table_of(compiled):
            await self._look(parameters[TENANT], at_once=table == FIRST_OF_A_CALL)
        return await super().read(compiled, parameters)

    async def _look(self, tenant: str, *, at_once: bool) -> None:
        """Forget everything where somebody has changed something."""
        now = asyncio.get_running_loop().time()
        before, looked_at = self._counted.get(tenant, (-1, -BELIEVED_FOR))
        if now - looked_at < BELIEVED_FOR and not at_once:
            return
        rows = await self._database.read(_changes, {TENANT: tenant})
        changes = int(rows[0][0]) if rows else 0
        if changes != before:
            self._forget()
        known, _ = self._counted.get(tenant, (-1, 0.0))
        self._counted[tenant] = max(changes, known), now


def _tables(compiled: Compiled) -> Iterable[str]:
    statement = compiled.statement
    if isinstance(statement, Select):
        # Whose columns it asks for: its final FROM is not known before it is text, in a dialect that nobody needs.
        return [getattr(one, "name", "") for one in statement.columns_clause_froms]
    table = getattr(statement, "table", None)
    return [table.name] if table is not None else []
