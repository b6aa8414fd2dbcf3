"""A thousand alarms of one trouble are one incident, and few lines of its timeline; every one of them is counted."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest

from core.alarm_doors.alarm import caller_of, reported_by, start_request
from core.alarm_doors.alarm_door import AlarmDoor
from core.alarm_doors.plain import understood
from core.announcements.repeated import Repeated
from core.caller import Origin
from tests.engine.test_power_cuts import through_cuts
from tests.engine.world import World
from tests.operations.muster import ARNS, START

TOPIC = "arn:aws:sns:us-east-1:111122223333:checkout"
DOOR = AlarmDoor(name="grafana", kind="webhook", response_plan_arn=ARNS.response_plan("checkout"), created_at=START)


async def alarm(world: World, **message: Any) -> str:
    """Have the door take this; the incident's ARN."""
    said = understood({"title": "Disk full", **message}, DOOR.name, world.clock.now())
    caller = caller_of(DOOR, reported_by(DOOR, said), ARNS, Origin())
    request = start_request(DOOR, said)
    answer = await world.muster.dispatcher.call(caller, "ssm-incidents:StartIncident", request)
    return str(answer["incidentRecordArn"])


async def triggers(world: World, arn: str) -> list[dict[str, Any]]:
    """Their data; that of the one which started the incident first."""
    found = [data for type_, data in await world.muster.events(arn) if type_ == "SSM Incident Trigger"]
    return sorted(found, key=lambda data: not data["createdIncident"])


def counted(triggers: list[dict[str, Any]]) -> int:
    return sum(data.get("repetitions", 1) for data in triggers if not data["createdIncident"])


async def test_a_storm_of_one_trouble_is_one_incident_and_one_line_more(world: World) -> None:
    await world.muster.plan()
    arns = await asyncio.gather(*(alarm(world) for _ in range(50)))
    [arn] = set(arns)
    await world.wait(seconds=10)
    [first, more] = await triggers(world, arn)
    assert (first["createdIncident"], more["createdIncident"], more["repetitions"]) == (True, False, 49)


async def test_the_log_has_one_line_for_it_too(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await world.muster.plan()
    arn = (await asyncio.gather(*(alarm(world) for _ in range(50))))[0]
    await world.wait(seconds=10)
    assert [told for one in caplog.records if "takes in" in (told := one.getMessage())] == [
        f"Incident takes in 49 more alarms of its trouble: {arn}"
    ]


async def test_one_alarm_more_is_told_as_aws_tells_it(world: World) -> None:
    await world.muster.plan()
    arn = await alarm(world)
    await alarm(world, note="again")
    await world.wait(seconds=10)
    more = (await triggers(world, arn))[1]
    assert "repetitions" not in more and '"note":"again"' in more["rawData"]


async def test_more_than_fit_into_one_change_set_are_all_counted(world: World) -> None:
    await world.muster.plan()
    arn = await alarm(world)
    for _ in range(12):
        await asyncio.gather(*(alarm(world) for _ in range(50)))
    await world.wait(seconds=10)
    assert counted(await triggers(world, arn)) == 600
    assert await world.storage.repetitions.of_incident(arn, 10) == []


async def test_an_alarm_that_comes_while_they_are_counted_is_counted_the_next_time(world: World) -> None:
    await world.muster.plan()
    arn = await alarm(world)
    await alarm(world)
    world.clock.at += timedelta(seconds=10)
    [step] = [one for one in await world.muster.due("chat") if one.kind == "tally"]
    await alarm(world)
    await world.engine._deeds["tally"](step)
    assert counted(await triggers(world, arn)) >= 1
    await world.wait(minutes=1)
    assert counted(await triggers(world, arn)) == 2


async def test_the_card_counts_them_and_is_changed_once_for_all_that_came_together(world: World) -> None:
    await world.muster.chatbot(
        "CreateSlackChannelConfiguration",
        ConfigurationName="checkout",
        SlackTeamId="THOME",
        SlackChannelId="CCHECKOUT",
        IamRoleArn="arn:aws:iam::111122223333:role/chat",
        SnsTopicArns=[TOPIC],
    )
    await world.muster.plan(chatChannel={"chatbotSns": [TOPIC]})
    await alarm(world)
    await world.settle()
    before = len(world.board.cards)
    for _ in range(4):
        world.clock.advance(seconds=2)
        await asyncio.gather(*(alarm(world) for _ in range(10)))
    last_at = world.clock.now()
    await world.wait(seconds=20)
    _, card, ts = world.board.cards[-1]
    assert card.repeated == Repeated(times=40, last_at=last_at)
    assert (ts, len(world.board.cards) - before) == ("TS-CCHECKOUT", 1)


async def test_an_alarm_after_the_end_starts_another_incident(world: World) -> None:
    await world.muster.plan()
    arn = await alarm(world)
    await world.muster.incidents("UpdateIncidentRecord", arn=arn, status="RESOLVED")
    assert await alarm(world) != arn


async def test_nothing_of_an_incident_that_was_deleted_stays(world: World) -> None:
    await world.muster.plan()
    arn = await alarm(world)
    await alarm(world)
    await world.muster.incidents("DeleteIncidentRecord", arn=arn)
    assert await world.storage.repetitions.of_incident(arn, 10) == []
    await world.wait(seconds=10)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_power_cut_counts_none_twice_and_forgets_none(world: World, number: int, cut: str) -> None:
    await world.muster.plan()
    arn = await alarm(world)
    await world.settle()
    for _ in range(3):
        await alarm(world)
    setattr(world.store, cut, world.store.commits + number)
    end = world.clock.now() + timedelta(minutes=3)
    await through_cuts(world, lambda: world.wait_until(end))
    assert counted(await triggers(world, arn)) == 3
