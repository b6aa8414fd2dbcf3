"""What AWS leaves open, as docs/on-call.md reads it: a table for each, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from core.rotations.rotation import (
    WEEKDAYS,
    Coverage,
    DayCoverage,
    MonthlyHandOff,
    Recurrence,
    Weekday,
    WeeklyHandOff,
)
from tests.oncall.tables import daily, recurrence, rotation, table, utc

NINE = time(9)


def monthly(*days: int, **more: int) -> Recurrence:
    return recurrence(monthly=tuple(MonthlyHandOff(day, NINE) for day in days), **more)


def weekly(*days: Weekday, **more: int) -> Recurrence:
    return recurrence(weekly=tuple(WeeklyHandOff(day, NINE) for day in days), **more)


def covered(rule: Recurrence, *coverages: tuple[Weekday, str, str]) -> Recurrence:
    each = (
        DayCoverage(day, (Coverage(time.fromisoformat(start), time.fromisoformat(end)),))
        for day, start, end in coverages
    )
    return replace(rule, shift_coverages=tuple(each))


def test_a_start_at_a_hand_off_begins_the_first_shift() -> None:
    turns = rotation("abc", "UTC", "2026-03-02 09:00", daily("09:00"))
    assert table(turns, "2026-02-01", "2026-03-04") == ["03-02 09:00 - 03-03 09:00 a", "03-03 09:00 - 03-04 09:00 b"]


def test_a_start_between_hand_offs_begins_a_short_shift() -> None:
    turns = rotation("abc", "UTC", "2026-03-02 07:15", daily("09:00"))
    assert table(turns, "2026-02-01", "2026-03-04") == [
        "03-02 07:15 - 03-02 09:00 a",
        "03-02 09:00 - 03-03 09:00 b",
        "03-03 09:00 - 03-04 09:00 c",
    ]


def test_without_a_start_it_begins_when_it_was_made() -> None:
    turns = replace(
        rotation("ab", "UTC", "2026-03-02", daily("09:00")), start_at=None, created_at=utc("2026-03-02 08:59:59.5")
    )
    assert table(turns, "2026-02-01", "2026-03-02 09:30") == [
        "03-02 08:59 - 03-02 09:00 a",
        "03-02 09:00 - 03-03 09:00 b",
    ]


def test_each_setting_hands_over_once_in_the_first_week_of_each_cycle() -> None:
    """A start on Tuesday 3 March: Thursday and the Monday after it, and again two weeks later."""
    turns = rotation("abc", "UTC", "2026-03-03 12:00", weekly("MON", "THU", multiplier=2))
    assert table(turns, "2026-03-03", "2026-04-03") == [
        "03-03 12:00 - 03-05 09:00 a",
        "03-05 09:00 - 03-09 09:00 b",
        "03-09 09:00 - 03-19 09:00 c",
        "03-19 09:00 - 03-23 09:00 a",
        "03-23 09:00 - 04-02 09:00 b",
        "04-02 09:00 - 04-06 09:00 c",
    ]


def test_each_setting_hands_over_once_in_the_first_day_of_each_cycle() -> None:
    turns = rotation("abc", "UTC", "2026-03-03 12:00", daily("08:00", "20:00", multiplier=2))
    assert table(turns, "2026-03-03", "2026-03-06") == [
        "03-03 12:00 - 03-03 20:00 a",
        "03-03 20:00 - 03-04 08:00 b",
        "03-04 08:00 - 03-05 20:00 c",
        "03-05 20:00 - 03-06 08:00 a",
    ]


def test_each_setting_hands_over_once_in_the_first_month_of_each_cycle() -> None:
    turns = rotation("ab", "UTC", "2026-01-10 09:00", monthly(1, 15, multiplier=3))
    assert table(turns, "2026-01-10", "2026-05-02") == [
        "01-10 09:00 - 01-15 09:00 a",
        "01-15 09:00 - 02-01 09:00 b",
        "02-01 09:00 - 04-15 09:00 a",
        "04-15 09:00 - 05-01 09:00 b",
        "05-01 09:00 - 07-15 09:00 a",
    ]


def test_the_same_setting_twice_counts_once_and_their_order_does_not_matter() -> None:
    once = rotation("abc", "UTC", "2026-03-02 09:00", daily("09:00", "21:00"))
    again = replace(once, recurrence=daily("21:00", "09:00", "21:00", "09:00"))
    assert table(again, "2026-03-02", "2026-03-09") == table(once, "2026-03-02", "2026-03-09")


def test_day_31_is_the_last_of_a_shorter_month() -> None:
    turns = rotation("ab", "UTC", "2027-12-31 09:00", monthly(31))
    assert table(turns, "2028-01-01", "2028-05-01") == [
        "12-31 09:00 - 01-31 09:00 a",
        "01-31 09:00 - 02-29 09:00 b",
        "02-29 09:00 - 03-31 09:00 a",
        "03-31 09:00 - 04-30 09:00 b",
        "04-30 09:00 - 05-31 09:00 a",
    ]


def test_of_two_hand_offs_that_fall_together_one_is_of_a_turn_without_length() -> None:
    """Days 30 and 31: on 28 February both, so that whose turn it was then is passed over; in April, too."""
    turns = rotation("abcd", "UTC", "2026-01-30 09:00", monthly(30, 31))
    assert table(turns, "2026-01-30", "2026-04-29") == [
        "01-30 09:00 - 01-31 09:00 a",
        "01-31 09:00 - 02-28 09:00 b",
        "02-28 09:00 - 03-30 09:00 d",
        "03-30 09:00 - 03-31 09:00 a",
        "03-31 09:00 - 04-30 09:00 b",
    ]


def test_the_next_as_many_take_over() -> None:
    turns = rotation("abc", "UTC", "2026-03-02 09:00", daily("09:00", number_of_on_calls=2))
    people = [one.split()[-1] for one in table(turns, "2026-03-02", "2026-03-06")]
    assert people == ["ab", "ca", "bc", "ab"]


def test_everybody_is_on_call_where_there_are_no_more() -> None:
    turns = rotation("ab", "UTC", "2026-03-02 09:00", daily("09:00", number_of_on_calls=5))
    assert [one.split()[-1] for one in table(turns, "2026-03-02", "2026-03-05")] == ["ab", "ab", "ab"]


def test_who_is_named_twice_has_two_turns_and_is_on_call_once() -> None:
    one = rotation("aab", "UTC", "2026-03-02 09:00", daily("09:00"))
    assert [row.split()[-1] for row in table(one, "2026-03-02", "2026-03-06")] == ["a", "a", "b", "a"]
    two = rotation("aab", "UTC", "2026-03-02 09:00", daily("09:00", number_of_on_calls=2))
    assert [row.split()[-1] for row in table(two, "2026-03-02", "2026-03-06")] == ["a", "ba", "ab", "a"]


def test_a_coverage_that_ends_before_it_starts_ends_on_the_next_day() -> None:
    """Sunday 1 March 22:00 until Monday 06:00; nobody after it, though turns pass."""
    nights = covered(daily("09:00"), ("SUN", "22:00", "06:00"))
    turns = rotation("abcd", "UTC", "2026-03-01 09:00", nights)
    assert table(turns, "2026-03-01", "2026-03-16") == [
        "03-01 22:00 - 03-02 06:00 a",
        "03-08 22:00 - 03-09 06:00 d",
        "03-15 22:00 - 03-16 06:00 c",
    ]


def test_coverages_that_overlap_or_touch_are_one_and_a_turn_that_is_interrupted_is_several_shifts() -> None:
    rule = covered(
        weekly("MON"),
        ("MON", "08:00", "12:00"),
        ("MON", "11:00", "17:00"),
        ("MON", "17:00", "17:00"),
        ("WED", "08:00", "12:00"),
    )
    turns = rotation("ab", "UTC", "2026-03-02 09:00", rule)
    assert table(turns, "2026-03-02", "2026-03-10") == [
        "03-02 09:00 - 03-03 17:00 a",
        "03-04 08:00 - 03-04 12:00 a",
        "03-09 08:00 - 03-09 09:00 a",
        "03-09 09:00 - 03-10 17:00 b",
    ]


def test_all_day_every_day_is_as_good_as_no_coverage_and_so_is_a_list_without_any() -> None:
    bare = rotation("ab", "Europe/Berlin", "2026-03-02 09:00", weekly("MON", multiplier=3))
    days = [(day, "08:00", "08:00") for day in WEEKDAYS]
    always = replace(bare, recurrence=covered(bare.recurrence, *days))
    empty = replace(bare, recurrence=replace(bare.recurrence, shift_coverages=(DayCoverage("MON", ()),)))
    shown = table(bare, "2026-03-02", "2026-06-02")
    assert table(always, "2026-03-02", "2026-06-02") == table(empty, "2026-03-02", "2026-06-02") == shown
