"""A storm rings three times, and then comes as one message; no page is lost in it, and each stays its own."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engagements.engagement import Page
from core.engine.ports import CannotDeliver, TryLater
from core.engine.ringing import AT_ONCE
from tests.engine.test_power_cuts import through_cuts
from tests.engine.world import World
from tests.operations.muster import ARNS, open_muster

RANG = ["early", "later", "latest"]
"""As many as ring before others wait."""


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


async def rung_out(world: World) -> list[str]:
    """Ana, whose channel rang as often as it may: what is for her now waits; the ARNs of the engagements."""
    await world.person("ana")
    arns = []
    for subject in RANG:
        arns += await engaged(world, subject)
        await world.settle()
    assert subjects(world) == RANG
    return arns


async def test_an_ordinary_night_s_second_and_third_trouble_are_heard_at_once(world: World) -> None:
    await world.person("ana")
    for subject in RANG:
        await engaged(world, subject)
        await world.settle()
        assert subjects(world)[-1] == subject
        await world.wait(seconds=15)


async def test_what_follows_three_pages_within_a_minute_comes_together(world: World) -> None:
    await rung_out(world)
    await engaged(world, "one", "two", "three")
    await world.wait(seconds=30)
    assert subjects(world) == RANG
    await world.wait(seconds=30)
    assert subjects(world) == [*RANG, "one (and 2 more)"]
    assert "two; three" in world.telephones.pages[-1].content
    assert world.telephones.pages[-1].others == 2


async def test_it_waits_only_until_fewer_than_three_rang_within_a_minute(world: World) -> None:
    await world.person("ana")
    for subject in RANG:
        await engaged(world, subject)
        await world.wait(seconds=15)
    [arn] = await engaged(world, "one")
    await world.wait(minutes=1)
    page = await page_of(world, arn)
    assert page.sent_at and page.sent_at - page.created_at < timedelta(seconds=16)


async def test_alarms_of_one_moment_ring_three_times_and_a_minute_later_once_more(world: World) -> None:
    await world.person("ana")
    await engaged(world, *(str(number) for number in range(42)))
    await world.settle()
    assert len(world.telephones.pages) == AT_ONCE
    await world.wait(minutes=1)
    assert [page.subject.partition(" (")[2] for page in world.telephones.pages] == ["", "", "", "and 38 more)"]


async def incident_for_ana(world: World, impact: int) -> str:
    """A new incident of this impact, which pages her; the ARN of its response plan."""
    template = {"title": f"Impact {impact}", "impact": impact}
    plan = await world.muster.plan(f"of-{impact}", template=template, engagements=[ARNS.contact("ana")])
    await world.muster.start(plan)
    return plan


async def test_what_is_graver_than_all_that_rang_lately_never_waits(world: World) -> None:
    await rung_out(world)
    for impact in (4, 2, 1):
        await incident_for_ana(world, impact)
        await world.settle()
        assert world.telephones.pages[-1].impact == impact


async def test_what_is_as_grave_or_less_grave_waits(world: World) -> None:
    await rung_out(world)
    plan = await incident_for_ana(world, 2)
    await world.settle()
    heard = len(world.telephones.pages)
    await incident_for_ana(world, 3)
    await world.muster.start(plan)
    await world.settle()
    assert len(world.telephones.pages) == heard
    await world.wait(minutes=1)
    assert world.telephones.pages[-1].others == 1


async def test_each_page_keeps_its_own_receipts_and_code(world: World) -> None:
    arns = [*await rung_out(world), *await engaged(world, "one", "two")]
    await world.wait(minutes=1)
    pages = [await page_of(world, arn) for arn in arns]
    assert len({page.code for page in pages}) == 5
    assert [[receipt.type for receipt in page.receipts] for page in pages] == [["SENT"]] * 5
    assert pages[3].receipts[0].info == pages[4].receipts[0].info != pages[2].receipts[0].info
    await world.answers("ana", pages[4])
    assert (await world.engagement(arns[4])).acknowledged_at and not (await world.engagement(arns[3])).acknowledged_at


async def test_a_page_that_waits_alone_says_nothing_of_others(world: World) -> None:
    await rung_out(world)
    await engaged(world, "one")
    await world.wait(minutes=1)
    assert subjects(world) == [*RANG, "one"]


async def test_another_person_s_page_does_not_wait(world: World) -> None:
    await rung_out(world)
    await world.person("ben")
    await engaged(world, "one", alias="ben")
    await world.settle()
    assert world.telephones.rang()[-1] == "UBEN"


async def test_a_minute_later_a_page_goes_out_at_once(world: World) -> None:
    await rung_out(world)
    await world.wait(minutes=1)
    await engaged(world, "one")
    await world.settle()
    assert subjects(world) == [*RANG, "one"]


async def test_what_was_answered_while_it_waited_is_in_no_message(world: World) -> None:
    await rung_out(world)
    arns = await engaged(world, "one", "two")
    await world.settle()
    await world.answers("ana", await page_of(world, arns[0]))
    await world.wait(minutes=1)
    assert subjects(world) == [*RANG, "two"]


async def test_where_the_one_that_leads_is_answered_in_the_last_moment_the_others_still_go_out(world: World) -> None:
    await rung_out(world)
    arns = await engaged(world, "one", "two", "three")
    await world.settle()
    world.clock.at += timedelta(minutes=1)
    await world.engine.turn()  # decides that "one" leads
    lead = await page_of(world, arns[0])
    assert lead.leads == 2
    await world.answers("ana", lead)
    await world.wait(minutes=2)
    assert subjects(world) == [*RANG, "two (and 1 more)"]


async def test_a_carrier_that_asks_for_patience_gets_it_and_all_of_them_go_out(world: World) -> None:
    await rung_out(world)
    arns = await engaged(world, "one", "two")
    await world.settle()
    world.telephones.trouble["UANA"] = [TryLater(timedelta(seconds=10), "ratelimited")]
    await world.wait(minutes=2)
    assert subjects(world) == [*RANG, "one (and 1 more)"]
    assert [(await world.receipts((await page_of(world, arn)).arn))[-1] for arn in arns] == ["SENT"] * 2


async def test_where_it_will_never_work_every_page_says_so(world: World) -> None:
    await rung_out(world)
    arns = await engaged(world, "one", "two")
    await world.settle()
    world.telephones.trouble["UANA"] = [CannotDeliver("account_inactive")]
    await world.wait(minutes=1)
    assert [await world.receipts((await page_of(world, arn)).arn) for arn in arns] == [["ERROR"]] * 2


async def test_nobody_waits_for_a_page_that_did_not_ring(world: World) -> None:
    await world.person("ana")
    world.telephones.trouble["UANA"] = [CannotDeliver("timeout")] * AT_ONCE
    await engaged(world, *RANG)
    await world.settle()
    await engaged(world, "one")
    await world.settle()
    assert subjects(world) == ["one"]


async def test_an_answer_to_the_one_that_leads_leaves_the_others_asking_and_says_so(world: World) -> None:
    await rung_out(world)
    arns = await engaged(world, "one", "two", "three")
    await world.wait(minutes=1)
    await world.answers("ana", await page_of(world, arns[0]))
    await world.settle()
    assert world.telephones.revisions[-1].outcome == "You acknowledged this page; 2 more that came with it still ask"
    for arn in arns[1:]:
        assert (await page_of(world, arn)).closed_at is None
        await world.answers("ana", await page_of(world, arn))
        await world.settle()
    assert world.telephones.revisions[-1].outcome == "You acknowledged this page"


MOST_COMMITS = 7


async def storm(world: World) -> list[str]:
    await world.person("ana")
    return await engaged(world, *RANG, "one", "two")


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
def test_nobody_hears_of_a_page_more_than_a_minute_late_and_a_channel_rings_thrice_a_minute(seconds: list[int]) -> None:
    asyncio.run(_arrive(sorted(seconds)))


async def _arrive(seconds: list[int]) -> None:
    with TemporaryDirectory() as folder:
        muster = await open_muster(Path(folder))
        await muster.onboard()
        world = World(muster)
        await world.person("ana")
        begun: datetime = world.clock.now()
        arns: list[str] = []
        for second in seconds:
            await world.wait_until(begun + timedelta(seconds=second))
            arns += await engaged(world, str(second))
        await world.wait(minutes=2)
        heard: dict[str | None, datetime] = {}
        for arn in arns:
            page = await page_of(world, arn)
            assert page.sent_at and page.sent_at - page.created_at <= timedelta(minutes=1, seconds=1)
            heard[page.receipts[-1].info] = page.sent_at
        assert len(heard) == len(world.telephones.pages)
        rang = sorted(heard.values())
        assert all(later - sooner >= timedelta(minutes=1) for sooner, later in zip(rang, rang[AT_ONCE:], strict=False))
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
