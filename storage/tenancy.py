"""Whose rows does a statement speak of?  Every statement names the tenant, and here is who says which one it is.

What reads or writes for an account holds a `TenantDatabase` and nothing else: it cannot even ask for another's rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam

from storage.database import Condition, Database, Linking, Row, Statement, Written
from storage.statements import Compiled

TENANT = "tenant"
"""The column of every table, and the parameter of every statement."""


def is_of_tenant(table: Table) -> ColumnElement[bool]:
    """The condition that every statement on this table has."""
    return table.c[TENANT] == bindparam(TENANT)


class TenantDatabase:
    """`Database`, as far as it is one tenant's."""

    def __init__(self, everybodys: Database, tenant: str) -> None:
        self._everybodys, self._tenant = everybodys, tenant

    @property
    def condition(self) -> Condition:
        """See `Database`; it is everybody's."""
        return self._everybodys.condition

    async def write(self, statements: Sequence[Statement]) -> list[Written]:
        """See `Database`."""
        return await self._everybodys.write(self._own(statements))

    def write_soon(self, statements: Sequence[Statement]) -> None:
        """See `Database`."""
        self._everybodys.write_soon(self._own(statements))

    async def read(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[Row]:
        """See `Database`."""
        return await self._everybodys.read(compiled, {**parameters, TENANT: self._tenant})

    def link_with(self, linking: Linking) -> None:
        """See `Database`; there is one chain for everybody."""
        self._everybodys.link_with(linking)

    async def close(self) -> None:
        """See `Database`; it is closed for everybody."""
        await self._everybodys.close()

    def _own(self, statements: Sequence[Statement]) -> list[Statement]:
        tenant = self._tenant
        return [Statement(one[0], {**one[1], TENANT: tenant}, one[2], one[3]) for one in statements]
