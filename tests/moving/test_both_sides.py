"""Who has begun to work here does not lose it to the next import, and what was changed there still comes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from core.moving.resource import Resource
from tests.moving.house import House, Inventory
from tests.operations.muster import ARNS, Muster

ANA = ARNS.contact("ana")
PLAN = ARNS.response_plan("checkout")


@pytest.fixture
async def moved(full: House, empty: House) -> House:
    """The new house, with everything in it."""
    await empty.take(await full.told())
    return empty


async def new_stage(muster: Muster, minutes: int) -> dict[str, Any]:
    """Ana's plan with one stage more."""
    plan = (await muster.contacts("GetContact", ContactId=ANA))["Plan"]
    channel = plan["Stages"][0]["Targets"][0]
    changed = {"Stages": [*plan["Stages"], {"DurationInMinutes": minutes, "Targets": [channel]}]}
    await muster.contacts("UpdateContact", ContactId=ANA, Plan=changed)
    return changed


async def test_a_plan_that_was_changed_here_is_kept_however_often_the_import_is_repeated(full: House, moved: House):
    plan = await new_stage(moved.muster, 7)
    for _ in range(2):
        report = await moved.take(await full.told())
        assert report.lines == [f"same     contact {ANA}: changed here only, and kept: Plan"]
        assert not report.left_behind
        assert (await moved.muster.contacts("GetContact", ContactId=ANA))["Plan"] == plan


async def test_other_members_of_what_was_changed_here_are_taken_over(full: House, moved: House):
    plan = await new_stage(moved.muster, 7)
    await full.muster.contacts("UpdateContact", ContactId=ANA, DisplayName="Ana M.")
    report = await moved.take(await full.told())
    assert report.lines == [f"changed  contact {ANA}: DisplayName; changed here only, and kept: Plan"]
    now = await moved.muster.contacts("GetContact", ContactId=ANA)
    assert (now["Plan"], now["DisplayName"]) == (plan, "Ana M.")


async def test_what_was_changed_on_both_sides_stays_and_is_told_of_until_it_is_the_same(full: House, moved: House):
    plan = await new_stage(moved.muster, 7)
    await new_stage(full.muster, 9)
    for _ in range(2):
        report = await moved.take(await full.told())
        [line] = report.lines
        assert line.startswith(f"cannot   contact {ANA}: changed on both sides, and kept as it is here: Plan")
        assert (await moved.muster.contacts("GetContact", ContactId=ANA))["Plan"] == plan
    await full.muster.contacts("UpdateContact", ContactId=ANA, Plan=plan)
    assert (await moved.take(await full.told())).lines == []
    after = await new_stage(full.muster, 3)
    assert (await moved.take(await full.told())).lines == [f"changed  contact {ANA}: Plan"]
    assert (await moved.muster.contacts("GetContact", ContactId=ANA))["Plan"] == after


async def test_members_and_tags_that_were_changed_here_are_kept(full: House, moved: House):
    await moved.muster.contacts("UpdateContact", ContactId=ANA, DisplayName="Ana of the shop")
    await moved.muster.incidents("UpdateResponsePlan", arn=PLAN, displayName="Till", engagements=[ANA])
    incident = (await moved.muster.incidents("ListIncidentRecords"))["incidentRecordSummaries"][0]["arn"]
    await moved.muster.incidents("TagResource", resourceArn=incident, tags={"here": "1"})
    before = await Inventory(moved).taken()
    report = await moved.take(await full.told())
    assert await Inventory(moved).taken() == before
    assert [line.rpartition(": ")[2] for line in report.lines] == ["DisplayName", "displayName, engagements", "tags"]


async def test_what_was_made_here_before_it_came_stays(full: House, empty: House):
    """Nobody knows then who changed what."""
    await empty.muster.onboard()
    await empty.muster.contacts("CreateContact", Alias="ana", Type="PERSONAL", Plan={"Stages": []}, DisplayName="A")
    report = await empty.take([one for one in await full.told() if isinstance(one, Resource) and one.arn == ANA])
    [line] = [line for line in report.lines if line.startswith(f"cannot   contact {ANA}")]
    assert "DisplayName, Plan, Tags" in line
    assert (await empty.muster.contacts("GetContact", ContactId=ANA))["DisplayName"] == "A"


async def test_what_was_deleted_here_does_not_come_back(full: House, moved: House):
    told = await full.told()
    [rotation] = [one for one in told if isinstance(one, Resource) and of_rotation(one)]
    override = of_rotation(rotation)[0]["RotationOverrideId"]
    await moved.muster.contacts("DeleteRotationOverride", RotationId=rotation.arn, RotationOverrideId=override)
    report = await moved.take(told)
    assert report.lines == [f"same     rotation-override {rotation.arn} {override}: it was deleted here, and stays so"]
    assert await Inventory(moved).taken() != await Inventory(full).taken()


async def test_what_has_gone_there_is_named_and_stays(full: House, moved: House):
    told = await full.told()
    [rotation] = [one for one in told if isinstance(one, Resource) and of_rotation(one)]
    await full.muster.contacts(
        "DeleteRotationOverride",
        RotationId=rotation.arn,
        RotationOverrideId=of_rotation(rotation)[0]["RotationOverrideId"],
    )
    [policy, *_] = (await full.muster.incidents("GetResourcePolicies", resourceArn=PLAN))["resourcePolicies"]
    await full.muster.incidents("DeleteResourcePolicy", resourceArn=PLAN, policyId=policy["policyId"])
    report = await moved.take(await full.told())
    assert [line.split(":")[0] for line in report.lines] == ["same     rotation-override arn", "same     policy arn"]
    assert f"ssm-incidents delete-resource-policy --resource-arn {PLAN}" in report.lines[1]
    assert not report.left_behind
    assert (await moved.muster.incidents("GetResourcePolicies", resourceArn=PLAN))["resourcePolicies"]


def of_rotation(resource: Resource) -> list[dict[str, Any]]:
    return resource.rows("ssm-contacts:ListRotationOverrides", "RotationOverrides")


async def test_what_is_remembered_can_be_read_by_nobody(full: House, moved: House):
    lain = json.dumps([str(row) for row in moved.rows()["sighting"]])
    assert len(moved.rows()["sighting"]) > 5
    assert "DisplayName" not in lain


async def test_the_same_thing_twice_in_a_document_counts_once(full: House, empty: House):
    told = await full.told()
    twice = []
    for one in told:
        assert isinstance(one, Resource)
        channels = "ssm-contacts:ListContactChannels"
        events = "ssm-incidents:GetTimelineEvent"
        answers = {action: pages * (2 if action in (channels, events) else 1) for action, pages in one.answers.items()}
        twice += [replace(one, answers=answers), one]
    report = await empty.take(twice)
    assert await Inventory(empty).taken() == await Inventory(full).taken()
    assert {result for counted in report.counts.values() for result in counted} == {"created"}
    assert report.counts["contact"]["created"] == len({one.arn for one in told if one.kind == "contact"})


async def test_the_tags_of_a_custom_action_come_along(full: House, moved: House):
    [action] = [one for one in await full.told() if isinstance(one, Resource) and one.kind == "custom-action"]
    kept = await moved.muster.storage.custom_actions.get(action.arn)
    there = await full.muster.storage.custom_actions.get(action.arn)
    assert kept is not None
    assert there is not None
    assert kept.tags == there.tags == {"team": "shop"}
