"""Clocks on walls, minute by minute: what they show, and when they show something.  Knows nothing of folds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
YEARS = 4
STEP = 24 * 60
"""Minutes: no clock was changed twice within a day."""

FIRST_YEARS = {
    "America/New_York": 2024,
    "Europe/Berlin": 2024,
    "Europe/Dublin": 2024,
    "Australia/Lord_Howe": 2024,  # by half an hour
    "Asia/Kolkata": 2024,  # never
    "Africa/Casablanca": 2024,  # in Ramadan, the other way round
    "Africa/Cairo": 2023,  # again since then, at midnight
    "America/Sao_Paulo": 2016,  # at midnight, and then no more
    "America/Nuuk": 2022,  # moved the whole zone
    "America/St_Johns": 2009,  # a minute after midnight
    "Antarctica/Troll": 2024,  # by two hours
    "Pacific/Apia": 2010,  # left out the whole of 30 December 2011
    "Pacific/Chatham": 2024,  # at a quarter to three
    "UTC": 2024,
}
"""Zones, and four years of each in which something happens to its clocks."""


class Wall:
    """A zone's clock from a month before these four years until a month after them; minutes count from there."""

    def __init__(self, zone: str) -> None:
        self.first = datetime(FIRST_YEARS[zone], 1, 1, tzinfo=UTC)
        self.began = self.first - timedelta(days=31)
        self.minutes = (YEARS * 366 + 62) * 24 * 60
        changes = _changes(ZoneInfo(zone), self.began, self.minutes)
        ends = [*(since for since, _ in changes[1:]), self.minutes]
        before = [changes[0][1], *(offset for _, offset in changes)]
        self._periods = [(*one, until, was) for one, until, was in zip(changes, ends, before, strict=False)]
        """From when on the clock is ahead by how much, until when, and by how much it was before."""

    def at(self, moment: datetime) -> int:
        """How many minutes after the beginning."""
        return (moment - self.began) // MINUTE

    def moment(self, minute: int) -> datetime:
        return self.began + minute * MINUTE

    def shows(self, local: datetime) -> int:
        """The first minute at which the clock shows this; where it is left out, later by as much as is left out."""
        wanted = (local - self.began.replace(tzinfo=None)) // MINUTE
        for since, offset, until, was in self._periods:
            minute = wanted - offset
            if minute < until:
                return minute if minute >= since or not since else wanted - was
        return self.minutes


@cache
def wall(zone: str) -> Wall:
    return Wall(zone)


def _changes(zone: ZoneInfo, began: datetime, minutes: int) -> list[tuple[int, int]]:
    """From which minute on the clock is ahead of UTC by how many minutes."""
    found: list[tuple[int, int]] = []
    for minute in range(0, minutes, STEP):
        ahead = _ahead(zone, began, minute)
        if not found or found[-1][1] != ahead:
            exact = next(
                one for one in range(max(0, minute - STEP + 1), minute + 1) if _ahead(zone, began, one) == ahead
            )
            found.append((exact, ahead))
    return found


def _ahead(zone: ZoneInfo, began: datetime, minute: int) -> int:
    offset = (began + minute * MINUTE).astimezone(zone).utcoffset()
    assert offset is not None
    return offset // MINUTE
