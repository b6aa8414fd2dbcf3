"""What may a rotation and an override of it be, and does a recurrence survive being read and written?"""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.rotation_overrides import fitness as override_fitness
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.fitness import refuse_misshapen, refuse_unfit, refuse_unfit_members
from core.rotations.members import described, updated, written
from core.rotations.rotation import Coverage, DayCoverage, MonthlyHandOff, Recurrence, WeeklyHandOff
from core.rotations.zones import known_zones, nearest
from tests.rules.plans import arn, person, plan
from tests.rules.rotations import MADE, recurrences, rotation

HALF_AN_HOUR = timedelta(minutes=30)
moments = st.integers(-(10**15), 4 * 10**15).map(lambda count: MADE + timedelta(microseconds=count))
NINE = {"HourOfDay": 9, "MinuteOfHour": 0}


def a_request(recurrence: dict[str, Any], **members: Any) -> Any:
    return {"Name": "n", "ContactIds": [arn("ana")], "TimeZoneId": "UTC", "Recurrence": recurrence, **members}


@given(recurrences, st.none() | moments, st.lists(st.sampled_from([arn("ana"), arn("ben")]), min_size=1, max_size=30))
def test_whatever_recurrence_is_accepted_is_written_as_it_was_read(recurrence, start_at, contacts):
    given_start = {} if start_at is None else {"StartTime": start_at}
    request = a_request(recurrence, ContactIds=contacts, **given_start)
    refuse_misshapen(recurrence)
    made = described("arn", request, MADE)
    refuse_unfit(made)
    assert written(made) == {"RotationArn": "arn", **request}
    assert list(written(made)["Recurrence"].get("ShiftCoverages", {})) == list(recurrence.get("ShiftCoverages", {}))


@given(recurrences, recurrences)
def test_a_new_recurrence_leaves_nothing_of_the_old_one(old, new):
    made = described("arn", a_request(old), MADE)
    assert written(updated(made, {"RotationId": "arn", "Recurrence": new})) == written(
        described("arn", a_request(new), MADE)
    )


def test_lists_without_an_entry_say_as_little_as_absent_ones():
    empty = {"DailySettings": [NINE], "WeeklySettings": [], "MonthlySettings": [], "ShiftCoverages": {}}
    made = described("arn", a_request({**empty, "NumberOfOnCalls": 1, "RecurrenceMultiplier": 1}), MADE)
    refuse_unfit(made)
    assert written(made)["Recurrence"] == {"DailySettings": [NINE], "NumberOfOnCalls": 1, "RecurrenceMultiplier": 1}


def test_what_an_update_does_not_name_stays():
    made = rotation(start_at=MADE)
    recurrence = {"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, "DailySettings": [NINE]}
    assert updated(made, {"RotationId": "arn", "Recurrence": recurrence}) == made
    moved = updated(
        made,
        {
            "RotationId": "arn",
            "Recurrence": recurrence,
            "ContactIds": [arn("ben")],
            "StartTime": MADE + timedelta(days=2000),
            "TimeZoneId": "UTC",
        },
    )
    assert (moved.contact_arns, moved.start_at, moved.time_zone) == ((arn("ben"),), MADE + timedelta(days=2000), "UTC")


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (time(9), time(17), 8),
        (time(22), time(6), 8),
        (time(9), time(9), 24),
        (time(0), time(0), 24),
        (time(0, 1), time(0), 24 - 1 / 60),
        (time(23, 30), time(0), 0.5),
    ],
)
def test_a_coverage_that_ends_no_later_than_it_starts_ends_on_the_next_day(start, end, hours):
    assert Coverage(start, end).lasts == timedelta(hours=hours)


def recurring(**members: Any) -> Recurrence:
    return Recurrence(**{"multiplier": 1, "number_of_on_calls": 1, **members})


AT_NINE = time(9)
WEEKLY, MONTHLY = (WeeklyHandOff("MON", AT_NINE),), (MonthlyHandOff(31, AT_NINE),)


def covering(start: time, end: time) -> Recurrence:
    day = DayCoverage("SUN", (Coverage(AT_NINE, AT_NINE), Coverage(start, end)))
    return recurring(daily=(AT_NINE,), shift_coverages=(day,))


