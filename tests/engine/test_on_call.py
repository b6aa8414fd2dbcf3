"""Are those paged who are on call when a stage begins, and does it stay at them?"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.unreadable import KeyOutOfReach, KeyRefused
from storage.engagements import ENGAGEMENTS
from tests.databases import tamper
from tests.engine.test_power_cuts import through_cuts
from tests.engine.world import World
from tests.operations.muster import ARNS, START, MovableClock
from tests.operations.test_rotations import daily, rotation

TOPIC = "arn:aws:sns:us-east-1:111122223333:checkout"
LINK = {
    "ConfigurationName": "checkout",
    "SlackTeamId": "THOME",
    "SlackChannelId": "CCHECKOUT",
    "IamRoleArn": "arn:aws:iam::111122223333:role/chat",
    "SnsTopicArns": [TOPIC],
}
MIDNIGHT = START.replace(hour=0)


class Duty:
    """Rotations and schedules of a world's people."""

    def __init__(self, world) -> None:
        self.world = world
        self.contacts = world.muster.contacts

    async def rotation(self, *aliases: str, at: datetime = MIDNIGHT, since: datetime = MIDNIGHT) -> str:
        """One of them at a time, handing over once a day at this time."""
        return await rotation(
            self.world.muster, *aliases, Name="turns", TimeZoneId="UTC", StartTime=since, Recurrence=daily(at)
        )

    async def schedule(self, *rotations: str, alias: str = "weekly") -> str:
        plan = {"RotationIds": list(rotations)}
        request = {"Alias": alias, "DisplayName": alias.title(), "Type": "ONCALL_SCHEDULE", "Plan": plan}
        return str((await self.contacts("CreateContact", **request))["ContactArn"])

    async def cover(self, rotation: str, *aliases: str, start: datetime, end: datetime) -> None:
        await self.contacts(
            "CreateRotationOverride",
            RotationId=rotation,
            NewContactIds=[ARNS.contact(alias) for alias in aliases],
            StartTime=start,
            EndTime=end,
        )


@pytest.fixture
async def duty(world) -> Duty:
    for alias in ("ana", "ben", "cleo"):
        await world.person(alias, RetryIntervalInMinutes=1)
    return Duty(world)


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


async def test_who_is_on_call_is_asked_when_the_stage_begins_and_a_hand_off_within_it_moves_nobody(world, duty):
    rotation = await duty.rotation("ana", "ben", "cleo", at=after(2))
    schedule = await duty.schedule(rotation)
    await world.engage(await world.escalation(("weekly",), ("weekly",)))
    await world.wait(minutes=4)
    assert world.telephones.rang() == ["UANA"] * 5, "although Ben has the turn since two minutes"
    await world.wait(minutes=2)
    assert world.telephones.rang() == ["UANA"] * 5 + ["UBEN"] * 2
    assert world.telephones.pages[0].contact_name == "Ana"
    assert [world.telephones.pages[place].stage for place in (0, 5)] == [0, 1]
    assert schedule.endswith("weekly")


async def test_an_override_that_is_made_during_the_incident_counts_and_one_that_ended_does_not(world, duty):
    rotation = await duty.rotation("ana", "ben", "cleo")
    await duty.schedule(rotation)
    await duty.cover(rotation, "ben", start=START - timedelta(hours=1), end=START)
    await world.engage(await world.escalation(("weekly",), ("weekly",), ("weekly",)))
    await world.settle()
    await duty.cover(rotation, "cleo", start=after(5), end=after(36))
    await world.wait(minutes=6)
    await duty.cover(rotation, "ben", start=after(10), end=after(40))
    await world.wait(minutes=5)
    assert list(dict.fromkeys(world.telephones.rang())) == ["UANA", "UCLEO", "UBEN"]


async def test_the_rotation_counts_as_it_is_now_and_one_that_was_deleted_goes_on_as_it_was(world, duty):
    rotation = await duty.rotation("ana", "ben")
    await duty.schedule(rotation)
    await world.engage(await world.escalation(("weekly",), ("weekly",), ("weekly",)))
    await world.settle()
    changed = await duty.contacts("GetRotation", RotationId=rotation)
    del changed["RotationArn"], changed["Name"]
    await duty.contacts("UpdateRotation", RotationId=rotation, **{**changed, "ContactIds": [ARNS.contact("cleo")]})
    await world.wait(minutes=5)
    [gone] = [await world.storage.rotations.get(rotation)]
    await world.muster.remove(gone)
    await world.wait(minutes=5)
    assert list(dict.fromkeys(world.telephones.rang())) == ["UANA", "UCLEO"]
    assert world.telephones.rang()[-1] == "UANA", "the one that was frozen"


