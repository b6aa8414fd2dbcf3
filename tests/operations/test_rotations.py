"""Rotations as their five operations show them, in the schedules that name them, and those that are refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from core.work import Change, Save
from tests.operations.muster import ARNS, START, Muster
from tests.operations.refusals import refused
from tests.operations.test_contacts import person
from tests.rules.rotations import recurrences

NINE = {"HourOfDay": 9, "MinuteOfHour": 0}
HALF_PAST_FIVE = {"HourOfDay": 17, "MinuteOfHour": 30}
DAILY = {"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, "DailySettings": [NINE]}
NOWHERE = ARNS.rotation("0a1b2c3d-1111-4222-8333-444455556666")


def daily(at: datetime) -> dict[str, Any]:
    return {**DAILY, "DailySettings": [{"HourOfDay": at.hour, "MinuteOfHour": at.minute}]}


def monthly(*days: int) -> dict[str, Any]:
    each = [{"DayOfMonth": day, "HandOffTime": NINE} for day in days]
    return {"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1, "MonthlySettings": each}


async def rotation(muster: Muster, *aliases: str, **members: Any) -> str:
    """Make a rotation of these people, whom it makes if need be; its ARN."""
    for alias in aliases or ("ana",):
        if await muster.storage.contacts.get(ARNS.contact(alias)) is None:
            await person(muster, alias)
    request = {
        "Name": "primary",
        "ContactIds": [ARNS.contact(alias) for alias in aliases or ("ana",)],
        "TimeZoneId": "America/New_York",
        "Recurrence": DAILY,
        **members,
    }
    return str((await muster.contacts("CreateRotation", **request))["RotationArn"])


async def schedule(muster: Muster, alias: str, *rotations: str) -> str:
    return await person(muster, alias, Type="ONCALL_SCHEDULE", Plan={"RotationIds": list(rotations)})


async def read(muster: Muster, arn: str) -> dict[str, Any]:
    return dict(await muster.contacts("GetRotation", RotationId=arn))


async def rotations_of(muster: Muster, schedule_arn: str) -> list[str]:
    return list((await muster.contacts("GetContact", ContactId=schedule_arn))["Plan"].get("RotationIds", []))


async def names(muster: Muster, **asked: Any) -> list[str]:
    return [row["Name"] for row in (await muster.contacts("ListRotations", **asked))["Rotations"]]


def in_that_moment(muster: Muster, meanwhile: Callable[[], Awaitable[object]]) -> None:
    """Let this happen when the next call has decided, and before anything of it is stored."""
    store = muster.storage.store
    commit = store.commit

    async def late(changes: list[Change]) -> None:
        store.commit = commit  # type: ignore[method-assign]
        await meanwhile()
        await commit(changes)

    store.commit = late  # type: ignore[method-assign]


async def test_a_rotation_comes_back_as_it_was_given(muster):
    recurrence = {
        "NumberOfOnCalls": 2,
        "RecurrenceMultiplier": 3,
        "WeeklySettings": [
            {"DayOfWeek": "WED", "HandOffTime": HALF_PAST_FIVE},
            {"DayOfWeek": "FRI", "HandOffTime": NINE},
            {"DayOfWeek": "MON", "HandOffTime": NINE},
        ],
        "ShiftCoverages": {
            "TUE": [{"Start": HALF_PAST_FIVE, "End": NINE}, {"Start": NINE, "End": HALF_PAST_FIVE}],
            "MON": [{"Start": NINE, "End": NINE}],
        },
    }
    at = START + timedelta(days=800, seconds=7, milliseconds=125)
    arn = await rotation(muster, "cleo", "ana", "ben", Recurrence=recurrence, StartTime=at)
    assert arn.startswith("arn:aws:ssm-contacts:us-east-1:111122223333:rotation/")
    assert await read(muster, arn) == {
        "RotationArn": arn,
        "Name": "primary",
        "ContactIds": [ARNS.contact("cleo"), ARNS.contact("ana"), ARNS.contact("ben")],
        "StartTime": at,
        "TimeZoneId": "America/New_York",
        "Recurrence": recurrence,
    }


@given(recurrences)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])  # one Muster does for all
async def test_whatever_recurrence_is_made_or_put_in_the_place_of_another_reads_back_the_same(muster, recurrence):
    made = await rotation(muster, Recurrence=recurrence)
    changed = await rotation(muster)
    await muster.contacts("UpdateRotation", RotationId=changed, Recurrence=recurrence)
    for arn in (made, changed):
        assert (await read(muster, arn))["Recurrence"] == recurrence


async def test_a_start_that_was_not_given_is_not_made_up(muster):
    arn = await rotation(muster)
    assert "StartTime" not in await read(muster, arn)
    [row] = (await muster.contacts("ListRotations"))["Rotations"]
    assert row == await read(muster, arn)


async def test_settings_stay_in_the_order_of_the_request(muster):
    arn = await rotation(muster, Recurrence=monthly(20, 13, 31))
    assert [one["DayOfMonth"] for one in (await read(muster, arn))["Recurrence"]["MonthlySettings"]] == [20, 13, 31]


async def test_thirty_may_take_turns_and_somebody_two_of_them(muster):
    people = [f"p{number}" for number in range(29)]
    arn = await rotation(muster, *people, "p0")
    assert (await read(muster, arn))["ContactIds"] == [ARNS.contact(alias) for alias in [*people, "p0"]]
    assert len((await muster.contacts("ListRotations"))["Rotations"][0]["ContactIds"]) == 30


async def test_an_update_replaces_the_recurrence_and_leaves_what_it_does_not_name(muster):
    arn = await rotation(muster, "ana", "ben", Recurrence=monthly(1), StartTime=START)
    await muster.contacts("UpdateRotation", RotationId=arn, Recurrence=DAILY)
    before = await read(muster, arn)
    assert before["Recurrence"] == DAILY
    assert (before["StartTime"], before["TimeZoneId"], len(before["ContactIds"])) == (START, "America/New_York", 2)
    later = START + timedelta(days=1500)
    changes = {"ContactIds": [ARNS.contact("ben")], "StartTime": later, "TimeZoneId": "Asia/Kolkata"}
    await muster.contacts("UpdateRotation", RotationId=arn, Recurrence=DAILY, **changes)
    assert await read(muster, arn) == {**before, **changes}


async def test_a_name_may_be_taken_again_and_a_list_is_in_the_order_of_making(muster):
    for name in ("prod-b", "test", "prod-a", "prod-b", "Prod"):
        await rotation(muster, Name=name)
        muster.clock.advance(seconds=1)
    assert await names(muster) == ["prod-b", "test", "prod-a", "prod-b", "Prod"]
    assert await names(muster, RotationNamePrefix="prod") == ["prod-b", "prod-a", "prod-b"]
    assert await names(muster, RotationNamePrefix="prod_") == []
    first = await muster.contacts("ListRotations", RotationNamePrefix="prod", MaxResults=2)
    rest = await names(muster, RotationNamePrefix="prod", MaxResults=2, NextToken=first["NextToken"])
    assert [row["Name"] for row in first["Rotations"]] + rest == ["prod-b", "prod-a", "prod-b"]


async def test_the_same_token_makes_one_rotation(muster):
    assert await rotation(muster, IdempotencyToken="once") == await rotation(muster, IdempotencyToken="once")
    assert await names(muster) == ["primary"]
    refusal = await refused(rotation(muster, IdempotencyToken="once", Name="other"))
    assert refusal.code == "ValidationException"


async def test_tags_come_along_and_can_be_changed(muster):
    arn = await rotation(muster, Tags=[{"Key": "team", "Value": "payments"}])
    await muster.contacts("TagResource", ResourceARN=arn, Tags=[{"Key": "tier", "Value": "1"}])
    await muster.contacts("UpdateRotation", RotationId=arn, Recurrence=monthly(3))
    await muster.contacts("UntagResource", ResourceARN=arn, TagKeys=["team"])
    assert (await muster.contacts("ListTagsForResource", ResourceARN=arn))["Tags"] == [{"Key": "tier", "Value": "1"}]
    refusal = await refused(muster.contacts("ListTagsForResource", ResourceARN=NOWHERE))
    assert (refusal.code, refusal.members["ResourceType"]) == ("ResourceNotFoundException", "ROTATION")


@pytest.mark.parametrize(
    ("members", "code", "says"),
    [
        ({"ContactIds": [ARNS.contact("nobody")]}, "ResourceNotFoundException", "contact/nobody"),
        ({"ContactIds": [ARNS.contact("ops")]}, "ValidationException", "only PERSONAL contacts"),
        ({"TimeZoneId": "Mars/Olympus"}, "ValidationException", "IANA name"),
        ({"Recurrence": {**DAILY, **monthly(1)}}, "ValidationException", "exactly one of"),
        (
            {"Recurrence": {**DAILY, "ShiftCoverages": {"MON": [{"Start": NINE}]}}},
            "ValidationException",
            "both Start and End",
        ),
        (
            {"Recurrence": {**DAILY, "DailySettings": [{"HourOfDay": 25, "MinuteOfHour": 0}]}},
            "ValidationException",
            "less than or equal to 23",
        ),
        (
            {"Recurrence": {**DAILY, "DailySettings": [{"HourOfDay": 0, "MinuteOfHour": 60}]}},
            "ValidationException",
            "less than or equal to 59",
        ),
    ],
)
async def test_what_nobody_can_take_turns_by_is_refused_and_changes_nothing(muster, members, code, says):
    await person(muster, "ops", Type="ESCALATION")
    refusal = await refused(rotation(muster, **members))
    assert (refusal.code, says in refusal.message) == (code, True), refusal.message
    assert await names(muster) == []
    arn = await rotation(muster)
    before = await read(muster, arn)
    changed = {"Recurrence": DAILY, **members}
    assert (await refused(muster.contacts("UpdateRotation", RotationId=arn, **changed))).code == code
    assert await read(muster, arn) == before


async def test_what_is_gone_is_not_found(muster):
    arn = await rotation(muster)
    await muster.contacts("DeleteRotation", RotationId=arn)
    for operation, more in (
        ("GetRotation", {}),
        ("DeleteRotation", {}),
        ("UpdateRotation", {"Recurrence": DAILY}),
        ("CreateRotationOverride", {"NewContactIds": [], "StartTime": START, "EndTime": START + timedelta(hours=1)}),
        ("ListRotationOverrides", {"StartTime": START, "EndTime": START + timedelta(hours=1)}),
        ("GetRotationOverride", {"RotationOverrideId": "0a1b2c3d-1111-4222-8333-444455556666"}),
        ("DeleteRotationOverride", {"RotationOverrideId": "0a1b2c3d-1111-4222-8333-444455556666"}),
    ):
        refusal = await refused(muster.contacts(operation, RotationId=arn, **more))
        assert (refusal.code, refusal.members) == (
            "ResourceNotFoundException",
            {"ResourceId": arn, "ResourceType": "ROTATION"},
        )


async def test_whoever_is_in_a_rotation_is_not_deleted_before_it(muster):
    primary = await rotation(muster, "ana", "ben", Name="primary")
    muster.clock.advance(seconds=1)
    backup = await rotation(muster, "ben", "ana", Name="backup")
    ana = ARNS.contact("ana")
    refusal = await refused(muster.contacts("DeleteContact", ContactId=ana))
    assert refusal.code == "ConflictException"
    assert "primary" in refusal.message
    assert refusal.members == {
        "ResourceId": ana,
        "ResourceType": "CONTACT",
        "DependentEntities": [{"RelationType": "ROTATION", "DependentResourceIds": [primary, backup]}],
    }
    await muster.contacts("UpdateRotation", RotationId=primary, Recurrence=DAILY, ContactIds=[ARNS.contact("ben")])
    refusal = await refused(muster.contacts("DeleteContact", ContactId=ana))
    assert refusal.members["DependentEntities"][0]["DependentResourceIds"] == [backup]
    await muster.contacts("DeleteRotation", RotationId=backup)
    assert await muster.contacts("DeleteContact", ContactId=ana) == {}


async def test_all_rotations_are_named_that_somebody_has_to_be_taken_out_of(muster):
    arns = []
    for number in range(1, 10):
        arns.append(await rotation(muster, "ana", "ben", Name=f"turns-{number}"))
        muster.clock.advance(seconds=1)
    told = (await refused(muster.contacts("DeleteContact", ContactId=ARNS.contact("ana")))).message
    assert [arn in told for arn in arns] == [True] * 8 + [False]
    assert f"the rotations turns-1 ({arns[0]}), turns-2 ({arns[1]}), " in told
    assert f"turns-8 ({arns[7]}) and 1 more. Take them out with" in told
    await muster.contacts("DeleteRotation", RotationId=arns[8])
    told = (await refused(muster.contacts("DeleteContact", ContactId=ARNS.contact("ana")))).message
    assert f", turns-7 ({arns[6]}) and turns-8 ({arns[7]}). Take them out with" in told


async def test_nobody_is_deleted_in_the_moment_in_which_they_join_a_rotation(muster):
    ana, ben = await person(muster, "ana"), await person(muster, "ben")
    in_that_moment(muster, lambda: rotation(muster, "ana"))
    assert (await refused(muster.contacts("DeleteContact", ContactId=ana))).code == "ConflictException"
    in_that_moment(muster, lambda: muster.contacts("DeleteContact", ContactId=ben))
    refusal = await refused(rotation(muster, "ana", "ben"))
    assert (refusal.code, refusal.members["ResourceId"]) == ("ResourceNotFoundException", ben)


async def test_a_schedule_keeps_its_rotations_in_their_order_until_others_take_their_place(muster):
    one, two, three = [await rotation(muster, Name=name) for name in ("one", "two", "three")]
    on_call = await schedule(muster, "on-call", three, one)
    assert await muster.contacts("GetContact", ContactId=on_call) == {
        "ContactArn": on_call,
        "Alias": "on-call",
        "Type": "ONCALL_SCHEDULE",
        "Plan": {"Stages": [], "RotationIds": [three, one]},
    }
    await muster.contacts("UpdateContact", ContactId=on_call, DisplayName="On call")
    assert await rotations_of(muster, on_call) == [three, one]
    await muster.contacts("UpdateContact", ContactId=on_call, Plan={"RotationIds": [two]})
    assert await rotations_of(muster, on_call) == [two]
    await muster.contacts("UpdateContact", ContactId=on_call, Plan={"RotationIds": []})
    assert await rotations_of(muster, on_call) == []


async def test_a_schedule_has_eight_rotations_at_most_and_none_that_does_not_exist(muster):
    nine = [await rotation(muster) for _ in range(9)]
    assert len(await rotations_of(muster, await schedule(muster, "eight", *nine[:8]))) == 8
    assert "8 rotations at most, this one 9" in (await refused(schedule(muster, "nine", *nine))).message
    refusal = await refused(schedule(muster, "none", nine[0], NOWHERE))
    assert (refusal.code, NOWHERE in refusal.message) == ("ValidationException", True)
    assert (
        "ONCALL_SCHEDULE contacts only"
        in (await refused(person(muster, "cleo", Plan={"Stages": [], "RotationIds": nine[:1]}))).message
    )


async def test_what_was_read_of_a_rotation_or_schedule_can_be_given_back_although_somebody_is_gone(muster):
    arn = await rotation(muster, "ana", "ben")
    on_call = await schedule(muster, "on-call", arn)
    # As they arrive from AWS, which keeps what nobody has.
    gone, nowhere = ARNS.contact("gone"), ARNS.rotation("gone")
    stored = await muster.storage.rotations.get(arn)
    await muster.keep(
        replace(stored, contact_arns=(*stored.contact_arns, gone)),
        replace(await muster.storage.contacts.get(on_call), rotation_arns=(arn, nowhere)),
    )
    given_back = {"RotationId": arn, "Recurrence": DAILY, "ContactIds": [gone, ARNS.contact("ben")]}
    await muster.contacts("UpdateRotation", **given_back)
    assert (await read(muster, arn))["ContactIds"] == given_back["ContactIds"]
    refusal = await refused(
        muster.contacts("UpdateRotation", **{**given_back, "ContactIds": [gone, ARNS.contact("nobody")]})
    )
    assert (refusal.code, refusal.members["ResourceId"]) == ("ResourceNotFoundException", ARNS.contact("nobody"))
    await muster.contacts("UpdateContact", ContactId=on_call, Plan={"RotationIds": [nowhere, arn]})
    assert await rotations_of(muster, on_call) == [nowhere, arn]
    refusal = await refused(muster.contacts("UpdateContact", ContactId=on_call, Plan={"RotationIds": [arn, NOWHERE]}))
    assert f"there is no rotation {NOWHERE}" in refusal.message


async def test_a_rotation_that_is_deleted_leaves_every_schedule(muster):
    one, two = await rotation(muster, Name="one"), await rotation(muster, Name="two")
    both, only = await schedule(muster, "both", one, two), await schedule(muster, "only", one)
    await muster.contacts("DeleteRotation", RotationId=one)
    assert await rotations_of(muster, both) == [two]
    assert await rotations_of(muster, only) == []


async def test_a_schedule_names_no_rotation_that_is_deleted_in_that_moment(muster):
    one, two = await rotation(muster), await rotation(muster)
    in_that_moment(muster, lambda: schedule(muster, "first", one))
    await muster.contacts("DeleteRotation", RotationId=one)
    assert await rotations_of(muster, ARNS.contact("first")) == []
    in_that_moment(muster, lambda: muster.contacts("DeleteRotation", RotationId=two))
    assert "there is no rotation" in (await refused(schedule(muster, "second", two))).message


async def test_the_last_rotation_of_a_schedule_that_is_engaged_stays_and_it_is_said_by_whom(muster):
    one, two = await rotation(muster, Name="one"), await rotation(muster, Name="two")
    first, second = await schedule(muster, "first", one, two), await schedule(muster, "second", two)
    stage = {"DurationInMinutes": 1, "Targets": [{"ContactTargetInfo": {"ContactId": first, "IsEssential": True}}]}
    plan = await person(muster, "night-plan", Type="ESCALATION", Plan={"Stages": [stage]})
    template = {"title": "Down", "impact": 1}
    await muster.incidents("CreateResponsePlan", name="checkout", incidentTemplate=template, engagements=[second])
    await muster.contacts("DeleteRotation", RotationId=one)  # the first schedule has the other one
    refusal = await refused(muster.contacts("DeleteRotation", RotationId=two))
    assert refusal.code == "ConflictException"
    assert "first, which is engaged by the escalation plan night-plan" in refusal.message
    assert "second, which is engaged by the response plan checkout" in refusal.message
    assert refusal.members["ResourceId"] == two
    assert refusal.members["DependentEntities"] == [
        {"RelationType": "CONTACT", "DependentResourceIds": [first, plan, second]}
    ]
    assert await rotations_of(muster, first) == await rotations_of(muster, second) == [two]
    assert (await read(muster, two))["Name"] == "two"


async def test_a_rotation_that_is_named_and_not_there_does_not_take_its_place(muster):
    arn = await rotation(muster)
    on_call = await schedule(muster, "nights", arn)
    kept = await muster.storage.contacts.get(on_call)
    await muster.storage.store.commit([Save(replace(kept, rotation_arns=(NOWHERE, arn)))])
    made = {"name": "checkout", "incidentTemplate": {"title": "Down", "impact": 1}, "engagements": [on_call]}
    await muster.incidents("CreateResponsePlan", **made)
    assert (await refused(muster.contacts("DeleteRotation", RotationId=arn))).code == "ConflictException"


async def test_it_can_be_deleted_once_nobody_relies_on_it(muster):
    arn = await rotation(muster)
    on_call = await schedule(muster, "nights", arn)
    template = {"title": "Down", "impact": 1}
    made = {"name": "checkout", "incidentTemplate": template, "engagements": [on_call]}
    plan = (await muster.incidents("CreateResponsePlan", **made))["arn"]
    assert (await refused(muster.contacts("DeleteRotation", RotationId=arn))).code == "ConflictException"
    await muster.incidents("DeleteResponsePlan", arn=plan)
    await muster.contacts("DeleteRotation", RotationId=arn)
    assert await names(muster) == []


async def test_rotations_and_overrides_go_with_the_replication_set(muster):
    arn = await rotation(muster)
    hour = timedelta(hours=1)
    span = {"StartTime": START, "EndTime": START + hour}
    await muster.contacts("CreateRotationOverride", RotationId=arn, NewContactIds=[], **span)
    [replication_set] = (await muster.incidents("ListReplicationSets"))["replicationSetArns"]
    await muster.incidents("DeleteReplicationSet", arn=replication_set)
    await muster.onboard()
    assert await names(muster) == []
    assert (await refused(muster.contacts("GetRotation", RotationId=arn))).code == "ResourceNotFoundException"
