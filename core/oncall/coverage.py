"""When is anybody on call at all?

A coverage begins on its day of the week and lasts from one time on the wall to another, into the next day where that
is not later.  Coverages that overlap or touch are one; where none is given, or none is left out, it is always.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from heapq import merge
from typing import TypeVar
from zoneinfo import ZoneInfo

from core.oncall.series import Days, Series, before, weekly
from core.rotations.rotation import DAY, WEEKDAYS, Coverage, Recurrence, Rotation, Weekday

WEEK = 7 * DAY
Time = TypeVar("Time", datetime, timedelta)


def covered(rotation: Rotation, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of time that are covered, from the first that begins after that moment, or an earlier one."""
    zone = ZoneInfo(rotation.time_zone)
    early = before(at, zone).toordinal()
    return joined(merge(*(_each_week(span, early, zone) for span in _on_the_wall(rotation.recurrence))))


def is_always_covered(rotation: Rotation) -> bool:
    """Whether no time is left out."""
    return not _on_the_wall(rotation.recurrence)


def joined(spans: Iterable[tuple[Time, Time]]) -> Iterator[tuple[Time, Time]]:
    """Those in order of their start, one where they overlap or touch."""
    start = end = None
    for starts, ends in spans:
        if start is None or end is None or starts > end:
            if start is not None and end is not None:
                yield start, end
            start, end = starts, ends
        else:
            end = max(end, ends)
    if start is not None and end is not None:
        yield start, end


def _on_the_wall(recurrence: Recurrence) -> list[tuple[timedelta, timedelta]]:
    """Those that begin in a week, from its Monday on; none where they leave nothing out."""
    once = sorted(_since_monday(day.weekday, one) for day in recurrence.shift_coverages for one in day.coverages)
    # What lasts from last week into this one did not begin in it, and what never ends never began.
    weeks = [(start + week * WEEK, end + week * WEEK) for week in (-1, 0, 1) for start, end in once]
    return [(start, end) for start, end in joined(weeks) if timedelta() <= start < WEEK]


def _each_week(span: tuple[timedelta, timedelta], after: int, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of one coverage, from the day after the one of that ordinal."""
    start, end = span
    first = weekly(start.days, after)
    starts = Series(first, _time(start), zone)
    ends = Series(Days(first.first + end.days - start.days, first.every), _time(end), zone)
    for starts_at, ends_at in zip(starts.moments(0), ends.moments(0), strict=False):
        if starts_at < ends_at:  # a change of the clocks can leave out all of it
            yield starts_at, ends_at


def _since_monday(weekday: Weekday, coverage: Coverage) -> tuple[timedelta, timedelta]:
    start = timedelta(days=WEEKDAYS.index(weekday), hours=coverage.start.hour, minutes=coverage.start.minute)
    return start, start + coverage.lasts


def _time(since_monday: timedelta) -> time:
    hours, rest = divmod(since_monday % DAY, timedelta(hours=1))
    return time(hours, rest // timedelta(minutes=1))