async def test_whoever_is_on_call_in_several_rotations_is_paged_once_and_everybody_is_paged(world, duty):
    rotations = [await duty.rotation("ana"), await duty.rotation("ben"), await duty.rotation("ana")]
    engagement = await world.engage(await duty.schedule(*rotations))
    await world.settle()
    assert sorted(world.telephones.rang()) == ["UANA", "UBEN"]
    [hers] = [page for page in world.telephones.pages if page.address == "UBEN"]
    await world.answers("ben", hers)
    await world.wait(hours=1)
    assert sorted(world.telephones.rang()) == ["UANA", "UBEN"]
    assert (await world.engagement(engagement)).acknowledged_by == ARNS.contact("ben")


async def test_the_path_of_a_page_leads_over_the_schedule(world, duty):
    schedule = await duty.schedule(await duty.rotation("ana"))
    plan = await world.escalation((), ("weekly",))
    engagement = await world.engage(plan)
    await world.wait(minutes=5)
    [page] = await world.pages(engagement)
    answer = await duty.contacts("ListPageResolutions", PageId=page.arn)
    assert answer["PageResolutions"] == [
        {"ContactArn": plan, "Type": "ESCALATION"},
        {"ContactArn": schedule, "Type": "ONCALL_SCHEDULE", "StageIndex": 1},
        {"ContactArn": ARNS.contact("ana"), "Type": "PERSONAL"},
    ]


async def test_a_page_says_in_which_schedule_somebody_is_on_call_and_for_whom_they_cover(world, duty):
    rotation = await duty.rotation("ana", "ben", "cleo")
    await duty.schedule(rotation, await duty.rotation("ben"))
    await duty.cover(rotation, "cleo", start=after(4), end=after(40))
    await world.engage(await world.escalation(("weekly",), ("weekly", "ben"), ("ben",)))
    await world.wait(minutes=11)
    told = {(page.stage, page.contact_name, page.schedule, page.covers_for) for page in world.telephones.pages}
    assert told == {
        (0, "Ana", "Weekly", ()),
        (0, "Ben", "Weekly", ()),
        (1, "Cleo", "Weekly", ("Ana",)),
        (1, "Ben", "Weekly", ()),
        (1, "Ben", None, ()),
        (2, "Ben", None, ()),
    }


async def test_a_page_of_a_schedule_that_is_engaged_itself_says_so_too(world, duty):
    rotation = await duty.rotation("ana", "ben")
    await duty.cover(rotation, "ben", start=START - timedelta(minutes=5), end=after(60))
    await world.engage(await duty.schedule(rotation))
    await world.settle()
    assert [(page.schedule, page.covers_for) for page in world.telephones.pages] == [("Weekly", ("Ana",))]


async def test_where_nobody_is_on_call_the_plan_goes_on_and_that_is_told_once(world, duty):
    await world.muster.chatbot("CreateSlackChannelConfiguration", **LINK)
    await duty.schedule(await duty.rotation("ana", since=after(60)))
    escalation = await world.escalation(("weekly",), ("ben",))
    await world.muster.start(await world.muster.plan(engagements=[escalation], chatChannel={"chatbotSns": [TOPIC]}))
    await world.wait(minutes=8)
    assert set(world.telephones.rang()) == {"UBEN"}
    told = "Nobody was on call in Weekly when stage 1 of Plan began."
    assert [line.text for _, line in world.board.told].count(told) == 1
    _, card, _ = world.board.cards[-1]
    assert card.warnings == (told,)
    assert [(one.name, one.stage) for one in card.engaged] == [("Plan", 1)]


async def test_an_override_without_people_means_that_nobody_is_paged(world, duty):
    rotation = await duty.rotation("ana")
    await duty.cover(rotation, start=START, end=after(30))
    engagement = await world.engage(await duty.schedule(rotation))
    await world.wait(hours=1)
    assert world.telephones.rang() == []
    assert (await world.engagement(engagement)).finished_at == START


async def test_people_are_paged_by_the_plan_that_they_have_when_it_is_their_turn(world, duty):
    await duty.schedule(await duty.rotation("ana"))
    await world.engage(await world.escalation((), ("weekly",)))
    await world.settle()
    other = await world.channel("ana", Name="Other")
    target = {"ChannelTargetInfo": {"ContactChannelId": other}}
    plan = {"Stages": [{"DurationInMinutes": 5, "Targets": [target]}]}
    await duty.contacts("UpdateContact", ContactId=ARNS.contact("ana"), Plan=plan)
    await world.wait(minutes=5)
    assert [page.contact_channel_arn for page in world.telephones.pages] == [other]


