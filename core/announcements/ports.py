"""What telling channels of incidents needs of storage."""

from __future__ import annotations

from typing import Protocol

from core.announcements.announcement import Announcement


class Announcements(Protocol):
    async def of_incident(self, incident_arn: str) -> list[Announcement]:
        """What each channel has been told of it."""

    async def at(self, slack_channel_id: str, card_ts: str | None) -> list[Announcement]:
        """Whose card this message is; without `card_ts` every open incident's that this channel was told of."""
