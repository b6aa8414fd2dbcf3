"""What cannot be opened waits and is told of; everybody else is paged all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.engine import failing
from core.engine.patience import pause_after
from core.step import Step
from core.unreadable import KeyOutOfReach, KeyRefused, KeyThrottled
from core.work import Cancel, Postpone, SetAside
from tests.databases import tamper
from tests.operations.muster import START


@pytest.fixture
def damage(tmp_path: Path):
    """Makes a row of a table unreadable."""

    def do(table: str, where: str = "1 = 1") -> None:
        assert tamper(tmp_path, f"UPDATE {table} SET sealed = substr(sealed, 1, 20) WHERE {where}") == 1  # noqa: S608

    return do


async def test_a_damaged_engagement_keeps_nobody_from_starting_and_no_other_from_being_paged(world, damage, caplog):
    damaged = await world.engage(await world.person("ana"))
    await world.engage(await world.person("ben"))
    damage("engagement", f"arn = '{damaged}'")
    await world.restart()
    await world.wait(minutes=3)
    assert world.telephones.rang() == ["UBEN"]
    assert await world.engine.state() == "1 steps wait: what they are about cannot be opened"
    assert caplog.text.count("page waits") == 1
    assert "Traceback" not in caplog.text and "File " not in caplog.text


async def test_what_stays_closed_is_set_aside_where_operators_see_it(world, damage):
    damaged = await world.engage(await world.person("ana", RetryIntervalInMinutes=1))
    damage("engagement", f"arn = '{damaged}'")
    await world.wait(minutes=10)
    waiting = await world.storage.outbox.waiting(world.clock.now(), 10)
    assert {one.step.kind for one in waiting} == {"page", "escalate"}
    assert damaged in {one.step.subject for one in waiting}
    assert all(one.is_set_aside and one.error == "CannotOpen" for one in waiting)


def test_a_key_that_is_out_of_reach_is_no_steps_fault() -> None:
    step = Step(kind="page", subject="x", due_at=START, attempts=100, failures=100)
    for outage in (KeyOutOfReach("KMS does not answer"), KeyThrottled("later")):
        assert failing.after(step, outage, START, 4) == Postpone(step, START + pause_after(4))
    assert isinstance(failing.after(step, KeyRefused("disabled"), START), SetAside)


async def test_an_engagement_that_stands_still_is_found_behind_a_damaged_one(world, damage):
    damaged = await world.engage(await world.person("ana", RetryIntervalInMinutes=1))
    other = await world.engage(await world.person("ben", RetryIntervalInMinutes=1))
    damage("engagement", f"arn = '{damaged}'")
    await world.storage.store.commit([Cancel(f"escalate {one}") for one in (damaged, other)])
    assert await world.watch.look() == 2
    await world.wait(minutes=1)
    assert world.telephones.rang() == ["UBEN", "UBEN"]


async def test_a_page_goes_out_once_although_its_incident_cannot_be_opened(world, damage):
    plan = await world.muster.plan(engagements=[await world.person("ana")])
    await world.muster.start(plan)
    damage("incident")
    await world.wait(minutes=4)
    assert world.telephones.rang() == ["UANA"]


async def test_a_damaged_page_does_not_hide_the_next_stage(world, damage):
    await world.person("ana")
    await world.person("ben")
    await world.engage(await world.escalation(("ana",), ("ben",)))
    await world.settle()
    damage("page")
    await world.wait(minutes=6)
    assert world.telephones.rang() == ["UANA", "UBEN"]


async def test_what_waited_is_told_no_more_once_the_replication_set_is_gone(world, damage):
    damaged = await world.engage(await world.person("ana"))
    damage("engagement", f"arn = '{damaged}'")
    await world.wait(minutes=1)
    arn = (await world.muster.incidents("ListReplicationSets"))["replicationSetArns"][0]
    await world.muster.incidents("DeleteReplicationSet", arn=arn)
    await world.wait(minutes=2)
    assert await world.engine.state() == "ok"
