"""Timeline events on their shelf."""

from __future__ import annotations

from core import arns
from core.listing import Listing, Window
from core.timeline.event import TimelineEvent
from core.timeline.ports import EventFilter
from storage.archive import Archive
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.tables.incidents import TimelineEventRow

TIMELINE = Shelf(
    TimelineEvent,
    TimelineEventRow,
    key=["incident_arn", "event_id"],
    owner=lambda event: arns.plan_arn_of(event.incident_arn),
)
OLDEST_FIRST = Order(("event_at", "event_id"))
NEWEST_FIRST = Order(("event_at", "event_id"), newest_first=True)


class StoredTimeline:
    """`core.timeline.ports.Timeline`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, incident_arn: str, event_id: str) -> TimelineEvent | None:
        """See `Timeline`."""
        return await self._archive.get(TIMELINE, incident_arn=incident_arn, event_id=event_id)

    async def listing(
        self, incident_arn: str, wanted: EventFilter, window: Window, *, ascending: bool = False
    ) -> Listing[TimelineEvent]:
        """See `Timeline`.  What an event refers to is sealed, so that filter opens what it passes by."""
        order = OLDEST_FIRST if ascending else NEWEST_FIRST
        conditions = Conditions().equal("incident_arn", incident_arn).any_of("event_type", wanted.event_types)
        conditions.between("event_at", wanted.after, wanted.before)
        references = wanted.references
        if references is None:
            return await self._archive.listing(TIMELINE, conditions, order, window)
        named = frozenset(references)
        return await self._archive.sifted(TIMELINE, conditions, order, window, lambda event: _refers(event, named))


def _refers(event: TimelineEvent, named: frozenset[str]) -> bool:
    return any(reference.value in named for reference in event.references)
