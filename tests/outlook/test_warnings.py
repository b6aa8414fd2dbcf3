"""Is everybody warned of what will go wrong, in words that say what, and of nothing else?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contacts.contact import Stage
from core.outlook.clock_changes import changes, odd_hand_offs
from core.outlook.roster import Roster
from core.outlook.warned import KINDS, concerning
from core.outlook.warnings import warnings
from core.rotations.rotation import Coverage, DayCoverage, Recurrence, WeeklyHandOff
from tests.oncall.drawing import rotations
from tests.oncall.zones import FIRST_YEARS, wall
from tests.outlook.rosters import (
    DAILY,
    DAY,
    HOUR,
    MONDAYS,
    NOW,
    WEEK,
    arn,
    channel,
    escalation,
    override,
    roster,
    rotation,
    schedule,
)
from tests.outlook.rosters import person as a_person

TEAM = rotation("team", "ana", "ben", "cleo")
SHOP = schedule("shop", TEAM)


def told(known: Roster, now: datetime = NOW) -> list[str]:
    return [one.told(spelled) for one in warnings(known, now)]


def spelled(value: str | datetime) -> str:
    return value if isinstance(value, str) else f"{value:%d %b %H:%M}"


def test_of_a_team_that_is_on_call_in_turn_and_can_be_paged_nothing_is_said():
    plan = escalation("plan", ["ana"], ["shop"])
    assert told(roster(SHOP, plan, rotations=[TEAM])) == []


def test_holes_are_told_with_their_time_and_cause_the_longest_for_all_alike():
    empty = [override(TEAM, NOW + DAY, NOW + DAY + HOUR), override(TEAM, NOW + 2 * DAY, NOW + 2 * DAY + 5 * HOUR)]
    assert told(roster(SHOP, rotations=[TEAM], overrides=empty)) == [
        "Nobody is on call in shop from 04 Mar 12:00 to 04 Mar 17:00: an override leaves this time to nobody. This is "
        "the longest of 2 such times in the next 90 days, 6 hours in all."
    ]


def test_a_hole_that_is_now_and_one_that_does_not_end_are_told_so():
    assert told(roster(schedule("shop"))) == [
        "Nobody is on call in shop now, nor for the rest of the next 90 days: the schedule has no rotation."
    ]
    late = rotation("late", "ana", "ben", start_at=NOW + WEEK)
    assert told(roster(schedule("shop", late), rotations=[late])) == [
        "Nobody is on call in shop until 09 Mar 12:00: a rotation has not begun."
    ]


def test_hours_that_a_coverage_leaves_out_come_after_what_nobody_can_have_meant():
    office = DayCoverage("MON", (Coverage(time(9), time(17)),))
    days = rotation("days", "ana", "ben", recurrence=replace(MONDAYS, shift_coverages=(office,)))
    known = roster(schedule("shop", days), schedule("bank"), rotations=[days])
    assert [one.kind for one in warnings(known, NOW)] == ["hole", "uncovered"]


@pytest.mark.parametrize(
    ("channels", "stages", "said"),
    [
        ([], [[]], "ana is on call now and has no contact channel: nobody can page them."),
        (
            [channel("ana", active=False)],
            [[channel("ana")]],
            "ana is on call now and has no activated contact channel: nobody can page them.",
        ),
        (
            [channel("ana")],
            [[]],
            "ana is on call now and has no plan that leads to an activated contact channel: nobody can page them.",
        ),
        ([channel("ana")], [[channel("ana")]], "ana can be paged by SLACK only: where that fails, by nothing."),
    ],
)
def test_who_cannot_be_paged_is_named_with_the_reason(channels, stages, said):
    turn = rotation("turn", "ana", "ben", start_at=NOW - HOUR)
    both = [channel("ben"), channel("ben", "EMAIL")]
    known = roster(
        schedule("shop", turn),
        a_person("ana", *stages),
        a_person("ben", both),
        rotations=[turn],
        channels=[*channels, *both],
    )
    assert told(known) == [said]


def test_nobody_is_on_call_in_a_rotation_that_no_schedule_has():
    spare = rotation("spare", "zoe")
    known = roster(SHOP, a_person("zoe"), rotations=[TEAM, spare])
    assert told(known) == ["zoe has no contact channel and cannot be paged."]


def test_who_is_on_call_later_is_told_from_when_on_and_who_never_is_without():
    known = roster(SHOP, a_person("cleo"), a_person("zoe"), rotations=[TEAM], channels=[channel("cleo", active=False)])
    assert told(known) == [
        "cleo is on call from 09 Mar 09:00 and has no activated contact channel: nobody can page them.",
        "zoe has no contact channel and cannot be paged.",
    ]


def test_of_whose_channels_the_reader_may_not_know_nothing_is_said():
    known = roster(SHOP, a_person("ben"), rotations=[TEAM])
    assert told(replace(known, channels={})) == []


def test_a_plan_whose_last_stage_pages_nobody_is_a_dead_end():
    both = [channel("ana"), channel("ana", "SMS")]
    ana, mute = a_person("ana", both), a_person("mute")
    for last in (["mute"], ["closed"], [], ["gone"]):
        plan = escalation("plan", ["ana"], last)
        known = roster(ana, mute, plan, schedule("closed"), channels=both)
        assert "The last stage of the escalation plan plan pages nobody: it ends sooner than it says." in told(
            replace(known, gone={arn("gone")})
        )
        nothing = escalation("plan", last)
        known = roster(ana, mute, nothing, schedule("closed"), channels=both)
        assert "The escalation plan plan pages nobody, in none of its stages." in told(
            replace(known, gone={arn("gone")})
        )
    assert "The escalation plan plan has no stage." in told(roster(escalation("plan")))


def test_a_stage_that_names_somebody_who_was_deleted_is_told_wherever_it_stands():
    both = [channel("ana"), channel("ana", "SMS")]
    plan = escalation("plan", ["gone"], ["ana"])
    known = replace(roster(a_person("ana", both), plan, channels=both), gone={arn("gone")})
    assert told(known) == ["Stage 1 of the escalation plan plan names gone, who exists no more."]


def test_a_plan_that_ends_with_somebody_whom_the_reader_may_not_see_is_none():
    assert told(roster(escalation("plan", ["hidden"]))) == []


def test_a_persons_own_plan_may_be_a_dead_end_too():
    ways = [channel("ana"), channel("ana", "SMS", active=False), channel("ana", "EMAIL")]
    ana = a_person("ana", [ways[0], ways[2]], [ways[1]])
    assert told(roster(ana, channels=ways)) == [
        "The last stage of the plan of ana leads to no activated contact channel."
    ]
    waits = replace(ana, stages=(*ana.stages[:1], Stage(lasts=5 * HOUR)))
    assert "leads to no activated" in told(roster(waits, channels=ways))[0]


def test_a_member_who_is_gone_is_named_beside_the_hole():
    known = replace(roster(SHOP, rotations=[TEAM]), gone={arn("ben")})
    assert told(known)[1] == "ben has turns in the rotation team and exists no more: nobody is paged in these turns."
    assert "whoever has the turn exists no more" in told(known)[0]


def test_who_has_left_a_rotation_and_covers_in_it_all_the_same_is_told_once():
    covers = [override(TEAM, NOW + DAY, NOW + DAY + HOUR, "dora"), override(TEAM, NOW + WEEK, NOW + 8 * DAY, "dora")]
    found = told(roster(SHOP, rotations=[TEAM], overrides=covers))
    assert [one for one in found if "dora" in one] == [
        "dora has left the rotation team and is on call in it by an override, from 03 Mar 12:00 to 03 Mar 13:00. "
        "If that is not meant, make another override for that time."
    ]


def test_too_many_nights_and_too_many_hours_are_overload():
    covers = [override(TEAM, NOW + number * WEEK, NOW + (number + 1) * WEEK, "ana") for number in (1, 2, 4, 5, 7, 8)]
    found = told(roster(SHOP, rotations=[TEAM], overrides=covers))
    assert found[0].startswith("ana is on call ")
    assert "nights in a row, from " in found[0]
    assert found[1].startswith("ana is on call in shop for ")
    assert "times the mean there." in found[1]


def test_a_hand_off_in_the_hour_that_is_left_out_is_told():
    spring = datetime(2026, 3, 2, tzinfo=UTC)
    early = Recurrence(daily=(time(2, 30),), multiplier=1, number_of_on_calls=1)
    turn = rotation("turn", "ana", "ben", recurrence=early, time_zone="Europe/Berlin")
    assert told(roster(schedule("shop", turn), rotations=[turn]), spring) == [
        "The clocks in Europe/Berlin are changed when turn hands over at 29 Mar 01:30: the time that was set is left "
        "out that night."
    ]
    autumn = datetime(2026, 9, 1, tzinfo=UTC)
    assert told(roster(schedule("shop", turn), rotations=[turn]), autumn) == [
        "The clocks in Europe/Berlin are changed when turn hands over at 25 Oct 00:30: that time comes twice, and the "
        "first counts."
    ]
    nine = rotation("nine", "ana", "ben", recurrence=DAILY, time_zone="Europe/Berlin")
    assert told(roster(schedule("shop", nine), rotations=[nine]), spring) == []


@given(rotations(), st.integers(0, 300))
def test_odd_hand_offs_are_those_whose_time_a_clock_shows_never_or_twice(drawn, days):
    """Against walls that are read minute by minute."""
    zone, clock = ZoneInfo(drawn.time_zone), wall(drawn.time_zone)
    start = drawn.start_at + days * DAY
    for odd in odd_hand_offs(drawn, start, start + 90 * DAY):
        assert start <= odd.at < start + 90 * DAY
        local = odd.at.astimezone(zone).replace(tzinfo=None)
        again = [
            minute
            for minute in range(clock.at(odd.at) - 300, clock.at(odd.at) + 301)
            if clock.moment(minute).astimezone(zone).replace(tzinfo=None) == local
        ]
        assert (len(again) == 2) == odd.comes_twice
        if odd.comes_twice:
            assert min(again) == clock.at(odd.at)


@pytest.mark.parametrize("zone", sorted(FIRST_YEARS))
def test_changes_of_the_clocks_are_found_to_the_minute(zone):
    start = datetime(FIRST_YEARS[zone], 1, 1, tzinfo=UTC)
    minutes = range(0, 366 * 24 * 60, 15)
    offsets = [(start + timedelta(minutes=one)).astimezone(ZoneInfo(zone)).utcoffset() for one in minutes]
    expected = [minutes[one] for one in range(1, len(offsets)) if offsets[one] != offsets[one - 1]]
    found = [(at - start) / timedelta(minutes=1) for at in changes(ZoneInfo(zone), start, start + 366 * DAY)]
    assert len(found) == len(expected)
    assert all(after - 15 < at < after + 1 for at, after in zip(found, expected, strict=True))


def test_every_kind_has_its_place():
    known = replace(roster(SHOP, schedule("bank"), a_person("mute"), rotations=[TEAM]), gone={arn("ben")})
    kinds = [one.kind for one in warnings(known, NOW)]
    assert kinds == sorted(kinds, key=KINDS.index)
    assert {one.kind for one in concerning(warnings(known, NOW), [arn("bank")])} == {"hole"}


def test_weekly_hand_offs_at_an_odd_hour_count_as_well():
    sundays = Recurrence(weekly=(WeeklyHandOff("SUN", time(2, 15)),), multiplier=1, number_of_on_calls=1)
    turn = rotation("turn", "ana", "ben", recurrence=sundays, time_zone="Europe/Berlin")
    [odd] = odd_hand_offs(turn, NOW, NOW + 90 * DAY)
    assert odd.at.astimezone(ZoneInfo("Europe/Berlin")).date() == date(2026, 3, 29)


def test_a_plan_that_ends_with_somebody_whose_channels_the_reader_may_not_know_is_none():
    known = roster(a_person("ana"), escalation("plan", ["ana"]))
    assert told(replace(known, channels={})) == []