@pytest.mark.parametrize(
    ("recurrence", "says"),
    [
        (recurring(), "exactly one of DailySettings, WeeklySettings, MonthlySettings; this one has none of them"),
        (recurring(daily=(AT_NINE,), weekly=WEEKLY), "DailySettings and WeeklySettings"),
        (recurring(weekly=WEEKLY, monthly=MONTHLY), "WeeklySettings and MonthlySettings"),
        (covering(time(9), time(9, 29)), "Recurrence.ShiftCoverages.SUN.2.member: a coverage lasts 30 minutes"),
        (covering(time(23, 45), time(0, 14)), "this one 29"),
    ],
)
def test_a_recurrence_that_cannot_be_is_refused_in_words(recurrence, says):
    with pytest.raises(Refusal) as caught:
        refuse_unfit(rotation(recurrence=recurrence))
    assert caught.value.code == "ValidationException"
    assert says in caught.value.message


@pytest.mark.parametrize("window", [{}, {"Start": NINE}, {"End": NINE}])
def test_half_a_coverage_is_refused(window):
    settings: Any = {"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, "ShiftCoverages": {"TUE": [window]}}
    with pytest.raises(Refusal, match=r"Recurrence.ShiftCoverages.TUE.1.member: give both Start and End"):
        refuse_misshapen(settings)


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Asia/Seoul", "Australia/Lord_Howe", "Etc/GMT+5"])
def test_a_zone_of_the_database_is_taken(zone):
    refuse_unfit(rotation(time_zone=zone))


@pytest.mark.parametrize(
    ("zone", "meant"),
    [
        ("PST", "America/Los_Angeles"),
        ("EST", "America/Los_Angeles"),
        ("CEST", "Asia/Seoul"),
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("../UTC", ""),
        ("/etc/localtime", ""),
        ("localtime", ""),
        ("Factory", ""),
        ("UTC ", "UTC"),
        (".", ""),
    ],
)
def test_any_other_zone_is_refused_with_one_that_may_be_meant(zone, meant):
    with pytest.raises(Refusal) as caught:
        refuse_unfit(rotation(time_zone=zone))
    assert caught.value.members["Fields"][0]["Name"] == "TimeZoneId"
    assert meant in caught.value.message


def test_every_zone_that_is_suggested_exists():
    assert nearest("Kolkata") == ["Asia/Kolkata"]
    assert all(zone in known_zones() for word in ("york", "Lord Howe", "sidney", "GMT") for zone in nearest(word))


def test_members_are_people_that_exist():
    ana, ops = person("ana"), plan()
    refuse_unfit_members([ana.arn, ana.arn], {ana.arn: ana})
    with pytest.raises(Refusal) as unknown:
        refuse_unfit_members([ana.arn, arn("nobody")], {ana.arn: ana})
    assert unknown.value.code == "ResourceNotFoundException"
    assert unknown.value.members["ResourceId"] == arn("nobody")
    with pytest.raises(Refusal, match="only PERSONAL contacts can be on call in turn") as unfit:
        refuse_unfit_members([ops.arn], {ops.arn: ops})
    assert unfit.value.code == "ValidationException"


def an_override(lasts: timedelta, *aliases: str) -> RotationOverride:
    return RotationOverride(
        id="x",
        rotation_arn="y",
        starts_at=MADE,
        ends_at=MADE + lasts,
        contact_arns=tuple(arn(alias) for alias in aliases),
        created_at=MADE,
    )


@given(st.timedeltas(min_value=timedelta(days=-1), max_value=timedelta(days=400)), st.sets(st.sampled_from("abcd")))
def test_an_override_lasts_half_an_hour_and_is_of_members(lasts, aliases):
    of = rotation(contact_arns=tuple(arn(alias) for alias in "abc"))
    may_be = lasts >= HALF_AN_HOUR and "d" not in aliases
    try:
        override_fitness.refuse_unfit(an_override(lasts, *aliases), of)
    except Refusal as refusal:
        assert not may_be
        assert refusal.code == "ValidationException"
        if "d" not in aliases:
            assert ("30 minutes" in refusal.message) == (lasts > timedelta())
    else:
        assert may_be


def test_exactly_half_an_hour_is_enough():
    override_fitness.refuse_unfit(an_override(HALF_AN_HOUR), rotation())
    with pytest.raises(Refusal, match="30 minutes at least"):
        override_fitness.refuse_unfit(an_override(HALF_AN_HOUR - timedelta(microseconds=1)), rotation())


def test_who_is_no_member_is_named_with_what_to_do():
    with pytest.raises(Refusal) as caught:
        override_fitness.refuse_unfit(an_override(HALF_AN_HOUR, "ana", "cleo"), rotation())
    assert arn("cleo") in caught.value.message
    assert arn("ana") not in caught.value.message
    assert "update-rotation" in caught.value.message
