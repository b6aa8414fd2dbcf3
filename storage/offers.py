"""Lists of open pages on their shelf, under the account's own key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete

from core.answering.offer import Offer
from storage.archive import Archive
from storage.database import Database, Statement
from storage.moments import from_datetime
from storage.shelf import Shelf
from storage.statements import compiled
from storage.tables.offers import OfferRow

OFFERS = Shelf(Offer, OfferRow, key=["shown_to"], blind={"shown_to": lambda offer: offer.reader})

_table = OFFERS.table
_forget = compiled(delete(_table).where(OFFERS.of_tenant, _table.c.at < bindparam("before")))


class StoredOffers:
    """`core.answering.ports.Offers`."""

    def __init__(self, database: Database, archive: Archive) -> None:
        self._database, self._archive = database, archive

    async def get(self, reader: str) -> Offer | None:
        """See `Offers`."""
        shown_to = await self._archive.blind(OFFERS, "shown_to", reader)
        return await self._archive.get(OFFERS, shown_to=shown_to or b"")

    async def forget_before(self, at: datetime) -> None:
        """See `Offers`."""
        await self._database.write([Statement(_forget, {"before": from_datetime(at)})])
