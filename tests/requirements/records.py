"""The records of calls, as whoever looks into the audit sees them."""

from __future__ import annotations

from typing import Any

from core.audit.event import as_cloudtrail
from core.audit.looking_up import Wanted
from core.listing import Window
from tests.operations.muster import Muster


async def everything_recorded(muster: Muster) -> list[dict[str, Any]]:
    """All events of the account, the oldest first, as CloudTrail writes them."""
    found: list[dict[str, Any]] = []
    window = Window(100)
    while True:
        page = await muster.storage.events.listing(Wanted(newest_first=False), window)
        found += [as_cloudtrail(one) for one in page.items]
        if page.next is None:
            return found
        window = Window(100, page.next)
