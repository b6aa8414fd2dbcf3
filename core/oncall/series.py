"""When does the clock on a wall show this time, every so many days or every so many months?"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

EARLIEST, NEVER = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 12, 1, tzinfo=UTC)
"""Some way from where Python's calendar ends, so that every zone can tell them; nothing happens after."""
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Days:
    """A day, and every so many days after it."""

    first: int
    """Its ordinal in the calendar."""
    every: int

    def on(self, number: int) -> date:
        return date.fromordinal(self.first + number * self.every)

    def number(self, of: date) -> int:
        """The last one that is not after that date."""
        return (of.toordinal() - self.first) // self.every

    def later(self, number: int, every: int) -> Days:
        """Those from this one on, in steps that are so many times as long."""
        return Days(self.first + number * self.every, every * self.every)


@dataclass(frozen=True, slots=True)
class Months:
    """A day of a month, and of every so many months after it; a month that is too short has it on its last day."""

    first: int
    """Months since the year 0."""
    every: int
    day: int

    def on(self, number: int) -> date:
        year, month = divmod(self.first + number * self.every, 12)
        return date(year, month + 1, min(self.day, monthrange(year, month + 1)[1]))

    def number(self, of: date) -> int:
        """One that is not after that date's month."""
        return (of.year * 12 + of.month - 1 - self.first) // self.every

    def later(self, number: int, every: int) -> Months:
        """Those from this one on, in steps that are so many times as long."""
        return replace(self, first=self.first + number * self.every, every=every * self.every)


@dataclass(frozen=True, slots=True)
class Series:
    """The moments at which a clock shows `at` on these dates.

    One that a change of the clocks leaves out comes later by as much as they jump; of two that look alike, the
    first: `fold=0` means both.  So a moment is never before the one on the date before it, and may be at the same
    time, where a country has left out a whole day.
    """

    dates: Days | Months
    at: time
    zone: ZoneInfo

    def moment(self, number: int) -> datetime:
        """The moment of that number, from 0."""
        try:
            local = datetime.combine(self.dates.on(number), self.at, self.zone)
            return min(local.astimezone(UTC), NEVER)
        except (OverflowError, ValueError):  # calendars end with the year 9999
            return NEVER

    def begun(self, at: datetime) -> int:
        """How many there have been until then, that moment itself included."""
        # Its day tells, but for those that a change of the clocks or a later time of the day put off.
        sure = max(0, self.dates.number(at.astimezone(self.zone).date()) - 1)
        return next(number for number in count(sure) if not self.moment(number) <= at < NEVER)

    def moments(self, number: int) -> Iterator[datetime]:
        """Those from this number on."""
        for each in count(number):
            if (moment := self.moment(each)) >= NEVER:
                return
            yield moment

    def since(self, start: datetime, every: int) -> Series:
        """Those from the first one at or after `start`, in steps that are so many times as long."""
        return replace(self, dates=self.dates.later(self.begun(start - MOMENT), every))


def weekly(weekday: int, after: int) -> Days:
    """The first such day of the week, Monday being 0, after the day of that ordinal, and every seventh after it."""
    return Days(after + (weekday - after) % 7 + 1, 7)


def within_calendar(at: datetime) -> datetime:
    """The moment, or the nearest that every zone can tell."""
    return min(max(at, EARLIEST), NEVER)


def before(at: datetime, zone: ZoneInfo) -> date:
    """A date that is over by then, whatever has been done to the clocks."""
    return at.astimezone(zone).date() - timedelta(days=3)
