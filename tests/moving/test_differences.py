"""What is reported when the two houses differ, and what is left as it is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.arns import Arns
from core.listing import Window
from core.moving.resource import Resource, Unread
from tests.moving.house import House, Inventory, open_house
from tests.operations.muster import ARNS

ANA = ARNS.contact("ana")
PLAN = ARNS.response_plan("checkout")


@pytest.fixture
async def moved(full: House, empty: House) -> House:
    """The new house, with everything in it."""
    await empty.take(await full.told())
    return empty


def of_kind(told: list[Resource | Unread], kind: str) -> list[Resource]:
    return [one for one in told if isinstance(one, Resource) and one.kind == kind]


def with_answer(resource: Resource, action: str, **members: Any) -> Resource:
    """The same, but for some members of one answer."""
    changed = {**resource.one(action), **members}
    return replace(resource, answers={**resource.answers, action: (changed,)})


async def test_a_dry_run_reports_what_would_be_and_changes_nothing(full: House, empty: House):
    told, before = await full.told(), empty.rows()
    dry = await empty.take(told, dry_run=True)
    assert empty.rows() == before
    real = await empty.take(told)
    assert (dry.counts, dry.lines) == (real.counts, real.lines)


async def test_a_source_that_has_changed_is_followed_and_the_members_are_named(full: House, moved: House):
    await full.muster.contacts("UpdateContact", ContactId=ANA, DisplayName="Ana M.")
    await full.muster.contacts("TagResource", ResourceARN=ANA, Tags=[{"Key": "floor", "Value": "2"}])
    await full.muster.incidents("UpdateResponsePlan", arn=PLAN, incidentTemplateTitle="Nobody can pay")
    report = await moved.take(await full.told())
    assert report.lines == [
        f"changed  contact {ANA}: DisplayName, Tags",
        f"changed  response-plan {PLAN}: incidentTemplate",
    ]
    assert await Inventory(moved).taken() == await Inventory(full).taken()


async def test_an_incident_that_was_resolved_there_meanwhile_is_resolved_here(full: House, moved: House):
    [arn] = await open_incidents(full, "checkout")
    full.muster.clock.advance(minutes=5)
    await full.muster.incidents("UpdateIncidentRecord", arn=arn, status="RESOLVED")
    report = await moved.take(await full.told())
    changed = "lastModifiedTime, resolvedTime, status"
    assert report.lines == [f"changed  incident-record {arn}: {changed}"]
    assert report.counts["timeline-event"]["created"] == 1


async def test_what_was_changed_here_later_stays(full: House, moved: House):
    [arn] = await open_incidents(full, "checkout")
    await moved.muster.incidents("UpdateIncidentRecord", arn=arn, status="RESOLVED")
    [told] = [one for one in of_kind(await full.told(), "incident-record") if one.arn == arn]
    report = await moved.take([told])
    assert report.lines[0].startswith(f"same     incident-record {arn}: changed here only, and kept: status")
    assert not report.left_behind
    assert (await moved.muster.record(arn))["status"] == "RESOLVED"
    full.muster.clock.advance(days=90)
    await full.muster.incidents("UpdateIncidentRecord", arn=arn, title="Nobody can pay")
    report = await moved.take(await full.told())
    [line] = [line for line in report.lines if line.startswith("cannot")]
    assert "changed on both sides, and kept as it is here: status, title" in line
    assert (await moved.muster.record(arn))["status"] == "RESOLVED"


async def test_a_channel_that_was_activated_here_is_not_put_out_of_use(full: House, moved: House):
    channels = (await full.muster.contacts("ListContactChannels", ContactId=ANA))["ContactChannels"]
    [mobile] = [one for one in channels if one["Type"] == "SMS"]
    kept = await moved.muster.storage.contact_channels.get(mobile["ContactChannelArn"])
    assert kept is not None
    assert kept.activated_at is None
    await moved.muster.keep(replace(kept, activated_at=moved.muster.clock.now()))
    report = await moved.take(await full.told())
    assert [line.partition(":")[0] for line in report.lines] == ["cannot   contact-channel arn"]
    again = await moved.muster.contacts("GetContactChannel", ContactChannelId=mobile["ContactChannelArn"])
    assert again["ActivationStatus"] == "ACTIVATED"


async def test_resources_of_another_account_name_the_setting_that_would_take_them(full: House, tmp_path: Path):
    house = await open_house(tmp_path / "other", Arns("999988887777", "us-east-1"))
    report = await house.take(await full.told())
    await house.close()
    assert {result for counted in report.counts.values() for result in counted} == {"cannot"}
    assert all("set MUSTER_ACCOUNT_ID=111122223333" in line for line in report.lines)
    assert "set MUSTER_ACCOUNT_ID=111122223333" in house.seen.getvalue().splitlines()[1]  # before the rest is read


async def test_contacts_of_another_region_name_the_setting_that_would_take_them(full: House, tmp_path: Path):
    house = await open_house(tmp_path / "other", Arns(ARNS.account, "eu-west-1"))
    report = await house.take(await full.told())
    await house.close()
    assert set(report.counts["contact"]) == {"cannot"}
    assert set(report.counts["incident-record"]) == {"created"}
    assert all("set MUSTER_REGION=us-east-1" in line for line in report.lines)


async def test_under_a_replication_set_of_its_own_everything_else_is_taken_in(full: House, empty: House):
    own = await empty.muster.onboard()
    report = await empty.take(await full.told())
    assert [line.partition(":")[0] for line in report.lines] == ["cannot   replication-set arn"]
    assert own in report.lines[0]
    assert report.counts["incident-record"]["created"] == 3


async def test_without_any_replication_set_it_is_said_that_one_is_needed(full: House, empty: House):
    [told, *_] = of_kind(await full.told(), "contact")
    report = await empty.take([told])
    assert "make one with ssm-incidents create-replication-set" in report.lines[0]


async def test_a_replication_set_whose_key_was_destroyed_here_is_not_made_again(full: House, moved: House):
    [told] = of_kind(await full.told(), "replication-set")
    for arn in await open_incidents(moved):
        await moved.muster.incidents("UpdateIncidentRecord", arn=arn, status="RESOLVED")
    await moved.muster.incidents("UpdateDeletionProtection", arn=told.arn, deletionProtected=False)
    await moved.muster.incidents("DeleteReplicationSet", arn=told.arn)
    report = await moved.take([told])
    assert "its key destroyed for good" in report.lines[0]


@pytest.mark.parametrize("arn", ["checkout", PLAN, f"{ANA}\n", ANA.replace("ssm-contacts", "iam")])
async def test_what_is_named_by_no_arn_of_its_kind_stays_behind(full: House, moved: House, arn: str):
    [ana] = [one for one in of_kind(await full.told(), "contact") if one.arn == ANA]
    report = await moved.take([replace(ana, arn=arn)])
    assert report.lines == [f"cannot   contact {arn}: this is not the ARN of such a resource"]


async def test_an_open_incident_makes_no_second_one_of_the_same_dedupe_string(full: House, moved: House):
    [arn] = await open_incidents(full, "checkout")
    [told] = [one for one in of_kind(await full.told(), "incident-record") if one.arn == arn]
    record = {**told.one("ssm-incidents:GetIncidentRecord")["incidentRecord"], "arn": f"{arn}2"}
    answers = {"ssm-incidents:GetIncidentRecord": ({"incidentRecord": record},)}
    report = await moved.take([replace(told, arn=f"{arn}2", answers=answers)])
    assert f"has the same dedupe string: {arn}" in report.lines[0]


async def test_a_channel_of_an_unknown_type_stays_behind_and_its_contact_comes(full: House, empty: House):
    told = await full.told()
    contacts = of_kind(told, "contact")
    [ana] = [one for one in contacts if one.arn == ANA]
    action = "ssm-contacts:ListContactChannels"
    first, *others = ana.rows(action, "ContactChannels")
    pager = with_answer(ana, action, ContactChannels=[{**first, "Type": "PAGER"}, *others])
    report = await empty.take([*of_kind(told, "replication-set"), pager])
    [line] = report.lines
    assert line.endswith("Member must satisfy enum value set: [SMS, VOICE, EMAIL, SLACK]")
    assert report.counts["contact-channel"] == {"cannot": 1, "created": len(others)}
    assert report.counts["contact"]["created"] == 1


async def test_tags_that_could_not_be_read_stay_as_they_are_here(full: House, moved: House):
    [ana] = [one for one in of_kind(await full.told(), "contact") if one.arn == ANA]
    tags = "ssm-contacts:ListTagsForResource"
    answers = {action: answer for action, answer in ana.answers.items() if action != tags}
    report = await moved.take([replace(ana, answers=answers, unread={tags: "AccessDeniedException: no"})])
    assert report.lines == [f"cannot   contact {ANA}: {tags} was not answered: AccessDeniedException: no"]
    kept = await moved.muster.storage.contacts.get(ANA)
    assert kept is not None
    assert kept.tags == {"team": "shop"}


async def test_a_slack_channel_that_is_disabled_there_is_not_put_to_use_here(full: House, empty: House):
    [*_, channel] = of_kind(await full.told(), "chat-configuration")
    action = "chatbot:DescribeSlackChannelConfigurations"
    [row] = channel.rows(action, "SlackChannelConfigurations")
    report = await empty.take([with_answer(channel, action, SlackChannelConfigurations=[{**row, "State": "DISABLED"}])])
    assert report.counts == {"chat-configuration": {"cannot": 1}}
    assert "disabled there" in report.lines[0]


async def test_a_rotation_without_a_start_says_that_its_turns_count_anew(full: House, empty: House):
    told = await full.told()
    rotation = of_kind(told, "rotation")[0]
    action = "ssm-contacts:GetRotation"
    untold = {name: value for name, value in rotation.one(action).items() if name != "StartTime"}
    rotation = replace(rotation, answers={**rotation.answers, action: (untold,)})
    first = await empty.take([*of_kind(told, "replication-set"), rotation])
    again = await empty.take([rotation])
    for report in (first, again):
        assert report.counts["rotation"] == {"cannot": 1}
        assert "ssm-contacts update-rotation --start-time" in report.lines[0]
    recurrence = rotation.one(action)["Recurrence"]
    start = empty.muster.clock.now()
    await empty.muster.contacts("UpdateRotation", RotationId=rotation.arn, StartTime=start, Recurrence=recurrence)
    mended = await empty.take([rotation])
    assert not mended.left_behind
    assert (await empty.muster.contacts("GetRotation", RotationId=rotation.arn))["StartTime"] == start


async def test_a_policy_that_nobody_understands_stays_behind(full: House, empty: House):
    told = await full.told()
    [ana] = [one for one in of_kind(told, "contact") if one.arn == ANA]
    odd = with_answer(ana, "ssm-contacts:GetContactPolicy", ContactArn=ANA, Policy='{"Version": "1999-01-01"}')
    report = await empty.take([*of_kind(told, "replication-set"), odd])
    assert report.counts["policy"]["cannot"] == 1
    assert report.counts["contact"]["created"] == 1


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"Alias": 7}, "ssm-contacts:GetContact.Alias is not a string"),
        ({"Plan": []}, "ssm-contacts:GetContact.Plan is not a structure"),
        ({"Alias": "\ud800"}, "ssm-contacts:GetContact.Alias is not a string"),
        ({"Plan": None}, "what was told of it lacks Plan"),
    ],
)
async def test_an_answer_that_is_none_is_named(full: House, moved: House, members: dict[str, Any], reason: str):
    [ana] = [one for one in of_kind(await full.told(), "contact") if one.arn == ANA]
    report = await moved.take([with_answer(ana, "ssm-contacts:GetContact", **members)])
    assert report.lines == [f"cannot   contact {ANA}: {reason}"]


async def test_nobody_is_paged_and_nothing_is_posted_for_what_arrives(full: House, moved: House):
    moved.muster.clock.advance(days=1)
    assert await moved.muster.due("page") == []
    assert await moved.muster.due("chat") == []
    engagements = (await moved.muster.storage.engagements.listing(Window(1000))).items
    assert all(one.finished_at for one in engagements)
    assert moved.muster.workspace.posts == []
    assert await open_incidents(moved) == await open_incidents(full)


async def open_incidents(house: House, plan: str = "") -> list[str]:
    """The ARNs of the open incidents, of one plan or of all."""
    rows = (await house.muster.incidents("ListIncidentRecords"))["incidentRecordSummaries"]
    return [row["arn"] for row in rows if row["status"] == "OPEN" and f"/{plan}" in row["arn"]]


async def test_two_who_import_at_once_do_not_get_in_each_others_way(full: House, empty: House):
    told = await full.told()
    reports = await asyncio.gather(empty.take(told), empty.take(told))
    assert [report.lines for report in reports] == [[], []]
    made = [sum(counted["created"] for counted in report.counts.values()) for report in reports]
    assert sum(made) == sum(sum(counted.values()) for counted in reports[0].counts.values())
    assert await Inventory(empty).taken() == await Inventory(full).taken()
