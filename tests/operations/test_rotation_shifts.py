"""Shifts as the two lists show them: of a rotation that is stored, and of one that is only thought of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.operations.muster import ARNS, START, Muster
from tests.operations.refusals import refused
from tests.operations.test_rotation_overrides import override
from tests.operations.test_rotations import DAILY, NINE, NOWHERE, rotation

ANA, BEN, CLEO = (ARNS.contact(alias) for alias in ("ana", "ben", "cleo"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = START - timedelta(hours=3)
"""Nine o'clock in UTC, before Muster's clock begins at noon."""
UTC_DAILY = {"TimeZoneId": "UTC", "Recurrence": DAILY, "StartTime": FIRST}


async def shifts(muster: Muster, arn: str, **asked: Any) -> list[dict[str, Any]]:
    return list((await muster.contacts("ListRotationShifts", RotationId=arn, **asked))["RotationShifts"])


async def preview(muster: Muster, **asked: Any) -> list[dict[str, Any]]:
    request = {"Members": [ANA, BEN], "TimeZoneId": "UTC", "Recurrence": DAILY, "EndTime": START + DAY, **asked}
    return list((await muster.contacts("ListPreviewRotationShifts", **request))["RotationShifts"])


def regular(start: datetime, end: datetime, *people: str) -> dict[str, Any]:
    return {"StartTime": start, "EndTime": end, "ContactIds": list(people), "Type": "REGULAR"}


def covered(start: datetime, end: datetime, *people: str, instead_of: list[str]) -> dict[str, Any]:
    details = {"OverriddenContactIds": instead_of}
    return {**regular(start, end, *people), "Type": "OVERRIDDEN", "ShiftDetails": details}


async def test_from_now_on_the_shift_that_is_running_comes_first_and_whole(muster):
    arn = await rotation(muster, "ana", "ben", **UTC_DAILY)
    assert await shifts(muster, arn, EndTime=START + DAY) == [
        regular(FIRST, FIRST + DAY, ANA),
        regular(FIRST + DAY, FIRST + 2 * DAY, BEN),
    ]


async def test_an_override_shows_whom_it_replaces_until_it_is_deleted(muster):
    arn = await rotation(muster, "ana", "ben", **UTC_DAILY)
    before = await shifts(muster, arn, EndTime=START + HOUR)
    id_ = await override(muster, arn, START, HOUR)
    assert await shifts(muster, arn, StartTime=FIRST, EndTime=FIRST + DAY) == [
        regular(FIRST, START, ANA),
        covered(START, START + HOUR, BEN, instead_of=[ANA]),
        regular(START + HOUR, FIRST + DAY, ANA),
    ]
    await muster.contacts("DeleteRotationOverride", RotationId=arn, RotationOverrideId=id_)
    assert await shifts(muster, arn, EndTime=START + HOUR) == before


async def test_shifts_at_the_edges_are_whole_whatever_overrides_lie_beyond(muster):
    arn = await rotation(muster, "ana", "ben", **UTC_DAILY)
    await override(muster, arn, FIRST, HOUR)
    await override(muster, arn, FIRST + 20 * HOUR, HOUR)
    assert await shifts(muster, arn, EndTime=START + HOUR) == [regular(FIRST + HOUR, FIRST + 20 * HOUR, ANA)]


async def test_pages_go_on_with_the_next_shift_wherever_a_page_ends(muster):
    arn = await rotation(muster, "ana", "ben", "cleo", **UTC_DAILY)
    await override(muster, arn, FIRST + 30 * HOUR, 2 * DAY)
    asked = {"StartTime": FIRST, "EndTime": FIRST + 20 * DAY}
    whole = await shifts(muster, arn, **asked)
    assert len(whole) == 22
    for size in (1, 3, 22):
        found, more = [], {}
        while True:
            answer = await muster.contacts("ListRotationShifts", RotationId=arn, MaxResults=size, **asked, **more)
            assert 0 < len(answer["RotationShifts"]) <= size
            found += answer["RotationShifts"]
            if "NextToken" not in answer:
                break
            more = {"NextToken": answer["NextToken"]}
        assert found == whole


async def test_pages_without_a_start_go_on_although_time_does(muster):
    arn = await rotation(muster, "ana", "ben", **UTC_DAILY)
    asked = {"RotationId": arn, "EndTime": START + DAY, "MaxResults": 1}
    first = await muster.contacts("ListRotationShifts", **asked)
    muster.clock.advance(hours=22)
    second = await muster.contacts("ListRotationShifts", **asked, NextToken=first["NextToken"])
    assert second == {"RotationShifts": [regular(FIRST + DAY, FIRST + 2 * DAY, BEN)]}


async def test_before_a_rotation_starts_there_are_no_shifts(muster):
    arn = await rotation(muster, "ana", **{**UTC_DAILY, "StartTime": START + 9 * DAY})
    assert await shifts(muster, arn, EndTime=START + DAY) == []


async def test_the_last_years_of_the_calendar_can_be_asked_for(muster):
    arn = await rotation(muster, "ana", **{**UTC_DAILY, "StartTime": datetime.fromisoformat("0001-01-01T00:00:00Z")})
    far = {"StartTime": datetime.fromisoformat("9999-11-29T12:00:00Z")}
    assert len(await shifts(muster, arn, **far, EndTime=datetime.fromisoformat("9999-12-31T23:59:59Z"))) < 100
    assert await shifts(muster, arn, StartTime=START - 99999 * DAY, EndTime=START - 99998 * DAY)


@pytest.mark.parametrize(
    ("year", "wrong"), [("0001-01-%sT00:00:00Z", "EndTime"), ("9999-12-%sT00:00:00Z", "StartTime")]
)
async def test_where_no_shift_can_be_told_any_more_that_is_said(muster, year, wrong):
    span = {"StartTime": datetime.fromisoformat(year % "01"), "EndTime": datetime.fromisoformat(year % "03")}
    arn = await rotation(muster, "ana", **UTC_DAILY)
    for refusal in (await refused(shifts(muster, arn, **span)), await refused(preview(muster, **span))):
        assert (refusal.code, refusal.members["Fields"][0]["Name"]) == ("ValidationException", wrong)
        assert "from 0002-01-01T00:00:00Z until 9999-12-01T00:00:00Z" in refusal.message


@pytest.mark.parametrize("end", [START, START - DAY])
async def test_an_end_that_is_not_after_the_start_is_refused(muster, end):
    arn = await rotation(muster, "ana")
    start = "StartTime, which is 2026-03-01T12:00:00Z"
    for refusal, than in (
        (await refused(shifts(muster, arn, EndTime=end)), "now"),
        (await refused(shifts(muster, arn, StartTime=START, EndTime=end)), start),
        (await refused(preview(muster, EndTime=end)), "now"),
        (await refused(preview(muster, EndTime=end, RotationStartTime=START)), f"Rotation{start}"),
    ):
        assert (refusal.code, refusal.members["Fields"][0]["Name"]) == ("ValidationException", "EndTime")
        assert f"later than {than}." in refusal.message


async def test_an_unknown_rotation_has_no_shifts(muster):
    refusal = await refused(shifts(muster, NOWHERE, EndTime=START + DAY))
    assert (refusal.code, refusal.members["ResourceType"]) == ("ResourceNotFoundException", "ROTATION")


async def test_a_preview_shows_what_the_rotation_will_show_once_it_is_made(muster):
    arn = await rotation(muster, "ana", "ben", **UTC_DAILY)
    await override(muster, arn, START, HOUR)
    made = await shifts(muster, arn, StartTime=FIRST, EndTime=START + 5 * DAY)
    overrides = [{"NewMembers": [BEN], "StartTime": START, "EndTime": START + HOUR}]
    assert made == await preview(muster, RotationStartTime=FIRST, EndTime=START + 5 * DAY, Overrides=overrides)


async def test_a_preview_begins_now_unless_it_says_when(muster):
    assert await preview(muster, EndTime=START + HOUR) == [regular(START, FIRST + DAY, ANA)]
    later = {"RotationStartTime": START + DAY, "EndTime": START + DAY + HOUR}
    assert await preview(muster, **later) == [regular(START + DAY, FIRST + 2 * DAY, ANA)]
    part = {"RotationStartTime": FIRST, "StartTime": START + 2 * DAY, "EndTime": START + 2 * DAY + HOUR}
    assert await preview(muster, **part) == [regular(FIRST + 2 * DAY, FIRST + 3 * DAY, ANA)]


async def test_whoever_is_named_twice_in_a_previewed_override_is_on_call_once(muster):
    overrides = [{"NewMembers": [BEN, ANA, BEN], "StartTime": START, "EndTime": START + HOUR}]
    [first, *_] = await preview(muster, Overrides=overrides)
    assert first["ContactIds"] == [BEN, ANA]


async def test_of_previewed_overrides_that_overlap_the_last_one_holds(muster):
    span = {"StartTime": START, "EndTime": START + HOUR}
    overrides = [{"NewMembers": [ANA], **span}, {"NewMembers": [BEN], **span}]
    [first, *_] = await preview(muster, Overrides=overrides)
    assert first["ContactIds"] == [BEN]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"TimeZoneId": "Berlin"}, "Europe/Berlin"),
        ({"Recurrence": {**DAILY, "WeeklySettings": [{"DayOfWeek": "MON", "HandOffTime": NINE}]}}, "exactly one of"),
        ({"Recurrence": {"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1}}, "exactly one of"),
        ({"Overrides": [{"NewMembers": [ANA], "StartTime": START}]}, "both StartTime and EndTime"),
        ({"Overrides": [{"NewMembers": [CLEO], "StartTime": START, "EndTime": START + HOUR}]}, "not among the Members"),
        ({"Overrides": [{"StartTime": START, "EndTime": START + HOUR / 6}]}, "30 minutes"),
        ({"Overrides": [{"StartTime": START, "EndTime": START - HOUR}]}, "later than StartTime"),
    ],
)
async def test_a_preview_of_what_could_not_be_made_is_refused(muster, changes, told):
    refusal = await refused(preview(muster, **changes))
    assert refusal.code == "ValidationException"
    assert told in refusal.message


async def test_a_hand_off_at_25_hours_is_refused(muster):
    at_25 = {**DAILY, "DailySettings": [{"HourOfDay": 25, "MinuteOfHour": 0}]}
    for call in (preview(muster, Recurrence=at_25), rotation(muster, Recurrence=at_25)):
        assert (
            "HourOfDay' failed to satisfy constraint: Member must have value less than or equal to 23"
            in (await refused(call)).message
        )
