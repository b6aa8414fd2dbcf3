"""Engagements as their four operations show them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.world import World
from tests.operations.muster import ARNS, MEMBER, START
from tests.operations.refusals import refused


@pytest.fixture
def world(muster) -> World:
    return World(muster)


async def test_an_engagement_comes_back_as_it_was_given(world):
    ana = await world.person("ana")
    arn = await world.engage(ana, PublicSubject="Urgent", PublicContent="Look.", IncidentId="TICKET-1")
    assert arn.startswith("arn:aws:ssm-contacts:us-east-1:111122223333:engagement/ana/")
    assert await world.muster.contacts("DescribeEngagement", EngagementId=arn) == {
        "ContactArn": ana,
        "EngagementArn": arn,
        "Sender": "ada",
        "Subject": "Help",
        "Content": "Come quickly.",
        "PublicSubject": "Urgent",
        "PublicContent": "Look.",
        "IncidentId": "TICKET-1",
        "StartTime": START,
    }


async def test_members_may_call_for_help(world):
    ana = await world.person("ana")
    await world.engage(ana, caller=MEMBER)
    await world.settle()
    assert world.telephones.rang() == ["UANA"]


async def test_whoever_does_not_exist_cannot_be_engaged(world):
    refusal = await refused(world.engage(ARNS.contact("nobody")))
    assert (refusal.code, refusal.members["ResourceType"]) == ("ResourceNotFoundException", "CONTACT")


async def test_somebody_without_a_plan_is_engaged_in_vain(world):
    await world.muster.contacts("CreateContact", Alias="ana", Type="PERSONAL", Plan={"Stages": []})
    arn = await world.engage(ARNS.contact("ana"))
    await world.settle()
    assert (await world.engagement(arn)).finished_at == START
    assert "StopTime" not in await world.muster.contacts("DescribeEngagement", EngagementId=arn)


async def test_a_repeated_call_with_the_same_token_pages_once(world):
    ana = await world.person("ana")
    first = await world.engage(ana, IdempotencyToken="once")
    assert await world.engage(ana, IdempotencyToken="once") == first
    await world.settle()
    assert world.telephones.rang() == ["UANA"]


async def test_stopping_writes_the_time_once_and_may_be_repeated(world):
    arn = await world.engage(await world.person("ana"))
    world.clock.advance(minutes=1)
    await world.muster.contacts("StopEngagement", EngagementId=arn, Reason="Solved")
    world.clock.advance(minutes=1)
    await world.muster.contacts("StopEngagement", EngagementId=arn)
    described = await world.muster.contacts("DescribeEngagement", EngagementId=arn)
    assert described["StopTime"] == START + timedelta(minutes=1)
    await world.settle()
    assert world.telephones.rang() == []


async def test_an_acknowledgement_is_the_end_of_an_engagement(world):
    arn = await world.engage(await world.person("ana"))
    await world.settle()
    world.clock.advance(minutes=1)
    await world.answers("ana", world.telephones.pages[0])
    described = await world.muster.contacts("DescribeEngagement", EngagementId=arn)
    assert described["StopTime"] == START + timedelta(minutes=1)


async def test_lists_are_newest_first_and_by_incident_or_time(world):
    ana = await world.person("ana")
    made = []
    for incident in ("TICKET-1", "TICKET-2", "TICKET-1"):
        made.append(await world.engage(ana, IncidentId=incident))
        world.clock.advance(minutes=1)

    async def listed(**filters) -> list[str]:
        rows = (await world.muster.contacts("ListEngagements", **filters))["Engagements"]
        return [row["EngagementArn"] for row in rows]

    assert await listed() == made[::-1]
    assert await listed(IncidentId="TICKET-1") == [made[2], made[0]]
    assert await listed(IncidentId="TICKET-9") == []
    middle = {"StartTime": START + timedelta(seconds=30), "EndTime": START + timedelta(seconds=90)}
    assert await listed(TimeRangeValue=middle) == [made[1]]
    token = (await world.muster.contacts("ListEngagements", MaxResults=2))["NextToken"]
    assert await listed(NextToken=token) == [made[0]]


async def test_what_does_not_exist_is_not_found(world):
    for operation in ("DescribeEngagement", "StopEngagement", "ListPagesByEngagement"):
        refusal = await refused(world.muster.contacts(operation, EngagementId=ARNS.engagement("ana", "gone")))
        assert (refusal.code, refusal.members["ResourceType"]) == ("ResourceNotFoundException", "ENGAGEMENT")


async def test_the_channels_of_an_incident_hear_of_it(world):
    ana = await world.person("ana")
    incident = await world.muster.start(await world.muster.plan())
    await world.muster.due("chat")
    world.clock.advance(minutes=5)
    arn = await world.engage(ana, IncidentId=incident)
    assert ("announce", incident) in [(step.kind, step.subject) for step in await world.muster.due("chat")]
    world.clock.advance(minutes=5)
    await world.muster.contacts("StopEngagement", EngagementId=arn)
    assert ("announce", incident) in [(step.kind, step.subject) for step in await world.muster.due("chat")]


def just_before_the_next_commit(muster, happening) -> None:
    """Somebody else is faster, once: between what a call has read and what it stores."""
    store, commit, happened = muster.storage.store, muster.storage.store.commit, []

    async def overtaken(changes) -> None:
        if not happened:
            happened.append(True)
            await happening()
        await commit(changes)

    store.commit = overtaken


ENDINGS = {
    "resolved": ("UpdateIncidentRecord", {"status": "RESOLVED"}),
    "deleted": ("DeleteIncidentRecord", {}),
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_an_incident_that_ends_while_somebody_is_engaged_for_it_leaves_nobody_paged(world, ending):
    ana, incident = await world.person("ana"), await world.muster.start(await world.muster.plan())
    operation, members = ENDINGS[ending]
    engaged = []

    async def engage() -> None:
        engaged.append(await world.engage(ana, IncidentId=incident))

    just_before_the_next_commit(world.muster, engage)
    await world.muster.incidents(operation, arn=incident, **members)
    assert (await world.engagement(engaged[0])).stopped_at == START
    await world.settle()
    assert world.telephones.rang() == []


@pytest.mark.parametrize("ending", ENDINGS)
async def test_nobody_is_engaged_for_an_incident_that_ends_in_that_moment(world, ending):
    ana, incident = await world.person("ana"), await world.muster.start(await world.muster.plan())
    operation, members = ENDINGS[ending]
    just_before_the_next_commit(world.muster, lambda: world.muster.incidents(operation, arn=incident, **members))
    await refused(world.engage(ana, IncidentId=incident))
    await world.settle()
    assert world.telephones.rang() == []


async def test_for_a_resolved_incident_nobody_is_engaged_before_it_is_opened_again(world):
    ana, incident = await world.person("ana"), await world.muster.start(await world.muster.plan())
    await world.muster.incidents("UpdateIncidentRecord", arn=incident, status="RESOLVED")
    refusal = await refused(world.engage(ana, IncidentId=incident))
    assert refusal.code == "ValidationException"
    assert f"update-incident-record --arn {incident} --status OPEN" in refusal.message
    await world.muster.incidents("UpdateIncidentRecord", arn=incident, status="OPEN")
    await world.engage(ana, IncidentId=incident)
    await world.settle()
    assert world.telephones.rang() == ["UANA"]
