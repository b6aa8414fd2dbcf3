"""Covers on their shelf, under the key of the rotation that they are in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete

from core.covers.cover import Cover
from storage.archive import Archive
from storage.database import Database, Statement
from storage.moments import from_datetime
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.statements import compiled
from storage.tables.covers import CoverRow

COVERS = Shelf(Cover, CoverRow, key=["id"], owner=lambda cover: cover.rotation_arn)
BY_EXPIRY = Order(("expires_at", "id"))

_table = COVERS.table
_forget = compiled(delete(_table).where(COVERS.of_tenant, _table.c.expires_at < bindparam("before")))


class StoredCovers:
    """`core.covers.ports.Covers`."""

    def __init__(self, database: Database, archive: Archive) -> None:
        self._database, self._archive = database, archive

    async def get(self, id_: str) -> Cover | None:
        """See `Covers`."""
        return await self._archive.get(COVERS, id=id_)

    async def open_at(self, at: datetime) -> list[Cover]:
        """See `Covers`."""
        return await self._archive.undamaged(COVERS, Conditions().between("expires_at", at, None), BY_EXPIRY)

    async def forget_before(self, at: datetime) -> None:
        """See `Covers`."""
        await self._database.write([Statement(_forget, {"before": from_datetime(at)})])
