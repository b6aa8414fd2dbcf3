"""Which hand-offs does one of AWS's cron expressions mean, in UTC?  What a rotation cannot do is refused part by part.

Both know weekdays and days of the month.  They part where a month is short: cron leaves the 31st out, and a rotation
hands over on the last day, as `L` does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from core.errors import Refusal, invalid
from core.rotations.rotation import WEEKDAYS

if TYPE_CHECKING:
    from core.vocabulary import types

EXAMPLE = "00 17 ? * THU *"
SHAPE = "minutes, hours, day of the month, month, day of the week and year, in GMT"
WRAPPED = re.compile(r"cron\((.*)\)", re.IGNORECASE | re.DOTALL)
PART = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?", re.ASCII)
LAST = "L"
LAST_DAY = 31
"""As rotations have it: the last day of a shorter month."""
NOT_IN_EVERY_MONTH = range(29, 32)
FEBRUARYS_LAST = 28
MOST_TIMES = 96
"""A day: one each quarter of an hour."""
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
SUNDAY_FIRST = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@dataclass(frozen=True, slots=True)
class Field:
    """One of the six."""

    name: str
    low: int
    high: int
    words: Mapping[str, int] = field(default_factory=dict)
    wraps: bool = False
    """Whether a range may go on from the last value to the first, as FRI-MON does."""


MINUTES, HOURS = Field("minutes", 0, 59), Field("hours", 0, 23)
DAY = Field("day of the month", 1, 31)
MONTH = Field("month", 1, 12, {name: number for number, name in enumerate(MONTHS, 1)})
WEEKDAY = Field("day of the week", 1, 7, {name: number for number, name in enumerate(SUNDAY_FIRST, 1)}, wraps=True)
YEAR = Field("year", 1970, 2199)


def recurrence(expression: str) -> types.RecurrenceSettings:
    """The turns of a rotation that hands over whenever the expression fires; `Refusal` where there is none."""
    minutes, hours, day, month, weekday, year = _parts(expression)
    _refuse_some_only(MONTH, month)
    _refuse_some_only(YEAR, year)
    times = _times(minutes, hours)
    if (day == "?") == (weekday == "?"):
        raise _unsayable(
            f"{DAY.name} {day} and {WEEKDAY.name} {weekday}", f"exactly one of the two has to be ?, as in {EXAMPLE}"
        )
    settings: types.RecurrenceSettings = {"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1}
    if day == "?":
        days = _weekdays(weekday)
        if len(days) < len(WEEKDAYS):
            settings["WeeklySettings"] = [{"DayOfWeek": name, "HandOffTime": at} for name, at in product(days, times)]
            return settings
    elif dates := _dates(day):
        settings["MonthlySettings"] = [{"DayOfMonth": date, "HandOffTime": at} for date, at in product(dates, times)]
        return settings
    settings["DailySettings"] = list(times)
    return settings


def _parts(expression: str) -> list[str]:
    wrapped = WRAPPED.fullmatch(expression.strip())
    parts = (wrapped[1] if wrapped else expression).upper().split()
    if len(parts) != 6:
        raise invalid(
            f"The cron expression has {len(parts)} parts, and AWS's have six: {SHAPE}. Each Thursday at 17:00 is "
            f'"{EXAMPLE}".'
        )
    return parts


def _times(minutes: str, hours: str) -> list[types.HandOffTime]:
    found = product(_values(HOURS, hours), _values(MINUTES, minutes))
    times: list[types.HandOffTime] = [{"HourOfDay": hour, "MinuteOfHour": minute} for hour, minute in found]
    if len(times) > MOST_TIMES:
        raise _unsayable(
            f"minutes {minutes} with hours {hours}",
            f"that is {len(times)} hand-offs a day; name the minutes and hours at which somebody takes over",
        )
    return times


def _weekdays(text: str) -> list[types.DayOfWeek]:
    if "#" in text:
        raise _unsayable(
            f"{WEEKDAY.name} {text}",
            "rotations count no weekdays of a month; name the weekday alone, or a day such as 1",
        )
    if LAST in text.split(",") or re.search(r"\dL|[A-Z]{3}L", text):
        raise _unsayable(
            f"{WEEKDAY.name} {text}", "rotations know the last day of a month (L as the day), and no last weekday"
        )
    numbers = _values(WEEKDAY, text)
    return [name for name in WEEKDAYS if SUNDAY_FIRST.index(name) + 1 in numbers]


def _dates(text: str) -> list[int]:
    """The days of the month; none where it is every day."""
    if "W" in text or re.search(r"L-|\dL", text):
        raise _unsayable(
            f"{DAY.name} {text}",
            "rotations know no nearest working day and no days before the last; name a day up to 28",
        )
    parts = text.split(",")
    named = _values(DAY, ",".join(part for part in parts if part != LAST)) if set(parts) != {LAST} else []
    if len(named) == LAST_DAY:
        return []
    if late := [date for date in named if date in NOT_IN_EVERY_MONTH]:
        raise _unsayable(
            f"{DAY.name} {text}",
            f"in a month without day {late[0]} cron does nothing, and a rotation hands over on its last day; write L "
            "for the last day of every month, or days up to 28",
        )
    if LAST in parts and FEBRUARYS_LAST in named:
        raise _unsayable(
            f"{DAY.name} {text}", "the two are one day in February, and a turn would be lost; write L or 28 alone"
        )
    return [*named, LAST_DAY] if LAST in parts else named


def _refuse_some_only(one: Field, text: str) -> None:
    if len(_values(one, text)) < one.high - one.low + 1:
        raise _unsayable(
            f"{one.name} {text}",
            f"a rotation goes on in every {one.name}; write * there, and delete it when it is over",
        )


def _values(one: Field, text: str) -> list[int]:
    """Every value that a part of the expression names, each once, in order."""
    found: set[int] = set()
    for part in text.split(","):
        found |= set(_range(one, part))
    return sorted(found)


def _range(one: Field, part: str) -> Sequence[int]:
    read = PART.fullmatch(part)
    if not read or (read[1] == "*" and read[2]):
        raise _unread(one, part)
    first = one.low if read[1] == "*" else _value(one, read[1])
    last = one.high if read[1] == "*" or (read[3] and not read[2]) else _value(one, read[2] or read[1])
    step = int(read[3] or 1)
    if step < 1 or (last < first and not one.wraps):
        raise _unread(one, part)
    if last < first:
        last += one.high - one.low + 1
    return [(value - one.low) % (one.high - one.low + 1) + one.low for value in range(first, last + 1, step)]


def _value(one: Field, text: str) -> int:
    value = one.words.get(text, int(text) if text.isdecimal() else -1)
    if not one.low <= value <= one.high:
        raise _unread(one, text)
    return value


def _unread(one: Field, part: str) -> Refusal:
    names = f", or {', '.join(one.words)}" if one.words else ""
    return invalid(
        f"The {one.name} {part!r} of the cron expression cannot be read: expected * or numbers from {one.low} to "
        f"{one.high}{names}, with commas, - and / between them. The six parts are {SHAPE}."
    )


def _unsayable(what: str, instead: str) -> Refusal:
    return invalid(f"No rotation can hand over by the {what} of this cron expression: {instead}.")