async def test_whoever_has_answered_before_they_are_found_to_be_on_call_has_it(world, duty):
    await duty.schedule(await duty.rotation("ana"))
    engagement = await world.engage(await world.escalation(("ana?", "ben?"), ("weekly",), ("cleo",)))
    await world.settle()
    await world.answers("ana", world.telephones.reached("ana"))
    await world.wait(minutes=4)
    assert (await world.engagement(engagement)).acknowledged_at is None, "she was not known to be essential"
    await world.wait(hours=1)
    assert set(world.telephones.rang()) == {"UANA", "UBEN"}
    ended = await world.engagement(engagement)
    assert (ended.acknowledged_by, ended.acknowledged_at) == (ARNS.contact("ana"), after(5))
    assert {page.outcome for page in world.telephones.revisions} == {"You acknowledged this page", "Ana has taken this"}
    assert ended.finished_at


async def test_a_rotation_that_was_damaged_goes_on_as_it_was_and_keeps_no_incident_from_starting(
    world, duty, tmp_path: Path
):
    rotation = await duty.rotation("ana")
    await duty.schedule(rotation)
    engaged = await world.engage(await world.escalation(("weekly",), ("weekly",)))
    await world.settle()
    tamper(tmp_path, "UPDATE rotation SET sealed = substr(sealed, 1, 20)")
    await world.wait(minutes=5)
    assert [page.stage for page in world.telephones.pages if page.attempt == 1] == [0, 1]
    await world.muster.contacts("StopEngagement", EngagementId=engaged)
    await world.engage(await world.escalation(("weekly",), ("ben",), alias="other"))
    await world.wait(minutes=5)
    assert world.telephones.rang()[-1] == "UBEN"


@pytest.mark.parametrize("problem", [KeyOutOfReach, KeyRefused])
async def test_where_a_key_does_not_open_others_are_paged_and_the_schedule_is_asked_again(world, duty, problem):
    await duty.schedule(await duty.rotation("ana"))
    engagement = await world.engage(await world.escalation((), ("weekly", "ben")))
    closed = Closed(world.storage.contacts, problem, until=after(5.2), clock=world.clock)
    world = World(replace(world.muster, storage=replace(world.storage, contacts=closed)))
    await world.wait(minutes=5.2)
    assert world.telephones.rang() == ["UBEN"]
    await world.wait(seconds=5)
    assert world.telephones.rang() == ["UBEN", "UANA"]
    assert [found.at for found in (await world.engagement(engagement)).found] == [after(5.25)]


@dataclass
class Closed:
    """Contacts whose key nobody gets until then."""

    contacts: Any
    problem: type[Exception]
    until: datetime
    clock: MovableClock

    async def get(self, arn: str) -> object:
        if self.clock.now() < self.until:
            raise self.problem("not now")
        return await self.contacts.get(arn)


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_power_cut_changes_nobody_who_was_found(world, duty, number, cut):
    rotation = await duty.rotation("ana", "ben", at=after(1))
    await duty.schedule(rotation)
    engagement = await world.engage(await world.escalation(("weekly",), ("weekly",)))
    setattr(world.store, cut, number)
    await through_cuts(world, lambda: world.wait_until(after(9)))
    pages = await world.pages(engagement)
    assert [page.contact_arn for page in pages] == [ARNS.contact("ana"), ARNS.contact("ben")]
    assert [found.at for found in (await world.engagement(engagement)).found] == [START, after(5)]


async def test_an_engagement_from_before_there_was_any_duty_opens_and_goes_on(world, duty):
    """Its document says nothing of schedules: what is new has to be nothing where nothing is said."""
    engagement = await world.engage(await world.escalation(("ana",), ("ben",)))
    stored = await world.engagement(engagement)
    document = json.loads(ENGAGEMENTS.document(stored))
    del document["found"]
    for contact in (document["plan"]["engaged"], *document["plan"]["people"].values()):
        del contact["rotations"], contact["rotation_arns"]
    clear = {**ENGAGEMENTS.clear_values(stored), "version": stored.version}
    row = tuple(clear.get(name) for name in ENGAGEMENTS.columns)
    assert ENGAGEMENTS.entity_from(row, json.dumps(document).encode()) == stored
