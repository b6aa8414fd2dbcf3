"""Which nights, and which days of weekends, does time on call take from somebody?

A night lasts from 22:00 until 06:00 on the wall, a day from 06:00 until 22:00.  One counts for whoever is on call for
half of it or more: who hands over at midnight does not have both nights taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.outlook.ahead import Span

EVENING, MORNING = time(22), time(6)
DAY = timedelta(days=1)
NONE = timedelta()
SATURDAY = 5
KEPT = 4096
"""Everybody in a zone has the same nights; so many of them are worked out once."""


def nights(spans: Iterable[Span], zone: ZoneInfo) -> set[date]:
    """By the date of their evening."""
    return _halves(spans, _night, zone)


def weekend_days(spans: Iterable[Span], zone: ZoneInfo) -> set[date]:
    """Saturdays and Sundays."""
    return _halves(spans, _day, zone, since=SATURDAY)


def rows(dates: Iterable[date]) -> list[tuple[date, date]]:
    """From when until when, both included, there was no date without; in order."""
    found: list[tuple[date, date]] = []
    for on in sorted(dates):
        first = found.pop()[0] if found and found[-1][1] + DAY == on else on
        found.append((first, on))
    return found


def length(row: tuple[date, date]) -> int:
    return (row[1] - row[0]).days + 1


def _halves(
    spans: Iterable[Span], lasting: Callable[[date, ZoneInfo], Span], zone: ZoneInfo, since: int = 0
) -> set[date]:
    """The dates, from that day of the week on, of whose time these take half or more."""
    taken: dict[date, timedelta] = {}
    for start, end in spans:
        for on in _dates(start, end, zone):
            if on.weekday() < since:
                continue
            begins, ends = lasting(on, zone)
            if begins < end and start < ends:
                taken[on] = taken.get(on, NONE) + min(end, ends) - max(start, begins)
    return {on for on, time in taken.items() if 2 * time >= _length(lasting(on, zone))}


def _length(span: Span) -> timedelta:
    return span[1] - span[0]


def _dates(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[date]:
    """Every date whose night or day may have a part of this."""
    on, last = start.astimezone(zone).date() - DAY, end.astimezone(zone).date()
    while on <= last:
        yield on
        on += DAY


@lru_cache(KEPT)
def _night(on: date, zone: ZoneInfo) -> Span:
    return _moment(on, EVENING, zone), _moment(on + DAY, MORNING, zone)


@lru_cache(KEPT)
def _day(on: date, zone: ZoneInfo) -> Span:
    return _moment(on, MORNING, zone), _moment(on, EVENING, zone)


def _moment(on: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, at, zone).astimezone(UTC)
