"""How often has an open incident's trouble come again, and when last?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.announcements.trouble import data_of
from core.timeline.event import TRIGGER, TimelineEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """Alarms, and starts by hand, that were taken in after the one that began the incident."""

    times: int
    last_at: datetime


def repeated(events: Iterable[TimelineEvent]) -> Repeated | None:
    """None where it came once."""
    triggers = [(event.event_at, data_of(event)) for event in events if event.event_type == TRIGGER]
    again = [(at, int(data.get("repetitions", 1))) for at, data in triggers if not data.get("createdIncident", True)]
    if not again:
        return None
    return Repeated(times=sum(times for _, times in again), last_at=max(at for at, _ in again))
