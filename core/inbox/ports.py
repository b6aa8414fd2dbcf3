"""Where deliveries wait."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.inbox.entry import InboxEntry


class Inbox(Protocol):
    async def take(self, entry: InboxEntry) -> bool:
        """Store `entry` durably; False where it was there before, as a retry of Slack's is."""

    async def unfinished(self) -> list[InboxEntry]:
        """What this process has to do and has not done, oldest first."""

    async def take_over(self) -> list[InboxEntry]:
        """What nobody who lives has promised to do; from now on this process has."""

    def done(self, entry_id: str, at: datetime) -> None:
        """Mark it done soon; not waited for, since doing it again is harmless."""

    async def forget_before(self, at: datetime) -> None:
        """Remove what was done before then; Slack retries for minutes, not for hours."""
