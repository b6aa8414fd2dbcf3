"""Notification targets hear of an incident's start and updates, once each, and nothing else waits for them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.engine.ports import CannotDeliver, TryLater
from core.notifications.notification import Notification
from tests.engine.world import PowerCut, World
from tests.operations.muster import ARNS, onboarded

ROOM = "arn:aws:sns:us-east-1:111122223333:room"
OTHER = "arn:aws:sns:eu-west-1:111122223333:other"
PLAN = ARNS.response_plan("checkout")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with onboarded(tmp_path) as muster:
        yield World(muster)


async def an_incident(world: World, *topics: str, engages: str | None = None) -> str:
    """Started by hand, in a plan with these notification targets; its ARN."""
    template = {
        "title": "Checkout is down",
        "impact": 2,
        "notificationTargets": [{"snsTopicArn": topic} for topic in topics],
    }
    engagements = [engages] if engages else []
    await world.muster.incidents(
        "CreateResponsePlan", name="checkout", incidentTemplate=template, engagements=engagements
    )
    answer = await world.muster.incidents("StartIncident", responsePlanArn=PLAN)
    return str(answer["incidentRecordArn"])


def messages(world: World, topic: str = ROOM) -> list[dict[str, Any]]:
    return [json.loads(one.message) for arn, one in world.listeners.heard if arn == topic]


def types(world: World, topic: str = ROOM) -> list[str]:
    return [one["detail-type"] for one in messages(world, topic)]


async def test_a_start_is_told_in_aws_s_shape(world):
    incident = await an_incident(world, ROOM)
    await world.settle()
    [message] = [one for one in messages(world) if one["detail-type"] == "SSM Incident Start"]
    assert message == {
        "version": "0",
        "id": message["id"],
        "detail-type": "SSM Incident Start",
        "source": "aws.ssm-incidents",
        "account": "111122223333",
        "time": "2026-03-01T12:00:00Z",
        "region": "us-east-1",
        "resources": [incident],
        "detail": {"incidentTitle": "Checkout is down", "contactsEngage": []},
    }


async def test_every_target_hears_of_every_update_once(world):
    incident = await an_incident(world, ROOM, OTHER)
    await world.muster.incidents("UpdateIncidentRecord", arn=incident, impact=1)
    await world.muster.incidents("UpdateIncidentRecord", arn=incident, status="RESOLVED")
    await world.settle()
    for topic in (ROOM, OTHER):
        assert sorted(types(world, topic)) == [
            "SSM Incident Record Update",
            "SSM Incident Record Update",
            "SSM Incident Start",
            "SSM Incident Trigger",
        ]
    assert len({one.key for _, one in world.listeners.heard}) == 4


async def test_pages_and_acknowledgements_are_told(world):
    contact = await world.person("ana")
    await an_incident(world, ROOM, engages=contact)
    await world.settle()
    await world.answers("ana", world.telephones.pages[-1])
    await world.settle()
    assert types(world)[-2:] == ["SSM Contacts Page for Incident", "SSM Contacts Page Acknowledgement for Incident"]
    assert messages(world)[-1]["detail"]["contactArn"] == contact


async def test_what_people_write_on_the_timeline_stays_there(world):
    incident = await an_incident(world, ROOM)
    await world.muster.incidents(
        "CreateTimelineEvent",
        incidentRecordArn=incident,
        eventTime=world.clock.now(),
        eventType="Note",
        eventData='"Ana is at the dentist"',
    )
    await world.settle()
    assert "Note" not in types(world)


async def test_a_target_that_asks_for_patience_holds_up_no_other(world):
    world.listeners.trouble = [TryLater(timedelta(seconds=5), "503")]
    await an_incident(world, ROOM, OTHER)
    await world.settle()
    assert len(world.listeners.heard) == 3
    await world.wait(seconds=6)
    assert sorted(types(world, ROOM)) == sorted(types(world, OTHER)) == ["SSM Incident Start", "SSM Incident Trigger"]


async def test_what_a_target_refuses_waits_aside_until_somebody_has_mended_it(world):
    world.listeners.trouble = [CannotDeliver("Amazon SNS answers NotFound")] * 2
    await an_incident(world, ROOM)
    await world.settle()
    told = await world.operators.state()
    assert "notification target room cannot be told of incidents: Amazon SNS answers NotFound" in told
    waiting = await world.storage.outbox.waiting(world.clock.now(), 10)
    assert [(one.step.kind, one.is_set_aside, one.error) for one in waiting] == [("notify", True, "CannotDeliver")] * 2
    await world.wait(hours=1)
    assert sorted(types(world)) == ["SSM Incident Start", "SSM Incident Trigger"]
    assert await world.operators.state() == "ok"
    assert await world.storage.outbox.waiting(world.clock.now(), 10) == []


async def test_what_is_refused_for_a_day_is_no_news_any_more(world):
    world.listeners.trouble = [CannotDeliver("Amazon SNS answers NotFound")] * 1000
    await an_incident(world, ROOM)
    await world.wait(hours=30)
    assert 1000 - len(world.listeners.trouble) in range(2 * 24, 2 * 26)
    assert await world.storage.steps.next_due_at("aside") is None


async def test_operators_hear_of_a_target_that_is_silent_and_that_it_is_well_again(world):
    world.listeners.trouble = [TryLater(timedelta(minutes=1), "nothing answers there")] * 14
    await an_incident(world, ROOM)
    await world.wait(minutes=4)
    assert await world.operators.state() == "ok"
    await world.wait(minutes=2.5)
    assert "nothing answers there" in await world.operators.state()
    await world.wait(minutes=5)
    assert await world.operators.state() == "ok"
    assert sorted(types(world)) == ["SSM Incident Start", "SSM Incident Trigger"]


async def test_after_a_day_it_is_no_news_any_more(world):
    world.listeners.trouble = [TryLater(timedelta(hours=5), "nothing answers there")] * 100
    await an_incident(world, ROOM)
    await world.wait(hours=31)
    assert len(world.listeners.trouble) == 100 - 2 * 6
    assert await world.storage.steps.next_due_at("outward") is None


@pytest.mark.parametrize("which", ["before", "after"])
async def test_a_power_cut_leaves_nobody_untold_and_what_is_told_twice_is_recognised(world, which):
    await an_incident(world, ROOM)
    setattr(world.store, which, world.store.commits)
    with pytest.raises(PowerCut):
        await world.settle()
    await world.restart()
    await world.settle()
    assert {one["detail-type"] for one in messages(world)} == {"SSM Incident Trigger", "SSM Incident Start"}
    by_key: dict[str, set[str]] = {}
    for _, one in world.listeners.heard:
        by_key.setdefault(one.key, set()).add(one.message)
    assert all(len(said) == 1 for said in by_key.values())


async def test_a_target_that_an_incident_has_no_more_hears_nothing(world):
    world.listeners.trouble = [TryLater(timedelta(seconds=5), "503")] * 2
    incident = await an_incident(world, ROOM)
    await world.settle()
    await world.muster.incidents("UpdateIncidentRecord", arn=incident, notificationTargets=[])
    await world.wait(seconds=10)
    assert world.listeners.heard == []


async def test_a_deleted_incident_is_told_of_no_more(world):
    world.listeners.trouble = [TryLater(timedelta(seconds=5), "503")] * 2
    incident = await an_incident(world, ROOM)
    await world.settle()
    await world.muster.incidents("DeleteIncidentRecord", arn=incident)
    await world.wait(seconds=10)
    assert world.listeners.heard == []
    assert await world.storage.steps.next_due_at("outward") is None


async def test_a_room_reads_a_sentence(world):
    await an_incident(world, ROOM)
    await world.settle()
    said: list[Notification] = [one for _, one in world.listeners.heard]
    assert said[-1].sentence == (
        "Checkout is down (High impact): The incident is open: Checkout is down. Nobody is engaged."
    )
