"""Which moment does somebody mean who says `tomorrow 9:00`, `friday 18:00` or `+3d`?  Read as their own clock has it.

What names no zone is in the speaker's.  A day alone is its beginning, this day alone is now, and a time alone is the
next one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from core.vocabulary.moments import moment
from core.vocabulary.spoken_zones import zoned

EXPECTED = "a time such as `tomorrow 9:00`, `friday 18:00`, `+3d` or `2026-01-31 20:30`"

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
TIMES = {"noon": time(12), "midnight": time(0)}
LAST_YEAR = 9000
"""Calendars end soon after it."""
_LONGEST = 60
_ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_BEFORE = re.compile(r"\A(?:on|at) ")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:t(?=\d)|\s+|\Z)(.*)", re.S)
_TIME = re.compile(r"(?:at\s+)?(\d{1,2})(?::(\d\d))?(?:\s*([ap])\.?(?:m\.?)?)?", re.A)


def spoken(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The aware UTC datetime that is meant, or None."""
    words = " ".join(text.split()).lower()
    if not 0 < len(words) <= _LONGEST:
        return None
    try:
        found = moment(words, now, zone) or _on_the_wall(_BEFORE.sub("", words), now, zone)
        return found if found and found.year <= LAST_YEAR else None
    except (ValueError, OverflowError):  # such as 31 February
        return None


def expected(text: str) -> str:
    """What to give in place of something that is no time; of a span nobody knows whether it is ahead."""
    words = " ".join(text.split()).lower()
    is_span = words[:1].isdigit() and moment(f"+{words}", _ANY_MOMENT)
    return f"`+{words}` or `-{words}`" if is_span else EXPECTED


def _on_the_wall(words: str, now: datetime, zone: tzinfo) -> datetime | None:
    if found := zoned(words):
        return _on_the_wall(found.time, now, found.zone)
    today = now.astimezone(zone).date()
    if words == "today" or _weekday(words) == today.weekday():
        return now
    if dated := _DATE.match(words):
        return _at(date.fromisoformat(dated[1]), dated[2], zone)
    first, _, rest = words.partition(" ")
    if first in NEAR:
        return _at(today + timedelta(days=NEAR[first]), rest, zone)
    if (weekday := _weekday(first)) is not None:
        return _on_weekday(weekday, rest, now, zone)
    return _next(today, words, now, zone)


def _on_weekday(weekday: int, rest: str, now: datetime, zone: tzinfo) -> datetime | None:
    """Of this day, if it is one and the time is not over; else of the next one."""
    today = now.astimezone(zone).date()
    ahead = (weekday - today.weekday()) % 7
    found = _at(today + timedelta(days=ahead), rest, zone)
    is_over = found is not None and bool(rest) and found < now
    return _at(today + timedelta(days=ahead + 7), rest, zone) if is_over else found


def _next(today: date, words: str, now: datetime, zone: tzinfo) -> datetime | None:
    found = None if words.isdigit() else _at(today, words, zone)  # 9 alone may be anything
    return _at(today + timedelta(days=1), words, zone) if found and found < now else found


def _at(day: date, words: str, zone: tzinfo) -> datetime | None:
    """When a clock on a wall of that zone shows this; later by as much as the clocks jump where they leave it out."""
    on_the_wall = _time(words) if words else time(0)
    return None if on_the_wall is None else datetime.combine(day, on_the_wall, zone).astimezone(UTC)


def _time(words: str) -> time | None:
    if words.removeprefix("at ") in TIMES:
        return TIMES[words.removeprefix("at ")]
    found = _TIME.fullmatch(words)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    return time(hour, minute)


def _weekday(word: str) -> int | None:
    """Its place in the week, from three letters on."""
    if len(word) < 3:
        return None
    return next((place for place, day in enumerate(DAYS) if day.startswith(word)), None)
