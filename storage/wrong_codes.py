"""Wrong codes on their shelf, under the account's own key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete

from core.codes.wrong_codes import WrongCodes
from storage.archive import Archive
from storage.database import Database, Statement
from storage.moments import from_datetime
from storage.shelf import Shelf
from storage.statements import compiled
from storage.tables.wrong_codes import WrongCodesRow

WRONG_CODES = Shelf(WrongCodes, WrongCodesRow, key=["guesser"], blind={"guesser": lambda codes: codes.actor})

_table = WRONG_CODES.table
_forget = compiled(delete(_table).where(WRONG_CODES.of_tenant, _table.c.last_at < bindparam("before")))


class StoredGuessers:
    """`core.codes.ports.Guessers`."""

    def __init__(self, database: Database, archive: Archive) -> None:
        self._database, self._archive = database, archive

    async def get(self, actor: str) -> WrongCodes | None:
        """See `Guessers`."""
        guesser = await self._archive.blind(WRONG_CODES, "guesser", actor)
        return await self._archive.get(WRONG_CODES, guesser=guesser or b"")

    async def forget_before(self, at: datetime) -> None:
        """See `Guessers`."""
        await self._database.write([Statement(_forget, {"before": from_datetime(at)})])
