"""What a rotation is: people who take turns, and the rule by which the turn passes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal

Weekday = Literal["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]

WEEKDAYS: tuple[Weekday, ...] = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
"""In the order of `date.weekday()`."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WeeklyHandOff:
    """The turn passes on this day of the week, at this time on the wall."""

    weekday: Weekday
    at: time


@dataclass(frozen=True, slots=True)
class MonthlyHandOff:
    """The turn passes on this day of the month, at this time on the wall."""

    day: int
    """1 to 31; a month that is shorter has it on its last day."""
    at: time


@dataclass(frozen=True, slots=True)
class Coverage:
    """Somebody is on call from `start` until `end`, both on the wall."""

    start: time
    end: time
    """Not later than `start`: on the next day."""

    @property
    def lasts(self) -> timedelta:
        """Its length on a day on which no clock is changed; 24 hours where it ends when it starts."""
        return (_since_midnight(self.end) - _since_midnight(self.start)) % DAY or DAY


@dataclass(frozen=True, slots=True)
class DayCoverage:
    weekday: Weekday
    """The day on which the coverages start."""
    coverages: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """One of `daily`, `weekly` and `monthly` says when the turn passes on, each in the order in which it was given."""

    daily: tuple[time, ...] = ()
    weekly: tuple[WeeklyHandOff, ...] = ()
    monthly: tuple[MonthlyHandOff, ...] = ()
    multiplier: int
    """How many days, weeks or months one turn lasts."""
    number_of_on_calls: int
    """How many are on call at once; where there are fewer members, everybody."""
    shift_coverages: tuple[DayCoverage, ...] = ()
    """When anybody is on call at all; without any, always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    arn: str
    name: str
    """Need not be the only one of that name."""
    contact_arns: tuple[str, ...]
    """In the order of their turns; somebody who is named twice has two of them."""
    time_zone: str
    """Where the wall with the clock stands, by its IANA name."""
    start_at: datetime | None = None
    """When the first turn begins; None: when the rotation was made."""
    recurrence: Recurrence
    created_at: datetime
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 0


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)
