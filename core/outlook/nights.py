"""Which nights, and which days of weekends, does time on call take from somebody?

A night lasts from 22:00 until 06:00 on the wall, a day from 06:00 until 22:00.  One counts for whoever is on call for
half of it or more: who hands over at midnight does not have both nights taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.outlook.ahead import Span

EVENING, MORNING = time(22), time(6)
DAY = timedelta(days=1)
SATURDAY = 5


def nights(spans: Iterable[Span], zone: ZoneInfo) -> set[date]:
    """By the date of their evening."""
    return _halves(spans, lambda on: (_moment(on, EVENING, zone), _moment(on + DAY, MORNING, zone)), zone)


def weekend_days(spans: Iterable[Span], zone: ZoneInfo) -> set[date]:
    """Saturdays and Sundays."""
    found = _halves(spans, lambda on: (_moment(on, MORNING, zone), _moment(on, EVENING, zone)), zone, SATURDAY)
    return {on for on in found if on.weekday() >= SATURDAY}


def rows(dates: Iterable[date]) -> list[tuple[date, date]]:
    """From when until when, both included, there was no date without; in order."""
    found: list[tuple[date, date]] = []
    for on in sorted(dates):
        first = found.pop()[0] if found and found[-1][1] + DAY == on else on
        found.append((first, on))
    return found


def length(row: tuple[date, date]) -> int:
    return (row[1] - row[0]).days + 1


def _halves(spans: Iterable[Span], lasting: Callable[[date], Span], zone: ZoneInfo, since: int = 0) -> set[date]:
    """The dates, from that day of the week on, of whose time these take half or more."""
    taken: Counter[date] = Counter()
    whole: dict[date, Span] = {}
    for start, end in spans:
        for on in _dates(start, end, zone):
            if on.weekday() >= since:
                if on not in whole:
                    whole[on] = lasting(on)
                begins, ends = whole[on]
                taken[on] += max(0, round((min(end, ends) - max(start, begins)).total_seconds()))
    return {on for on, seconds in taken.items() if 2 * seconds >= (whole[on][1] - whole[on][0]).total_seconds() > 0}


def _dates(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[date]:
    """Every date whose night or day may have a part of this."""
    on, last = start.astimezone(zone).date() - DAY, end.astimezone(zone).date()
    while on <= last:
        yield on
        on += DAY


def _moment(on: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, at, zone).astimezone(UTC)
