"""Who is on call in each single minute, found by painting every minute of four years: no rule of ours is used.

Hand-offs are found by walking from day to day, coverages by painting a week's minutes, and overrides by painting
them in the order in which they were made, so that the last one stays.
"""

from __future__ import annotations

from array import array
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count, pairwise

from core.oncall.shifts import Shift
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation
from tests.oncall.zones import Wall, wall

NOBODY, WEEK = -1, 7 * 24 * 60
DAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
Told = tuple[datetime, datetime, tuple[str, ...], tuple[str, ...], bool]


@dataclass
class Canvas:
    """A colour for each minute."""

    length: int
    colours: array[int] = field(init=False)
    edges: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.colours = array("i", [NOBODY]) * self.length
        self.edges = {0, self.length}

    def paint(self, start: int, end: int, colour: int) -> None:
        """Over whatever was there."""
        start, end = max(start, 0), min(end, self.length)
        if start < end:
            self.colours[start:end] = array("i", [colour]) * (end - start)
            self.edges |= {start, end}


def painted(rotation: Rotation, overrides: Sequence[RotationOverride]) -> list[Told]:
    """Every shift from when the clock's four years and their months before and after begin until they end."""
    clock = wall(rotation.time_zone)
    turns = _turns(rotation, clock)
    _leave_out(turns, rotation, clock)
    covers = Canvas(clock.minutes)
    made = sorted(overrides, key=lambda one: (one.created_at, one.id))
    for number, one in enumerate(made):
        covers.paint(clock.at(one.starts_at), clock.at(one.ends_at), number)
    return list(_told(rotation, turns, covers, made))


def flat(shifts: Iterable[Shift]) -> list[Told]:
    """The same of shifts."""
    return [
        (one.starts_at, one.ends_at, one.contact_arns, one.overridden_arns, one.type == "OVERRIDDEN") for one in shifts
    ]


def _turns(rotation: Rotation, clock: Wall) -> Canvas:
    start = clock.at(rotation.start_at or rotation.created_at)
    hand_offs = sorted(
        minute
        for every in _each_setting(rotation, clock)
        for minute in [minute for minute in every if minute >= start][:: rotation.recurrence.multiplier]
    )
    turns = Canvas(clock.minutes)
    begins = hand_offs if hand_offs[:1] == [start] else [start, *hand_offs]
    for number, (minute, until) in enumerate(pairwise([*begins, clock.minutes])):
        turns.paint(minute, until, number)
    return turns


def _each_setting(rotation: Rotation, clock: Wall) -> Iterator[list[int]]:
    recurrence = rotation.recurrence
    for at in set(recurrence.daily):
        yield [clock.shows(datetime.combine(day, at)) for day in _days(clock)]
    for weekly in set(recurrence.weekly):
        days = (day for day in _days(clock) if DAYS[day.weekday()] == weekly.weekday)
        yield [clock.shows(datetime.combine(day, weekly.at)) for day in days]
    for monthly in set(recurrence.monthly):
        days = (day for day in _days(clock) if day.day == min(monthly.day, monthrange(day.year, day.month)[1]))
        yield [clock.shows(datetime.combine(day, monthly.at)) for day in days]


def _leave_out(turns: Canvas, rotation: Rotation, clock: Wall) -> None:
    """Unpaint what no coverage covers."""
    week = _week(rotation)
    if week in (set(), set(range(WEEK))):
        return
    covered = Canvas(clock.minutes)
    for day in _days(clock):
        midnight, ordinal = datetime.combine(day, time()), day.weekday() * 24 * 60
        for minute in range(ordinal, ordinal + 24 * 60) if day.weekday() in {one // 1440 for one in week} else ():
            if minute in week and (minute - 1) % WEEK not in week:
                until = next(later for later in count(minute) if later % WEEK not in week)
                start, end = (midnight + timedelta(minutes=one - ordinal) for one in (minute, until))
                covered.paint(clock.shows(start), clock.shows(end), 1)
    for start, end in pairwise(sorted(covered.edges)):
        if covered.colours[start] == NOBODY:
            turns.paint(start, end, NOBODY)


def _week(rotation: Rotation) -> set[int]:
    """The minutes on the wall, from Monday's midnight on, that any coverage covers in any week."""
    covered: set[int] = set()
    for day in rotation.recurrence.shift_coverages:
        for window in day.coverages:
            start = DAYS.index(day.weekday) * 1440 + window.start.hour * 60 + window.start.minute
            end = DAYS.index(day.weekday) * 1440 + window.end.hour * 60 + window.end.minute
            covered |= {minute % WEEK for minute in range(start, end if window.end > window.start else end + 1440)}
    return covered


def _told(rotation: Rotation, turns: Canvas, covers: Canvas, made: Sequence[RotationOverride]) -> Iterator[Told]:
    clock, began = wall(rotation.time_zone), 0
    for minute in sorted(turns.edges | covers.edges)[1:]:
        here = turns.colours[began], covers.colours[began]
        if minute < clock.minutes and here == (turns.colours[minute], covers.colours[minute]):
            continue
        regular = () if here[0] == NOBODY else _group(rotation, here[0])
        if here[1] != NOBODY:
            yield clock.moment(began), clock.moment(minute), made[here[1]].contact_arns, regular, True
        elif here[0] != NOBODY:
            yield clock.moment(began), clock.moment(minute), regular, (), False
        began = minute


def _group(rotation: Rotation, number: int) -> tuple[str, ...]:
    """Everybody's turn, one after the other, until so many turns have been dealt."""
    members, size = rotation.contact_arns, rotation.recurrence.number_of_on_calls
    if size >= len(members):
        return tuple(sorted(set(members), key=members.index))
    dealt = [members[place % len(members)] for place in range((number + 1) * size)][-size:]
    return tuple(sorted(set(dealt), key=dealt.index))


def _days(clock: Wall) -> Iterator[date]:
    day, last = clock.began.date(), clock.moment(clock.minutes).date()
    while day < last:
        yield day
        day += timedelta(days=1)
