"""Hand-offs on the days on which clocks are changed, worked out by hand from what the zones' authorities publish."""

from __future__ import annotations

from datetime import time

import pytest

from core.rotations.rotation import Coverage, DayCoverage, MonthlyHandOff, WeeklyHandOff
from tests.oncall.tables import daily, recurrence, rotation, table

FIRST = (MonthlyHandOff(1, time(9)),)

DAYS = {
    # Sunday 8 March, 02:00 becomes 03:00: UTC-5 before, UTC-4 after.
    "New York, a shift of 23 hours": ("America/New_York", "09:00", "2026-03-07 14:00", [
        "03-07 14:00 - 03-08 13:00 a", "03-08 13:00 - 03-09 13:00 b",
    ]),
    "New York, half past two is half past three": ("America/New_York", "02:30", "2026-03-07 07:30", [
        "03-07 07:30 - 03-08 07:30 a", "03-08 07:30 - 03-09 06:30 b",
    ]),
    # Sunday 1 November, 02:00 becomes 01:00.
    "New York, a shift of 25 hours": ("America/New_York", "09:00", "2026-10-31 13:00", [
        "10-31 13:00 - 11-01 14:00 a", "11-01 14:00 - 11-02 14:00 b",
    ]),
    "New York, the first half past one": ("America/New_York", "01:30", "2026-10-31 05:30", [
        "10-31 05:30 - 11-01 05:30 a", "11-01 05:30 - 11-02 06:30 b",
    ]),
    # Sunday 29 March, 02:00 becomes 03:00; Sunday 25 October, 03:00 becomes 02:00.
    "Berlin, half past two is half past three": ("Europe/Berlin", "02:30", "2026-03-28 01:30", [
        "03-28 01:30 - 03-29 01:30 a", "03-29 01:30 - 03-30 00:30 b",
    ]),
    "Berlin, the first half past two": ("Europe/Berlin", "02:30", "2026-10-24 00:30", [
        "10-24 00:30 - 10-25 00:30 a", "10-25 00:30 - 10-26 01:30 b",
    ]),
    # Sunday 4 October, 02:00 becomes 02:30; Sunday 5 April, 02:00 becomes 01:30.
    "Lord Howe, a quarter past two is a quarter to three": ("Australia/Lord_Howe", "02:15", "2026-10-02 15:45", [
        "10-02 15:45 - 10-03 15:45 a", "10-03 15:45 - 10-04 15:15 b",
    ]),
    "Lord Howe, the first quarter to two": ("Australia/Lord_Howe", "01:45", "2026-04-03 14:45", [
        "04-03 14:45 - 04-04 14:45 a", "04-04 14:45 - 04-05 15:15 b",
    ]),
    "Lord Howe, a shift of 24 hours and a half": ("Australia/Lord_Howe", "09:00", "2026-04-03 22:00", [
        "04-03 22:00 - 04-04 22:30 a", "04-04 22:30 - 04-05 22:30 b",
    ]),
    "Kolkata, where nothing changes": ("Asia/Kolkata", "09:30", "2026-03-28 04:00", [
        "03-28 04:00 - 03-29 04:00 a", "03-29 04:00 - 03-30 04:00 b",
    ]),
    # Before Ramadan, Sunday 15 February, 03:00 becomes 02:00; after it, Sunday 22 March, 02:00 becomes 03:00.
    "Casablanca, the first half past two": ("Africa/Casablanca", "02:30", "2026-02-14 01:30", [
        "02-14 01:30 - 02-15 01:30 a", "02-15 01:30 - 02-16 02:30 b",
    ]),
    "Casablanca, half past two is half past three": ("Africa/Casablanca", "02:30", "2026-03-21 02:30", [
        "03-21 02:30 - 03-22 02:30 a", "03-22 02:30 - 03-23 01:30 b",
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("zone", "at", "start", "expected"), DAYS.values(), ids=DAYS)
def test_a_day_of_changed_clocks(zone: str, at: str, start: str, expected: list[str]) -> None:
    turns = rotation("abc", zone, start, daily(at))
    assert table(turns, start, "2027-01-01")[:2] == expected


def test_a_week_is_167_or_169_hours_long() -> None:
    on_mondays = recurrence(weekly=(WeeklyHandOff("MON", time(9)),))
    berlin = rotation("ab", "Europe/Berlin", "2026-03-23 08:00", on_mondays)
    assert table(berlin, "2026-03-24", "2026-03-25") == ["03-23 08:00 - 03-30 07:00 a"]
    assert table(berlin, "2026-10-20", "2026-10-21") == ["10-19 07:00 - 10-26 08:00 a"]


def test_a_gap_can_have_two_hand_offs_come_in_the_other_order() -> None:
    """On 8 March, what is left out at 02:30 comes at 03:30, half an hour after the hand-off at 03:00."""
    turns = rotation("abc", "America/New_York", "2026-03-07 07:30", daily("02:30", "03:00"))
    assert table(turns, "2026-03-08", "2026-03-10") == [
        "03-07 08:00 - 03-08 07:00 b",
        "03-08 07:00 - 03-08 07:30 c",
        "03-08 07:30 - 03-09 06:30 a",
        "03-09 06:30 - 03-09 07:00 b",
        "03-09 07:00 - 03-10 06:30 c",
    ]


def test_a_country_may_leave_out_a_whole_day() -> None:
    """Samoa had no 30 December 2011: two hand-offs come at once, and one of them is of a turn without length."""
    turns = rotation("abc", "Pacific/Apia", "2011-12-28 19:00", daily("09:00"))
    assert table(turns, "2011-12-28 19:00", "2012-01-01") == [
        "12-28 19:00 - 12-29 19:00 a",
        "12-29 19:00 - 12-30 19:00 b",
        "12-30 19:00 - 12-31 19:00 a",
        "12-31 19:00 - 01-01 19:00 b",
    ]


def test_coverages_are_times_on_the_wall_too() -> None:
    """From one to four at night: two hours on the day of the gap, and four on that of the overlap."""
    nights = (DayCoverage("SUN", (Coverage(time(1), time(4)),)),)
    turns = rotation("a", "Europe/Berlin", "2026-01-01 08:00", recurrence(monthly=FIRST, shift_coverages=nights))
    assert table(turns, "2026-03-29", "2026-03-30") == ["03-29 00:00 - 03-29 02:00 a"]
    assert table(turns, "2026-10-24 12:00", "2026-10-26") == ["10-24 23:00 - 10-25 03:00 a"]


def test_a_day_that_is_left_out_takes_its_coverage_along() -> None:
    """Friday 30 December 2011 in Samoa, from 21:00 to midnight; a coverage within it is one with it."""
    late = (Coverage(time(21), time(21, 30)), Coverage(time(21), time(0)))
    turns = rotation(
        "a", "Pacific/Apia", "2011-12-01", recurrence(monthly=FIRST, shift_coverages=(DayCoverage("FRI", late),))
    )
    assert table(turns, "2011-12-20", "2012-01-10") == ["12-24 07:00 - 12-24 10:00 a", "01-06 07:00 - 01-06 10:00 a"]


def test_a_coverage_that_a_gap_leaves_out_does_not_run_backwards() -> None:
    """From 02:45 until 03:15 on the day of the gap: its start comes at 03:45, when it is over."""
    nights = (DayCoverage("SUN", (Coverage(time(2, 45), time(3, 15)),)),)
    turns = rotation("a", "Europe/Berlin", "2026-01-01 08:00", recurrence(monthly=FIRST, shift_coverages=nights))
    assert table(turns, "2026-03-22", "2026-04-06") == ["03-22 01:45 - 03-22 02:15 a", "04-05 00:45 - 04-05 01:15 a"]
