"""A page to nobody goes the whole way of a page; whatever is broken on that way, nobody is told that all is well."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import environment
from bot.assembly.engine import ledger_of
from core.engine.lateness import LATE_AFTER, Lateness
from core.engine.probing import Prober
from core.probes.probe import EVERY, GIVEN_UP_AFTER, IN_TIME, NAME, PROVES_FOR
from core.work import Cancel, Change
from tests.databases import on_both
from tests.engine.world import World
from tests.operations.muster import open_muster

pytestmark = on_both

ACCOUNT = "111122223333"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Without a replication set: pages to nobody go out from the first moment on."""
    muster = await open_muster(tmp_path)
    yield World(muster)
    await muster.storage.close()


@pytest.fixture
def prober(world: World) -> Prober:
    return another(world)


def another(world: World) -> Prober:
    ledger = ledger_of(environment.read({}), world.store, world.clock)
    return Prober(world.storage.probes, ledger, world.clock, world.operators, ACCOUNT)


async def seen_for(world: World, prober: Prober, time: timedelta) -> None:
    """The engine and the prober do their work for so long."""
    end = world.clock.now() + time
    while world.clock.now() < end:
        await prober.look()
        await world.settle()
        world.clock.advance(seconds=5)
    await prober.look()


async def test_a_page_to_nobody_proves_that_pages_go_out(world, prober):
    await prober.look()
    assert not prober.proves
    await world.settle()
    await prober.look()
    assert prober.proves
    assert prober.last.receipt == "nowhere"


async def test_it_is_sent_again_and_again(world, prober):
    await seen_for(world, prober, EVERY)
    first = prober.last.asked_at
    await seen_for(world, prober, EVERY * 2)
    assert prober.last.asked_at - first >= EVERY
    assert prober.proves
    assert await world.operators.state() == "ok"


async def test_an_engine_that_stands_still_proves_nothing_and_operators_hear_of_it(world, prober):
    await seen_for(world, prober, EVERY)
    for _ in range(20):
        world.clock.advance(seconds=5)
        await prober.look()
    assert not prober.proves
    assert "go out too late, or not at all" in await world.operators.state()


async def test_what_goes_out_too_late_proves_nothing(world, prober):
    await prober.look()
    world.clock.at += IN_TIME + timedelta(seconds=1)
    await world.settle()
    await prober.look()
    assert prober.last.sent_at
    assert not prober.proves


async def test_one_that_is_lost_is_asked_for_again_and_then_all_is_well(world, prober):
    await prober.look()
    await world.storage.store.commit([Cancel(f"probe {NAME}")])
    world.clock.at += GIVEN_UP_AFTER
    await prober.look()
    await seen_for(world, prober, timedelta(minutes=1))
    assert prober.proves
    assert await world.operators.state() == "ok"


async def test_the_proof_grows_old(world, prober):
    await seen_for(world, prober, EVERY)
    world.clock.at += PROVES_FOR + EVERY
    assert not prober.proves


async def test_two_replicas_ask_for_one(world, prober):
    await asyncio.gather(prober.look(), another(world).look())
    assert await world.engine.turn() == 1
    assert (await world.storage.probes.get(NAME)).version == 2


async def test_a_database_that_does_not_answer_proves_nothing_and_operators_hear_of_it(world, prober, monkeypatch):
    class Gone:
        async def commit(self, changes: list[Change]) -> None:
            raise ConnectionError

    broken = Prober(
        world.storage.probes,
        ledger_of(environment.read({}), Gone(), world.clock),
        world.clock,
        world.operators,
        ACCOUNT,
    )
    with pytest.raises(ConnectionError):
        await broken.look()
    assert not broken.proves
    assert "the database does not do its work" in await world.operators.state()


# Lateness


async def test_a_lane_is_late_when_what_is_due_there_has_waited_too_long(world):
    lateness = Lateness(world.storage.backlogs, world.clock, world.operators, ACCOUNT)
    due_at = world.clock.now()
    await another(world).look()
    world.clock.at += LATE_AFTER["page"]
    await lateness.look()
    assert lateness.late == {}
    world.clock.advance(seconds=1)
    await lateness.look()
    assert lateness.late == {"page": due_at}
    assert "Pages are late in account 111122223333" in await world.operators.state()
    await world.settle()
    await lateness.look()
    assert lateness.late == {}
    assert await world.operators.state() == "ok"
