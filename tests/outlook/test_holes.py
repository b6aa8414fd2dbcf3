"""Is every hole found, whole, and with what causes it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.oncall.duty import stretches
from core.outlook.holes import holes
from core.rotations.rotation import Coverage, DayCoverage, Recurrence, Weekday
from tests.oncall.drawing import overridden
from tests.outlook.rosters import DAILY, DAY, HOUR, NOW, WEEK, ahead, arn, override, roster, rotation, schedule

OFFICE: tuple[Weekday, ...] = ("MON", "TUE", "WED", "THU", "FRI")
IN_OFFICE = tuple(DayCoverage(day, (Coverage(time(9), time(17)),)) for day in OFFICE)


def office(recurrence: Recurrence) -> Recurrence:
    return replace(recurrence, shift_coverages=IN_OFFICE)


def test_who_is_always_on_call_leaves_no_hole():
    day = rotation("day", "ana", "ben")
    team = schedule("team", day)
    assert holes(ahead(roster(team, rotations=[day])), team) == []


def test_a_schedule_without_rotations_is_one_hole():
    team = schedule("team")
    [hole] = holes(ahead(roster(team)), team)
    assert (hole.starts_at, hole.ends_at, hole.causes) == (NOW, NOW + 90 * DAY, ("no rotation",))


def test_an_empty_override_is_a_hole_and_what_touches_it_is_the_same_one():
    day = rotation("day", "ana", "ben")
    team = schedule("team", day)
    empty = [override(day, NOW + DAY, NOW + 2 * DAY), override(day, NOW + 2 * DAY, NOW + 2 * DAY + HOUR)]
    [hole] = holes(ahead(roster(team, rotations=[day], overrides=empty)), team)
    assert (hole.starts_at, hole.ends_at, hole.causes) == (NOW + DAY, NOW + 2 * DAY + HOUR, ("override",))


def test_somebody_in_another_rotation_fills_the_hole():
    day, night = rotation("day", "ana"), rotation("night", "ben")
    team = schedule("team", day, night)
    empty = [override(day, NOW + DAY, NOW + 2 * DAY)]
    assert holes(ahead(roster(team, rotations=[day, night], overrides=empty)), team) == []


def test_before_a_rotation_begins_there_is_a_hole():
    day = rotation("day", "ana", start_at=NOW + WEEK)
    team = schedule("team", day)
    [hole] = holes(ahead(roster(team, rotations=[day])), team)
    assert (hole.starts_at, hole.ends_at, hole.causes) == (NOW, NOW + WEEK, ("not begun",))


def test_hours_that_no_coverage_covers_are_a_hole_each():
    day = rotation("day", "ana", "ben", recurrence=office(DAILY))
    team = schedule("team", day)
    first, *others = holes(ahead(roster(team, rotations=[day]), WEEK), team)
    assert (first.starts_at, first.lasts, first.causes) == (NOW + 5 * HOUR, 16 * HOUR, ("not covered",))
    assert len(others) == 4
    assert max(hole.lasts for hole in others) == 64 * HOUR


def test_several_causes_of_one_hole_are_all_told():
    day = rotation("day", "ana", recurrence=office(DAILY), start_at=NOW + 2 * DAY)
    later = rotation("later", "ben", start_at=NOW + 3 * DAY)
    team = schedule("team", day, later)
    empty = [override(day, NOW + 2 * DAY, NOW + 2 * DAY + 5 * HOUR)]
    [hole] = holes(ahead(roster(team, rotations=[day, later], overrides=empty)), team)
    assert hole.ends_at == NOW + 3 * DAY - 3 * HOUR  # nine o'clock, when the day's coverage begins
    assert hole.causes == ("override", "not begun", "not covered")


def test_whoever_is_gone_leaves_a_hole_in_their_turns():
    day = rotation("day", "ana", "ben")
    team = schedule("team", day)
    known = replace(roster(team, rotations=[day]), gone={arn("ben")})
    first, *_ = holes(ahead(known), team)
    assert (first.starts_at, first.lasts, first.causes) == (NOW, WEEK - 3 * HOUR, ("gone",))


def test_whoever_cannot_see_a_rotation_is_told_of_no_hole():
    day, night = rotation("day", "ana", start_at=NOW + WEEK), rotation("night", "ben")
    team = schedule("team", day, night)
    known = roster(team, rotations=[day])
    assert holes(ahead(known), team) == []
    assert holes(ahead(replace(known, gone={night.arn})), team) != []


@given(st.lists(overridden(), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_holes_are_when_nobody_is_on_call(drawn):
    turns = [replace(one, arn=f"rotation{number}") for number, (one, _) in enumerate(drawn)]
    covers = [replace(each, rotation_arn=of.arn) for of, (_, made) in zip(turns, drawn, strict=True) for each in made]
    start = turns[0].start_at - timedelta(days=2)
    team = schedule("team", *turns)
    found = holes(ahead(roster(team, rotations=turns, overrides=covers), 30 * DAY, start), team)
    each = [(one, [cover for cover in covers if cover.rotation_arn == one.arn]) for one in turns]
    nobody = [one for one in stretches(each, start, start + 30 * DAY) if not one.contact_arns]
    assert [(hole.starts_at, hole.ends_at) for hole in found] == [(one.starts_at, one.ends_at) for one in nobody]
    assert all(hole.causes for hole in found)
