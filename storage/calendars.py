"""Calendar feeds on their shelf, under the key of the schedule or person whose shifts they tell."""

from __future__ import annotations

from core.calendars.calendar_feed import CalendarFeed
from storage.archive import Archive
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.tables.calendars import CalendarFeedRow

CALENDAR_FEEDS = Shelf(
    CalendarFeed,
    CalendarFeedRow,
    key=["id"],
    owner=lambda feed: feed.contact_arn,
    blind={"secret": lambda feed: feed.digest},
)
BY_CONTACT = Order(("contact_arn", "id"))


class StoredCalendarFeeds:
    """`core.calendars.ports.CalendarFeeds`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, feed_id: str) -> CalendarFeed | None:
        """See `CalendarFeeds`."""
        return await self._archive.get(CALENDAR_FEEDS, id=feed_id)

    async def with_digest(self, digest: str) -> CalendarFeed | None:
        """See `CalendarFeeds`."""
        wanted = await self._archive.blind(CALENDAR_FEEDS, "secret", digest)
        found = await self._archive.all(CALENDAR_FEEDS, Conditions().equal("secret", wanted), BY_CONTACT)
        return found[0] if found else None

    async def of_contact(self, contact_arn: str) -> list[CalendarFeed]:
        """See `CalendarFeeds`."""
        return await self._archive.all(CALENDAR_FEEDS, Conditions().equal("contact_arn", contact_arn), BY_CONTACT)

    async def all(self) -> list[CalendarFeed]:
        """See `CalendarFeeds`."""
        return await self._archive.all(CALENDAR_FEEDS, Conditions(), BY_CONTACT)
