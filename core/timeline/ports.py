"""What the timeline's operations need of storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.listing import Listing, Window
from core.timeline.event import TimelineEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """All that is set must match; of several values any may."""

    event_types: tuple[str, ...] | None = None
    references: tuple[str, ...] | None = None
    after: datetime | None = None
    before: datetime | None = None


class Timeline(Protocol):
    async def get(self, incident_arn: str, event_id: str) -> TimelineEvent | None:
        """One event of one incident."""

    async def listing(
        self, incident_arn: str, wanted: EventFilter, window: Window, *, ascending: bool = False
    ) -> Listing[TimelineEvent]:
        """By the time that the events' writers gave; newest first unless ascending."""
