"""Are hours, nights and weekends those that every minute says, and is only overload called so?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.oncall.duty import everybody_on_call
from core.outlook.fairness import Load, fairness
from core.outlook.nights import nights, rows, weekend_days
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import WEEKDAYS, Coverage, DayCoverage, Rotation
from tests.oncall.drawing import overridden, rotations
from tests.oncall.zones import FIRST_YEARS
from tests.outlook.rosters import DAILY, DAY, HOUR, NOW, WEEK, ahead, override, roster, rotation, schedule

WEEKS, QUARTER = 8 * WEEK, timedelta(minutes=15)
OFFICE = tuple(DayCoverage(day, (Coverage(time(8), time(18, 15)),)) for day in WEEKDAYS[:5])


def loads(*turns, overrides=(), lasting=WEEKS, start=NOW) -> dict[str, Load]:
    team = schedule("team", *turns)
    known = roster(team, rotations=turns, overrides=overrides)
    found = fairness(ahead(known, lasting, start), team)
    return {one.contact_arn.rpartition("/")[2]: one for one in found.loads}


@given(rotations(), st.integers(0, 90))
@settings(max_examples=60, deadline=None)
def test_everybodys_hours_and_the_holes_are_all_the_time_there_is(drawn, days):
    """Times how many are on call at once, each of them once."""
    start = drawn.start_at + days * DAY
    window = ahead(roster(schedule("team", drawn), rotations=[drawn]), 20 * DAY, start)
    found = fairness(window)
    borne = sum((one.on_call for one in found.loads), timedelta())
    covered = sum(
        ((one.ends_at - one.starts_at) * len(one.contact_arns) for one in window.shifts[drawn.arn]), timedelta()
    )
    empty = 20 * DAY - sum((one.ends_at - one.starts_at for one in window.shifts[drawn.arn]), timedelta())
    assert borne == covered
    if len(drawn.contact_arns) == 1:
        assert borne + empty == 20 * DAY


@given(st.lists(overridden(), min_size=1, max_size=2))
@settings(max_examples=8, deadline=None)
def test_hours_are_those_of_every_quarter_of_an_hour(drawn):
    """Asked one after the other who is on call, of rotations and overrides that change on the quarter."""
    turns = [_on_the_quarter(replace(one, arn=f"rotation{number}")) for number, (one, _) in enumerate(drawn)]
    covers = [_from(of, each) for of, (_, made) in zip(turns, drawn, strict=True) for each in made]
    start = _quarter(turns[0].start_at) - DAY
    each = [(one, [cover for cover in covers if cover.rotation_arn == one.arn]) for one in turns]
    expected: Counter[str] = Counter()
    for number in range(96):
        expected.update(everybody_on_call(each, start + number * QUARTER))
    window = ahead(roster(schedule("team", *turns), rotations=turns, overrides=covers), DAY, start)
    assert {one.contact_arn: one.on_call // QUARTER for one in fairness(window).loads if one.on_call} == expected


def _on_the_quarter(one: Rotation) -> Rotation:
    return replace(
        one,
        time_zone="Europe/Berlin",
        start_at=_quarter(one.start_at),
        recurrence=replace(
            one.recurrence, daily=(time(9), time(21, 45)), weekly=(), monthly=(), shift_coverages=OFFICE
        ),
    )


def _from(of: Rotation, cover: RotationOverride) -> RotationOverride:
    return replace(
        cover, rotation_arn=of.arn, starts_at=_quarter(cover.starts_at), ends_at=_quarter(cover.ends_at) + QUARTER
    )


def _quarter(at: datetime) -> datetime:
    return at - timedelta(seconds=at.timestamp() % QUARTER.total_seconds())


spans = st.lists(st.tuples(st.integers(0, 21 * 24 * 4), st.integers(1, 6 * 24 * 4)), max_size=6)


@given(st.sampled_from(sorted(FIRST_YEARS)), st.integers(0, 340), spans)
@settings(max_examples=80, deadline=None)
def test_a_night_or_weekend_day_is_taken_where_half_of_its_quarters_are(zone_name, day, drawn):
    """Counted quarter of an hour by quarter of an hour, by what the clock on the wall shows."""
    zone, start = ZoneInfo(zone_name), datetime(FIRST_YEARS[zone_name], 1, 3, tzinfo=UTC) + day * DAY
    taken = {number for begins, long in drawn for number in range(begins, begins + long)}
    joined: list[tuple[datetime, datetime]] = []
    for number in sorted(taken):
        at = start + number * QUARTER
        joined.append((joined.pop()[0] if joined and joined[-1][1] == at else at, at + QUARTER))
    at_night: dict[date, list[bool]] = {}
    by_day: dict[date, list[bool]] = {}
    for number in range(-2 * 96, 30 * 96):
        local = (start + number * QUARTER).astimezone(zone)
        if local.hour >= 22 or local.hour < 6:
            evening = local.date() - (DAY if local.hour < 6 else timedelta())
            at_night.setdefault(evening, []).append(number in taken)
        elif local.weekday() >= 5:
            by_day.setdefault(local.date(), []).append(number in taken)
    inner = range(1, 28)  # nights at the edges are not counted whole here
    dates = {(start + number * DAY).astimezone(zone).date() for number in inner}
    assert nights(joined, zone) & dates == {on for on in dates if _half(at_night.get(on, []))}
    assert weekend_days(joined, zone) & dates == {on for on in dates if _half(by_day.get(on, []))}


def _half(quarters: list[bool]) -> bool:
    return bool(quarters) and 2 * sum(quarters) >= len(quarters) and any(quarters)


def test_rows_are_dates_without_one_between():
    on = date(2026, 3, 1)
    taken = [on + number * DAY for number in (0, 1, 2, 5, 7, 8)]
    assert rows(taken) == [(taken[0], taken[2]), (taken[3], taken[3]), (taken[4], taken[5])]


def test_a_week_in_turn_is_no_overload():
    found = loads(rotation("day", "ana", "ben", "cleo"))
    assert {one.nights_in_row for one in found.values()} == {7}
    assert all(one.overloads == () for one in found.values())


def test_a_midnight_hand_off_takes_seven_nights_of_a_week_and_not_eight():
    midnight = rotation("day", "ana", "ben", start_at=datetime(2026, 2, 23, tzinfo=UTC), recurrence=DAILY)
    assert {one.nights_in_row for one in loads(midnight).values()} == {1}


def test_the_eighth_night_in_a_row_is_too_many():
    day = rotation("day", "ana", "ben", "cleo")
    ends = NOW - 3 * HOUR + 2 * WEEK  # the end of the week that begins in a week
    seven, eight = (override(day, ends, ends + nights * DAY, "cleo") for nights in (0.01, 1))
    turns = {number: loads(day, overrides=[one]) for number, one in ((7, seven), (8, eight))}
    assert {number: (found["cleo"].nights_in_row, found["cleo"].overloads) for number, found in turns.items()} == {
        7: (7, ()),
        8: (8, ("nights",)),
    }


def test_alone_in_a_rotation_is_on_call_every_night():
    alone = loads(rotation("day", "ana"))["ana"]
    assert (alone.nights, alone.nights_in_row, alone.weekends) == (56, 56, 8)
    assert alone.on_call == WEEKS
    assert alone.overloads == ("nights",)


def test_who_has_one_turn_more_than_the_mean_since_turns_do_not_come_out_even_is_not_overloaded():
    found = loads(rotation("day", "ana", "ben", "cleo", "dev", "eve", "fay", "gil"))
    assert max(one.of_mean for one in found.values()) > 1.5
    assert all(one.overloads == () for one in found.values())


def test_who_takes_others_weeks_again_and_again_is_overloaded():
    day = rotation("day", "ana", "ben", "cleo", "dev")
    covers = [override(day, NOW + number * WEEK, NOW + (number + 1) * WEEK, "ana") for number in (2, 5, 7)]
    found = loads(day, overrides=covers)
    assert "hours" in found["ana"].overloads
    assert [one for one, load in found.items() if "hours" in load.overloads] == ["ana"]


def test_who_is_on_call_in_two_rotations_at_once_is_on_call_once():
    first, second = rotation("first", "ana"), rotation("second", "ana")
    assert loads(first, second)["ana"].on_call == WEEKS


def test_who_has_turns_and_none_of_them_yet_counts_in_the_mean():
    found = loads(rotation("day", "ana", "ben"), lasting=3 * DAY)
    assert {name: (one.on_call, one.of_mean) for name, one in found.items()} == {
        "ana": (timedelta(), 0.0),
        "ben": (3 * DAY, 2.0),
    }


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_ten_years_of_days_are_counted_in_the_time_of_a_breath(zone):
    day = rotation("day", "ana", "ben", "cleo", time_zone=zone, recurrence=DAILY)
    found = loads(day, lasting=3653 * DAY)
    assert sum(one.nights for one in found.values()) in range(3650, 3656)
    assert sum((one.on_call for one in found.values()), timedelta()) == 3653 * DAY
