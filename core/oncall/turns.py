"""Whose turn is it?

Hand-offs are times on the wall with the clock in the rotation's zone.  Each setting hands over at the first such time
at or after the start, and every `multiplier` days, weeks or months after that: with several settings, a cycle begins
with the first hand-off, and in its first day, week or month each of them hands over once.  Equal settings are one.
The turn passes at each hand-off; of two at one moment (day 30 and day 31 in February), one has a turn of no length,
which nobody sees.  A start that is no hand-off begins a short first turn, which ends with the first hand-off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from zoneinfo import ZoneInfo

from core.oncall.series import NEVER, Days, Months, Series, before, weekly, within_calendar
from core.rotations.rotation import WEEKDAYS, Rotation


@dataclass(frozen=True, slots=True)
class Turn:
    number: int
    starts_at: datetime
    ends_at: datetime


def turns(rotation: Rotation, at: datetime) -> Iterator[Turn]:
    """The turn that lasts at that moment, or the first one, and all after it."""
    start = begins_at(rotation)
    every = [one.since(start, rotation.recurrence.multiplier) for one in _settings(rotation, start)]
    begun = [one.begun(max(at, start)) for one in every]
    # A start that is a hand-off begins the first turn itself; else the first turn has none.
    number = sum(begun) - (1 if any(one.moment(0) == start for one in every) else 0)
    begins = max((one.moment(so_far - 1) for one, so_far in zip(every, begun, strict=True) if so_far), default=start)
    for ends in merge(*(one.moments(so_far) for one, so_far in zip(every, begun, strict=True)), [NEVER]):
        if begins < ends:
            yield Turn(number, begins, ends)
        number, begins = number + 1, ends


def group(rotation: Rotation, number: int) -> tuple[str, ...]:
    """Who is on call in the turn of that number: as many members as are on call at once, then the next as many.

    Who is named twice in one group is on call once.
    """
    members = rotation.contact_arns
    size = min(rotation.recurrence.number_of_on_calls, len(members))
    return tuple(dict.fromkeys(members[place % len(members)] for place in range(number * size, (number + 1) * size)))


def begins_at(rotation: Rotation) -> datetime:
    """When the first turn begins; before, nobody is on call."""
    return within_calendar(rotation.start_at or rotation.created_at)


def _settings(rotation: Rotation, start: datetime) -> list[Series]:
    """Every setting's moments, each day, week or month, from before the start."""
    zone, recurrence = ZoneInfo(rotation.time_zone), rotation.recurrence
    early = before(start, zone)
    day, month = early.toordinal(), early.year * 12 + early.month - 1
    return [
        *(Series(Days(day, 1), at, zone) for at in dict.fromkeys(recurrence.daily)),
        *(
            Series(weekly(WEEKDAYS.index(each.weekday), day), each.at, zone)
            for each in dict.fromkeys(recurrence.weekly)
        ),
        *(Series(Months(month, 1, each.day), each.at, zone) for each in dict.fromkeys(recurrence.monthly)),
    ]
