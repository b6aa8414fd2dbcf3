"""Rotations for tests, and hypothesis' way to make whatever a request may say of a recurrence."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from core.rotations.rotation import WEEKDAYS, Recurrence, Rotation
from tests.rules.plans import PREFIX, arn

MADE = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

_hours, _minutes = st.integers(0, 23), st.integers(0, 59)
hand_off_times = st.builds(lambda hour, minute: {"HourOfDay": hour, "MinuteOfHour": minute}, _hours, _minutes)


def _weekly(day: str, at: dict[str, int]) -> dict[str, Any]:
    return {"DayOfWeek": day, "HandOffTime": at}


def _monthly(day: int, at: dict[str, int]) -> dict[str, Any]:
    return {"DayOfMonth": day, "HandOffTime": at}


def _window(start: dict[str, int], minutes: int) -> dict[str, Any]:
    """A coverage that lasts this long, over midnight if need be."""
    began = datetime(2026, 1, 1, start["HourOfDay"], start["MinuteOfHour"], tzinfo=UTC)
    end = began + timedelta(minutes=minutes)
    return {"Start": start, "End": {"HourOfDay": end.hour, "MinuteOfHour": end.minute}}


_kinds = st.one_of(
    st.fixed_dictionaries({"DailySettings": st.lists(hand_off_times, min_size=1, max_size=5)}),
    st.fixed_dictionaries(
        {
            "WeeklySettings": st.lists(
                st.builds(_weekly, st.sampled_from(WEEKDAYS), hand_off_times), min_size=1, max_size=7
            )
        }
    ),
    st.fixed_dictionaries(
        {"MonthlySettings": st.lists(st.builds(_monthly, st.integers(1, 31), hand_off_times), min_size=1, max_size=7)}
    ),
)
_coverages = st.dictionaries(
    st.sampled_from(WEEKDAYS),
    st.lists(st.builds(_window, hand_off_times, st.integers(30, 24 * 60)), max_size=3),
    min_size=1,
)
_always_there = st.fixed_dictionaries(
    {"NumberOfOnCalls": st.integers(1, 40), "RecurrenceMultiplier": st.integers(1, 100)},
    optional={"ShiftCoverages": _coverages},
)

recurrences = st.builds(lambda kind, rest: {**kind, **rest}, _kinds, _always_there)
"""The `Recurrence` of a request that has to be accepted."""


def rotation(**changes: Any) -> Rotation:
    values: dict[str, Any] = {
        "arn": f"{PREFIX}:rotation/0a1b2c3d-1111-4222-8333-444455556666",
        "name": "primary",
        "contact_arns": (arn("ana"), arn("ben")),
        "time_zone": "Europe/Berlin",
        "recurrence": Recurrence(daily=(time(9),), multiplier=1, number_of_on_calls=1),
        "created_at": MADE,
    }
    return Rotation(**{**values, **changes})
