"""What calendar feeds need of storage."""

from __future__ import annotations

from typing import Protocol

from core.calendars.calendar_feed import CalendarFeed


class CalendarFeeds(Protocol):
    async def get(self, feed_id: str) -> CalendarFeed | None:
        """The feed of that id."""

    async def with_digest(self, digest: str) -> CalendarFeed | None:
        """The feed whose secret has this digest."""

    async def of_contact(self, contact_arn: str) -> list[CalendarFeed]:
        """Those of one schedule or person, in no particular order."""

    async def all(self) -> list[CalendarFeed]:
        """All of them, those of the same schedule or person together."""
