"""What a channel is told of a hand-off, as a value; how it looks is the edge's business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.engagements.engagement import Engagement


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    slack_user_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIncident:
    title: str
    impact: int
    since: datetime
    who: str
    """Who has it, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents:
    """Those of the plans that engage the schedule, as far as this channel may know of them."""

    here: tuple[OpenIncident, ...] = ()
    """Those that are told in this channel anyway."""
    elsewhere: int = 0
    """How many others there are, of which this channel is not told."""
    are_known: bool = True
    """False where they cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOffPost:
    schedule: str
    """What people call it."""
    alias: str
    """What it is asked for by."""
    out: tuple[Person, ...]
    came: tuple[Person, ...]
    stay: tuple[Person, ...]
    until: datetime | None
    """When the next change is to be expected; None where none is in sight."""
    incidents: Incidents


def who_has(engagements: Sequence[Engagement]) -> str:
    """Who has taken an incident with these engagements."""
    takers = dict.fromkeys(one.name_of(one.acknowledged_by) for one in engagements if one.acknowledged_by)
    if takers:
        return f"{' and '.join(takers)} {'has' if len(takers) == 1 else 'have'} it"
    if any(not (one.stopped_at or one.finished_at) for one in engagements):
        return "nobody has answered yet"
    return "nobody has it"
