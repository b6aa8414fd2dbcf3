"""Overrides as their four operations show them, and those that are refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.listing import Window
from tests.operations.muster import ARNS, START, Muster
from tests.operations.refusals import refused
from tests.operations.test_rotations import DAILY, in_that_moment, rotation

HOUR = timedelta(hours=1)
ANA, BEN, CLEO = (ARNS.contact(alias) for alias in ("ana", "ben", "cleo"))


async def override(
    muster: Muster, rotation_arn: str, start: datetime = START, lasts: timedelta = HOUR, **members: Any
) -> str:
    """Have Ben cover; the id."""
    request = {"NewContactIds": [BEN], "StartTime": start, "EndTime": start + lasts, **members}
    answer = await muster.contacts("CreateRotationOverride", RotationId=rotation_arn, **request)
    return str(answer["RotationOverrideId"])


async def listed(muster: Muster, rotation_arn: str, start: datetime, end: datetime, **more: Any) -> list[str]:
    answer = await muster.contacts(
        "ListRotationOverrides", RotationId=rotation_arn, StartTime=start, EndTime=end, **more
    )
    return [row["RotationOverrideId"] for row in answer["RotationOverrides"]]


async def test_an_override_comes_back_as_it_was_given_with_when_it_was_made(muster):
    arn = await rotation(muster, "ana", "ben")
    muster.clock.advance(minutes=3)
    start = START + timedelta(days=400, milliseconds=250)
    id_ = await override(muster, arn, start, NewContactIds=[BEN, ANA])
    row = {
        "RotationOverrideId": id_,
        "NewContactIds": [BEN, ANA],
        "StartTime": start,
        "EndTime": start + HOUR,
        "CreateTime": START + timedelta(minutes=3),
    }
    asked = {"RotationId": arn, "RotationOverrideId": id_}
    assert await muster.contacts("GetRotationOverride", **asked) == {"RotationArn": arn, **row}
    span = {"StartTime": start, "EndTime": start + HOUR}
    assert await muster.contacts("ListRotationOverrides", RotationId=arn, **span) == {"RotationOverrides": [row]}


async def test_nobody_may_be_on_call_instead_and_it_may_have_been_yesterday(muster):
    arn = await rotation(muster, "ana", "ben")
    id_ = await override(muster, arn, START - timedelta(days=1), NewContactIds=[])
    kept = await muster.contacts("GetRotationOverride", RotationId=arn, RotationOverrideId=id_)
    assert kept["NewContactIds"] == []


async def test_whoever_is_named_twice_covers_once(muster):
    arn = await rotation(muster, "ana", "ben")
    id_ = await override(muster, arn, NewContactIds=[BEN, ANA, BEN])
    kept = await muster.contacts("GetRotationOverride", RotationId=arn, RotationOverrideId=id_)
    assert kept["NewContactIds"] == [BEN, ANA]


async def test_a_list_has_what_overlaps_the_range_in_order_of_start(muster):
    arn, other = await rotation(muster, "ana", "ben"), await rotation(muster, "ben")
    late = await override(muster, arn, START + 5 * HOUR)
    long = await override(muster, arn, START - 100 * HOUR, 200 * HOUR)
    early = await override(muster, arn, START)
    await override(muster, other, START)
    assert await listed(muster, arn, START - 2 * HOUR, START + 9 * HOUR) == [long, early, late]
    assert await listed(muster, arn, START + HOUR, START + 5 * HOUR) == [long], "what only touches is outside"
    just = timedelta(microseconds=1)
    assert await listed(muster, arn, START + HOUR - just, START + 5 * HOUR + just) == [long, early, late]
    assert await listed(muster, arn, START + 100 * HOUR, START + 101 * HOUR) == []


async def test_a_list_is_turned_page_by_page_while_others_are_made(muster):
    arn = await rotation(muster, "ana", "ben")
    made = [await override(muster, arn, START + number // 2 * HOUR) for number in range(5)]
    span = {"StartTime": START, "EndTime": START + 9 * HOUR}
    found: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = await muster.contacts("ListRotationOverrides", RotationId=arn, MaxResults=2, **span, **token)
        found += [row["RotationOverrideId"] for row in page["RotationOverrides"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
        await override(muster, arn, START - HOUR / 2)
    assert found == [*sorted(made[:2]), *sorted(made[2:4]), made[4]]


async def test_an_override_that_is_taken_back_is_gone(muster):
    arn, other = await rotation(muster, "ana", "ben"), await rotation(muster, "ana", "ben")
    id_ = await override(muster, arn)
    elsewhere = await refused(muster.contacts("GetRotationOverride", RotationId=other, RotationOverrideId=id_))
    assert elsewhere.members == {"ResourceId": id_, "ResourceType": "ROTATION_OVERRIDE"}
    assert await muster.contacts("DeleteRotationOverride", RotationId=arn, RotationOverrideId=id_) == {}
    assert await listed(muster, arn, START, START + HOUR) == []
    for operation in ("GetRotationOverride", "DeleteRotationOverride"):
        refusal = await refused(muster.contacts(operation, RotationId=arn, RotationOverrideId=id_))
        assert (refusal.code, refusal.members["ResourceType"]) == ("ResourceNotFoundException", "ROTATION_OVERRIDE")


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"NewContactIds": [ANA, CLEO]}, f"{CLEO} is not a member of the rotation primary"),
        ({"NewContactIds": [ARNS.contact("nobody")]}, "is not a member"),
        ({"EndTime": START}, "later than StartTime"),
        ({"EndTime": START - HOUR}, "later than StartTime"),
        ({"EndTime": START + timedelta(minutes=29, seconds=59)}, "30 minutes at least"),
        (
            {"StartTime": datetime.fromisoformat("0001-01-01T00:00:00Z")},
            "StartTime: give a time from 0002-01-01T00:00:00Z",
        ),
        ({"EndTime": datetime.fromisoformat("9999-12-31T00:00:00Z")}, "until 9999-12-01T00:00:00Z"),
    ],
)
async def test_a_cover_that_cannot_be_is_refused_in_words(muster, members, says):
    arn = await rotation(muster, "ana", "ben")
    await rotation(muster, "cleo")
    refusal = await refused(override(muster, arn, **members))
    assert refusal.code == "ValidationException"
    assert says in refusal.message
    assert await listed(muster, arn, START - 9 * HOUR, START + 9 * HOUR) == []


async def test_a_range_that_ends_before_it_begins_is_refused(muster):
    arn = await rotation(muster, "ana", "ben")
    refusal = await refused(listed(muster, arn, START, START))
    assert (refusal.code, refusal.members["Fields"][0]["Name"]) == ("ValidationException", "EndTime")


async def test_the_same_token_makes_one_override(muster):
    arn = await rotation(muster, "ana", "ben")
    ids = [await override(muster, arn, IdempotencyToken="once") for _ in range(2)]
    assert await listed(muster, arn, START, START + HOUR) == ids[:1] == ids[1:]


async def test_overrides_survive_a_change_of_their_rotation_and_go_with_it(muster):
    arn, other = await rotation(muster, "ana", "ben"), await rotation(muster, "ana", "ben")
    id_, untouched = await override(muster, arn), await override(muster, other)
    await muster.contacts("UpdateRotation", RotationId=arn, Recurrence=DAILY, ContactIds=[ANA])
    assert await listed(muster, arn, START, START + HOUR) == [id_]
    await muster.contacts("DeleteRotation", RotationId=arn)
    assert await muster.storage.rotation_overrides.get(arn, id_) is None
    assert await listed(muster, other, START, START + HOUR) == [untouched]


async def test_no_override_is_left_behind_by_a_rotation_that_is_deleted_in_that_moment(muster):
    arn, other = await rotation(muster, "ana", "ben"), await rotation(muster, "ana", "ben")
    in_that_moment(muster, lambda: muster.contacts("DeleteRotation", RotationId=arn))
    assert (await refused(override(muster, arn))).members["ResourceType"] == "ROTATION"
    in_that_moment(muster, lambda: override(muster, other))
    await muster.contacts("DeleteRotation", RotationId=other)
    for gone in (arn, other):
        span = (START - HOUR, START + 9 * HOUR, Window(9))
        assert (await muster.storage.rotation_overrides.overlapping(gone, *span)).items == ()


async def test_nobody_covers_who_leaves_the_rotation_in_that_moment(muster):
    arn = await rotation(muster, "ana", "ben")
    leaving = {"RotationId": arn, "Recurrence": DAILY, "ContactIds": [ANA]}
    in_that_moment(muster, lambda: muster.contacts("UpdateRotation", **leaving))
    assert "is not a member" in (await refused(override(muster, arn))).message
