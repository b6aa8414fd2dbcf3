"""A storm rings once, and then comes as one message a minute; no page is lost in it, and each stays its own."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engagements.engagement import Page
from core.engine.ports import CannotDeliver, TryLater
from tests.engine.test_power_cuts import through_cuts
from tests.engine.world import World
from tests.operations.muster import ARNS, open_muster


async def engaged(world: World, *subjects: str, alias: str = "ana") -> list[str]:
    """Start an engagement for each, one after the other; their ARNs."""
    arns = []
    for one in subjects:
        arns.append(await world.engage(ARNS.contact(alias), Subject=one))
        world.clock.at += timedelta(milliseconds=1)
    return arns


async def page_of(world: World, engagement_arn: str) -> Page:
    [page] = await world.pages(engagement_arn)
    return page


def subjects(world: World) -> list[str]:
    return [page.subject for page in world.telephones.pages]


async def test_the_first_page_goes_out_at_once_and_the_next_ones_together(world: World) -> None:
    await world.person("ana")
    await engaged(world, "one")
    await world.settle()
    await engaged(world, "two", "three", "four")
    await world.wait(seconds=30)
    assert subjects(world) == ["one"]
    await world.wait(seconds=30)
    assert subjects(world) == ["one", "two (and 2 more)"]
    assert "three; four" in world.telephones.pages[1].content
    assert world.telephones.pages[1].others == 2


async def test_alarms_of_one_moment_ring_once_and_a_minute_later_once_more(world: World) -> None:
    await world.person("ana")
    await engaged(world, *(str(number) for number in range(42)))
    await world.settle()
    assert len(world.telephones.pages) == 1
    await world.wait(minutes=1)
    assert [page.subject.partition(" (")[2] for page in world.telephones.pages] == ["", "and 40 more)"]


async def test_each_page_keeps_its_own_receipts_and_code(world: World) -> None:
    await world.person("ana")
    arns = await engaged(world, "one", "two", "three")
    await world.wait(minutes=1)
    pages = [await page_of(world, arn) for arn in arns]
    assert len({page.code for page in pages}) == 3
    assert [[receipt.type for receipt in page.receipts] for page in pages] == [["SENT"]] * 3
    assert pages[1].receipts[0].info == pages[2].receipts[0].info != pages[0].receipts[0].info
    await world.answers("ana", pages[2])
    assert (await world.engagement(arns[2])).acknowledged_at and not (await world.engagement(arns[1])).acknowledged_at


async def test_a_page_that_waits_alone_says_nothing_of_others(world: World) -> None:
    await world.person("ana")
    await engaged(world, "one", "two")
    await world.wait(minutes=1)
    assert subjects(world) == ["one", "two"]


async def test_another_person_s_page_does_not_wait(world: World) -> None:
    await world.person("ana")
    await world.person("ben")
    await engaged(world, "one")
    await engaged(world, "two", alias="ben")
    await world.settle()
    assert world.telephones.rang() == ["UANA", "UBEN"]


async def test_a_minute_later_a_page_goes_out_at_once(world: World) -> None:
    await world.person("ana")
    await engaged(world, "one")
    await world.wait(minutes=1)
    await engaged(world, "two")
    await world.settle()
    assert subjects(world) == ["one", "two"]


async def test_what_was_answered_while_it_waited_is_in_no_message(world: World) -> None:
    await world.person("ana")
    arns = await engaged(world, "one", "two", "three")
    await world.settle()
    await world.answers("ana", await page_of(world, arns[1]))
    await world.wait(minutes=1)
    assert subjects(world) == ["one", "three"]


async def test_where_the_one_that_leads_is_answered_in_the_last_moment_the_others_still_go_out(world: World) -> None:
    await world.person("ana")
    arns = await engaged(world, "one", "two", "three", "four")
    await world.settle()
    world.clock.at += timedelta(minutes=1)
    await world.engine.turn()  # decides that "two" leads
    lead = await page_of(world, arns[1])
    assert lead.leads == 2
    await world.answers("ana", lead)
    await world.wait(minutes=2)
    sent = [receipt.type for arn in arns for receipt in (await page_of(world, arn)).receipts if receipt.type == "SENT"]
    assert (len(sent), "two (and 2 more)" in subjects(world)) == (3, False)


async def test_a_carrier_that_asks_for_patience_gets_it_and_all_of_them_go_out(world: World) -> None:
    await world.person("ana")
    arns = await engaged(world, "one", "two", "three")
    await world.settle()
    world.telephones.trouble["UANA"] = [TryLater(timedelta(seconds=10), "ratelimited")]
    await world.wait(minutes=2)
    assert subjects(world) == ["one", "two (and 1 more)"]
    assert [(await world.receipts((await page_of(world, arn)).arn))[-1] for arn in arns] == ["SENT"] * 3


async def test_where_it_will_never_work_every_page_says_so(world: World) -> None:
    await world.person("ana")
    arns = await engaged(world, "one", "two", "three")
    await world.settle()
    world.telephones.trouble["UANA"] = [CannotDeliver("account_inactive")]
    await world.wait(minutes=1)
    assert [await world.receipts((await page_of(world, arn)).arn) for arn in arns[1:]] == [["ERROR"]] * 2


async def test_nobody_waits_for_a_page_that_did_not_ring(world: World) -> None:
    await world.person("ana")
    world.telephones.trouble["UANA"] = [CannotDeliver("timeout")]
    await engaged(world, "one")
    await world.settle()
    await engaged(world, "two")
    await world.settle()
    assert subjects(world) == ["two"]


async def test_an_answer_to_the_one_that_leads_leaves_the_others_asking_and_says_so(world: World) -> None:
    await world.person("ana")
    arns = await engaged(world, "one", "two", "three", "four")
    await world.wait(minutes=1)
    await world.answers("ana", await page_of(world, arns[1]))
    await world.settle()
    assert world.telephones.revisions[-1].outcome == "You acknowledged this page; 2 more that came with it still ask"
    for arn in arns[2:]:
        assert (await page_of(world, arn)).closed_at is None
        await world.answers("ana", await page_of(world, arn))
        await world.settle()
    assert world.telephones.revisions[-1].outcome == "You acknowledged this page"


MOST_COMMITS = 6


async def storm(world: World) -> list[str]:
    await world.person("ana")
    return await engaged(world, "one", "two", "three", "four")


async def test_the_cuts_below_reach_to_the_last_commit(world: World) -> None:
    await storm(world)
    await world.wait(minutes=1)
    assert world.store.commits == MOST_COMMITS


@pytest.mark.parametrize("number", range(MOST_COMMITS))
@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_power_cut_anywhere_loses_no_page_of_a_storm(world: World, number: int, cut: str) -> None:
    arns = await storm(world)
    setattr(world.store, cut, number)
    end = world.clock.now() + timedelta(minutes=4)
    await through_cuts(world, lambda: world.wait_until(end))
    for arn in arns:
        assert "SENT" in await world.receipts((await page_of(world, arn)).arn)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 240), min_size=1, max_size=12))
def test_nobody_hears_of_a_page_more_than_a_minute_late_and_a_channel_rings_once_a_minute(seconds: list[int]) -> None:
    asyncio.run(_arrive(sorted(seconds)))


async def _arrive(seconds: list[int]) -> None:
    with TemporaryDirectory() as folder:
        muster = await open_muster(Path(folder))
        await muster.onboard()
        world = World(muster)
        await world.person("ana")
        begun, arns = world.clock.now(), []
        for second in seconds:
            await world.wait_until(begun + timedelta(seconds=second))
            arns += await engaged(world, str(second))
        await world.wait(minutes=2)
        for arn in arns:
            page = await page_of(world, arn)
            assert page.sent_at and page.sent_at - page.created_at <= timedelta(minutes=1, seconds=1)
        rang = sorted({(await page_of(world, arn)).sent_at or begun for arn in arns})
        assert (
            len(world.telephones.pages) <= len(rang) + 1 + max(seconds) // 60
        )  # two where a minute ends as a page comes
        assert all(later - sooner >= timedelta(minutes=1) for sooner, later in pairwise(rang))
        await muster.storage.close()


@pytest.mark.parametrize("interval", [1, 2])
async def test_repetitions_of_one_page_put_off_no_other(world: World, interval: int) -> None:
    await world.person("ana", RetryIntervalInMinutes=interval)
    engagements = [await world.engage(ARNS.contact("ana"), Subject=str(number)) for number in range(3)]
    await world.wait(minutes=1)
    pages = [await page_of(world, one) for one in engagements]
    assert all(page.sent_at for page in pages)
    await world.wait(minutes=3)
    sent = [len([one for one in (await page_of(world, each)).receipts if one.type == "SENT"]) for each in engagements]
    assert min(sent) > 1
