"""The power may fail before or after any commit: afterwards everybody is paged as if it had not."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from storage.postgres_connecting import CONNECTING
from storage.postgres_writer import WRITER
from tests.engine.world import PowerCut, World
from tests.operations.muster import ARNS, START


async def live(world: World, engagement: str) -> None:
    """Ana and Ben do not answer, Cleo does; every cut is followed by a restart."""
    await through_cuts(world, lambda: world.wait_until(START + timedelta(minutes=11)))
    [of_cleo] = [page for page in await world.pages(engagement) if page.contact_arn == ARNS.contact("cleo")]
    await world.answers("cleo", of_cleo)
    await through_cuts(world, lambda: world.wait_until(START + timedelta(hours=1)))


async def through_cuts(world: World, what) -> None:
    try:
        await what()
    except PowerCut:
        await everybody_falls_silent()
        await world.restart()
        await what()


async def everybody_falls_silent() -> None:
    """Nothing of the process lives on but its connection to the database, which is not opened anew."""
    others = {task for task in asyncio.all_tasks() if task.get_name() not in (WRITER, CONNECTING)} - {
        asyncio.current_task()
    }
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def escalating(world: World) -> str:
    for alias in ("ana", "ben", "cleo", "dora"):
        await world.person(alias, RetryIntervalInMinutes=3)
    return await world.engage(await world.escalation(("ana",), ("ben",), ("cleo",), ("dora",)))


MOST_COMMITS = 12


async def test_the_cuts_below_reach_to_the_last_commit(world):
    await live(world, await escalating(world))
    assert world.store.commits == MOST_COMMITS


@pytest.mark.parametrize("number", range(MOST_COMMITS))
@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_power_cut_costs_nobody_a_page_and_doubles_none_but_the_one_in_hand(world, number, cut):
    engagement = await escalating(world)
    setattr(world.store, cut, number)
    await live(world, engagement)
    people = [page.contact_arn for page in await world.pages(engagement)]
    assert people == [ARNS.contact(alias) for alias in ("ana", "ben", "cleo")]
    sendings = Counter((page.address, page.attempt) for page in world.telephones.pages)
    assert {("UANA", 1), ("UBEN", 1), ("UCLEO", 1)} <= sendings.keys()
    assert sum(sendings.values()) - len(sendings) <= 1
    assert list(dict.fromkeys(world.telephones.rang())) == ["UANA", "UBEN", "UCLEO"]
    assert len({page.code for page in world.telephones.pages if page.address == "UANA"}) == 1
    assert (await world.engagement(engagement)).acknowledged_by == ARNS.contact("cleo")
    assert (await world.engagement(engagement)).finished_at
    revised = {page.address for page in world.telephones.revisions}
    assert revised == {"UANA", "UBEN", "UCLEO"}
