"""What cannot be opened waits and is told of; everybody else is paged all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.work import Cancel
from tests.databases import tamper


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
