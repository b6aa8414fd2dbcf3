"""The rotation that a cron expression becomes hands over when the expression fires, and at no other time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.moving.cron import SUNDAY_FIRST, recurrence
from core.oncall.shifts import shifts
from core.rotations.fitness import refuse_unfit
from core.rotations.members import described
from core.rotations.rotation import Rotation

PEOPLE = ("ana", "ben", "carl")


def rotation_of(expression: str, start: datetime) -> Rotation:
    rotation = described(
        "arn",
        {
            "Name": "script",
            "ContactIds": list(PEOPLE),
            "TimeZoneId": "UTC",
            "Recurrence": recurrence(expression),
            "IdempotencyToken": "1",
        },
        start,
    )
    refuse_unfit(rotation)
    return rotation


@dataclass(frozen=True)
class Cron:
    """One expression, and the same in the words of another program."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    """From Sunday, which is 1."""
    by_name: bool = False

    @property
    def text(self) -> str:
        names = [SUNDAY_FIRST[number - 1] if self.by_name else str(number) for number in self.weekdays]
        day = ",".join(self.days) or ("?" if names else "*")
        return f"{listed(self.minutes)} {listed(self.hours)} {day} * {','.join(names) or '?'} *"

    def fires(self, start: datetime, end: datetime) -> Iterator[datetime]:
        trigger = CronTrigger(
            minute=listed(self.minutes),
            hour=listed(self.hours),
            day=",".join(self.days).replace("L", "last") or "*",
            day_of_week=",".join(SUNDAY_FIRST[number - 1].lower() for number in self.weekdays) or "*",
            timezone=UTC,
        )
        at = trigger.get_next_fire_time(None, start)
        while at is not None and at < end:
            yield at
            at = trigger.get_next_fire_time(at, at + timedelta(seconds=1))


def listed(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers)))


some = st.frozensets(st.integers(0, 23), min_size=1, max_size=3)
at = {"minutes": st.frozensets(st.integers(0, 59), min_size=1, max_size=3), "hours": some}
dates = st.lists(st.integers(1, 27).map(str), unique=True, max_size=3)
weekdays = st.lists(st.integers(1, 7), min_size=1, unique=True)
expressions = st.one_of(
    st.builds(Cron, **at),
    st.builds(Cron, **at, weekdays=weekdays.map(tuple), by_name=st.booleans()),
    st.builds(Cron, **at, days=st.one_of(dates.filter(bool), dates.map(lambda some: [*some, "L"])).map(tuple)),
)  # fmt: skip
seconds = st.integers(0, int(timedelta(days=2000).total_seconds()))
starts = seconds.map(lambda passed: datetime(2023, 1, 1, tzinfo=UTC) + timedelta(seconds=passed))


@settings(max_examples=60)
@given(expressions, starts)
def test_it_hands_over_when_another_program_fires_and_the_turn_passes_by_one(cron: Cron, start: datetime) -> None:
    end = start + timedelta(days=140)
    found = list(shifts(rotation_of(cron.text, start), (), start, end))
    assert found[0].starts_at == start
    assert [shift.starts_at for shift in found if shift.starts_at > start] == [
        moment for moment in cron.fires(start, end) if moment > start
    ]
    first = PEOPLE.index(found[0].contact_arns[0])
    assert [shift.contact_arns for shift in found] == [
        (PEOPLE[(first + number) % len(PEOPLE)],) for number in range(len(found))
    ]
    if start not in set(cron.fires(start, start + timedelta(seconds=1))):
        assert first == 0


@pytest.mark.parametrize(
    ("expression", "same"),
    [
        ("00 17 ? * THU *", "0 17 ? JAN-DEC 5 1970-2199"),
        ("cron(0 9 * * ? *)", "0 9 ? * SUN-SAT *"),
        ("0 9 1-31 * ? *", "0 9 * * ? *"),
        ("0 8/8 * * ? *", "0 8,16 * * ? *"),
        ("*/30 9 ? * MON-FRI *", "0,30 9 ? * 2-6 *"),
        ("0 9 ? * FRI-MON *", "0 9 ? * 1,2,6,7 *"),
        ("0 9 ? * mon *", "0 9 ? * MON *"),
        ("0 9 1/14 * ? *", None),
        ("0 9 1-28/14 * ? *", "0 9 1,15 * ? *"),
    ],
)
def test_the_same_may_be_spelt_in_several_ways(expression: str, same: str | None) -> None:
    if same is None:
        with pytest.raises(Refusal):
            recurrence(expression)
    else:
        assert recurrence(expression) == recurrence(same)


def test_the_tutorials_example_is_each_thursday() -> None:
    assert recurrence("00 17 ? * THU *") == {
        "NumberOfOnCalls": 1,
        "RecurrenceMultiplier": 1,
        "WeeklySettings": [{"DayOfWeek": "THU", "HandOffTime": {"HourOfDay": 17, "MinuteOfHour": 0}}],
    }


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("0 17 * * THU", "has 5 parts, and AWS's have six"),
        ("0 17 ? 1 THU *", "month 1.*write \\* there"),
        ("0 17 ? * THU 2026", "year 2026.*write \\* there"),
        ("0 17 * * THU *", "exactly one of the two has to be \\?"),
        ("0 17 ? * ? *", "exactly one of the two has to be \\?"),
        ("0 17 31 * ? *", "without day 31.*write L"),
        ("0 17 28,L * ? *", "in February.*write"),
        ("0 17 15W * ? *", "nearest working day"),
        ("0 17 LW * ? *", "nearest working day"),
        ("0 17 L-3 * ? *", "no days before the last"),
        ("0 17 ? * THU#2 *", "count no weekdays of a month"),
        ("0 17 ? * 5L *", "no last weekday"),
        ("* * * * ? *", "1440 hand-offs a day"),
        ("60 17 ? * THU *", "minutes '60'.*from 0 to 59"),
        ("0 24 ? * THU *", "hours '24'.*from 0 to 23"),
        ("0 5-3 ? * THU *", "hours '5-3'"),
        ("0 17 ? * THO *", "'THO'.*SUN, MON"),
        ("0 17 ? * 0 *", "day of the week '0'"),
        ("0 17,, ? * THU *", "hours ''"),
        ("0/0 17 ? * THU *", "minutes '0/0'"),
        ("? 17 ? * THU *", "minutes '\\?'"),
        ("", "has 0 parts"),
    ],
)
def test_what_no_rotation_can_do_is_refused_with_the_part_and_what_to_write(expression: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        recurrence(expression)


@given(st.text(alphabet="0123456789*?/-,LW#THUMON ", max_size=30))
def test_nonsense_is_refused_or_read_and_never_breaks(text: str) -> None:
    try:
        assert recurrence(text)["RecurrenceMultiplier"] == 1
    except Refusal as no:
        assert no.message
