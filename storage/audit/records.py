"""The records of calls: on a shelf under the metadata key, looked up newest first."""

from __future__ import annotations

import asyncio

from core.audit.event import AuditEvent
from core.audit.looking_up import Wanted
from core.listing import Listing, Window
from storage.archive import Archive
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.tables.audit import AuditRow

AUDIT = Shelf(AuditEvent, AuditRow, key=["at", "id"], linked=True)
NEWEST_FIRST = Order(("at", "id"), newest_first=True)
OLDEST_FIRST = Order(("at", "id"))
AT_ONCE = 100
"""So many records are opened before others get their turn."""
MOST_LOOKED_AT = 5_000
"""So many are looked at for one answer; what was not found in them is behind the next page token."""


class StoredEvents:
    """`core.audit.ports.Events`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def listing(self, wanted: Wanted, window: Window) -> Listing[AuditEvent]:
        """See `Events`."""
        conditions = Conditions().between("at", wanted.first, wanted.last)
        order = NEWEST_FIRST if wanted.newest_first else OLDEST_FIRST
        found: list[AuditEvent] = []
        after = window.after
        for _ in range(MOST_LOOKED_AT // AT_ONCE):
            page = await self._archive.listing(AUDIT, conditions, order, Window(AT_ONCE, after))
            for event in page.items:
                after = (_microseconds(event), event.id)
                if wanted.matches(event):
                    found.append(event)
                    if len(found) == window.limit:
                        return Listing(tuple(found), after)
            if page.next is None:
                return Listing(tuple(found), None)
            await asyncio.sleep(0)
        return Listing(tuple(found), after)


def _microseconds(event: AuditEvent) -> int:
    return int(AUDIT.clear["at"].to_column(event.at))
