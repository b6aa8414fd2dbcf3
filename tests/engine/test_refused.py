"""A carrier takes nothing for a while: every page is tried on, none waits for another, and the oldest rings first."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engine.ports import Busy, CannotDeliver, TryLater
from core.engine.ringing import AT_ONCE
from tests.engine.test_bundling import engaged, page_of, subjects
from tests.engine.test_power_cuts import through_cuts
from tests.engine.world import World
from tests.operations.muster import open_muster

AGAIN_IN = timedelta(seconds=10)
MAIL_IS_FULL = TryLater(AGAIN_IN, "the mail server does not take the mail now (452)")
ALARMS = tuple(f"X{number}" for number in range(1, 2 * AT_ONCE + 1))
ALL = f"X1 (and {len(ALARMS) - 1} more)"


async def refused(world: World) -> list[str]:
    """Ana is refused as many alarms at once as would ring twice over; the ARNs of the engagements."""
    await world.person("ana")
    world.telephones.away["UANA"] = MAIL_IS_FULL
    arns = await engaged(world, *ALARMS)
    await world.wait(seconds=1)
    return arns


def tried(world: World) -> list[str]:
    """What has been tried since this was asked the last time."""
    found = [page.subject for page in world.telephones.tried]
    world.telephones.tried.clear()
    return found


async def test_no_page_waits_for_one_that_did_not_ring(world: World) -> None:
    for arn in await refused(world):
        assert (await world.receipts((await page_of(world, arn)).arn)) == ["ERROR"]


async def test_all_of_them_are_tried_each_time_that_the_carrier_asks_for(world: World) -> None:
    await refused(world)
    tried(world)
    for _ in range(12):
        await world.wait(seconds=AGAIN_IN.total_seconds())
        assert tried(world) == [ALL]


async def test_once_the_carrier_is_back_the_oldest_rings_with_all_others_in_its_message(world: World) -> None:
    arns = await refused(world)
    await world.wait(seconds=41)
    del world.telephones.away["UANA"]
    await world.wait(seconds=AGAIN_IN.total_seconds())
    assert subjects(world) == [ALL]
    await world.wait(minutes=2)
    assert subjects(world) == [ALL]
    for arn in arns:
        assert (await world.receipts((await page_of(world, arn)).arn)) == ["ERROR", "SENT"]


async def test_who_comes_while_the_carrier_takes_nothing_is_tried_at_once_behind_the_older_ones(world: World) -> None:
    await refused(world)
    await world.wait(seconds=15)
    tried(world)
    await engaged(world, "late")
    await world.wait(seconds=1)
    assert tried(world) == ["X1 (and 6 more)"]


async def test_who_finds_the_carrier_back_brings_the_older_ones_along(world: World) -> None:
    await refused(world)
    await world.wait(seconds=15)
    del world.telephones.away["UANA"]
    await engaged(world, "late")
    await world.wait(seconds=1)
    assert subjects(world) == ["X1 (and 6 more)"]


async def test_an_answer_to_the_one_that_would_lead_leaves_the_others_tried(world: World) -> None:
    first, *others = await refused(world)
    await world.answers("ana", await page_of(world, first))
    await world.wait(seconds=AGAIN_IN.total_seconds())
    tried(world)
    await world.wait(seconds=AGAIN_IN.total_seconds())
    assert tried(world) == ["X2 (and 4 more)"]
    del world.telephones.away["UANA"]
    await world.wait(seconds=AGAIN_IN.total_seconds())
    assert subjects(world) == ["X2 (and 4 more)"]
    assert all([(await page_of(world, arn)).sent_at for arn in others])


async def test_a_page_that_is_refused_alone_says_so_once_and_is_tried_on(world: World) -> None:
    await world.person("ana")
    world.telephones.away["UANA"] = MAIL_IS_FULL
    [arn] = await engaged(world, "one")
    await world.wait(minutes=1)
    assert tried(world) == ["one"] * 7
    del world.telephones.away["UANA"]
    await world.wait(seconds=AGAIN_IN.total_seconds())
    assert (await world.receipts((await page_of(world, arn)).arn)) == ["ERROR", "SENT"]


async def test_repetitions_put_off_nothing_while_the_carrier_takes_nothing(world: World) -> None:
    await world.person("ana", RetryIntervalInMinutes=1)
    world.telephones.away["UANA"] = MAIL_IS_FULL
    await engaged(world, *ALARMS)
    await world.wait(seconds=1)
    tried(world)
    await world.wait(minutes=3)
    assert tried(world) == [ALL] * 18


async def test_what_waits_for_its_turn_still_counts_as_ringing(world: World) -> None:
    """It is we who let it wait, and it rings soon: a storm must not slip through meanwhile."""
    await world.person("ana")
    world.telephones.trouble["UANA"] = [Busy(timedelta(seconds=1), "more is not taken in a second")] * AT_ONCE
    await engaged(world, *ALARMS)
    await world.wait(seconds=30)
    rang = subjects(world)  # any of them, since all six try at once
    assert len(rang) == AT_ONCE and set(rang) < set(ALARMS)


async def test_nobody_waits_for_pages_that_will_never_ring(world: World) -> None:
    await world.person("ana")
    world.telephones.trouble["UANA"] = [CannotDeliver("the mailbox is gone")] * AT_ONCE
    arns = await engaged(world, *ALARMS)
    await world.wait(seconds=1)
    assert len([arn for arn in arns if (await page_of(world, arn)).sent_at]) == len(ALARMS) - AT_ONCE


async def test_one_that_fails_each_time_takes_no_others_with_it(world: World) -> None:
    await world.person("ana")
    world.telephones.away["UANA"] = MAIL_IS_FULL
    await engaged(world, *ALARMS)
    await world.wait(seconds=1)
    world.telephones.away.clear()
    world.telephones.trouble["UANA"] = [RuntimeError("X1 is damaged")] * 2
    await world.wait(seconds=20)
    assert sorted(subjects(world)) == ["X1", "X2 (and 4 more)"]


@pytest.mark.parametrize("number", range(14))
@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_power_cut_anywhere_in_it_loses_no_page(world: World, number: int, cut: str) -> None:
    await world.person("ana")
    world.telephones.away["UANA"] = MAIL_IS_FULL
    arns = await engaged(world, *ALARMS)
    setattr(world.store, cut, number)

    async def lived() -> None:
        await world.wait(seconds=25)
        world.telephones.away.clear()
        await world.wait(minutes=2)

    await through_cuts(world, lived)
    for arn in arns:
        assert "SENT" in await world.receipts((await page_of(world, arn)).arn)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 200), min_size=1, max_size=12), st.integers(0, 200), st.integers(1, 100))
def test_whenever_it_is_away_all_ring_in_order_soon_after_and_never_too_often(
    seconds: list[int], away_at: int, away_for: int
) -> None:
    asyncio.run(_arrive(sorted(seconds), away_at, away_at + away_for))


async def _arrive(seconds: list[int], away_at: int, back_at: int) -> None:
    with TemporaryDirectory() as folder:
        muster = await open_muster(Path(folder))
        await muster.onboard()
        world = World(muster)
        await world.person("ana")
        begun: datetime = world.clock.now()
        arns: list[str] = []
        happenings = sorted([(second, "page") for second in seconds] + [(away_at, "away"), (back_at, "back")])
        for second, what in happenings:
            await world.wait_until(begun + timedelta(seconds=second))
            if what == "page":
                arns += await engaged(world, str(second))
            elif what == "away":
                world.telephones.away["UANA"] = MAIL_IS_FULL
            else:
                world.telephones.away.clear()
        await world.wait(minutes=2)
        pages = [await page_of(world, arn) for arn in arns]
        sent_at = [page.sent_at for page in pages if page.sent_at]
        assert sent_at == sorted(sent_at) and len(sent_at) == len(arns)
        rang = sorted({page.receipts[-1].info: page.sent_at for page in pages if page.sent_at}.values())
        assert len(rang) == len(world.telephones.pages)
        assert all(later - sooner >= timedelta(minutes=1) for sooner, later in zip(rang, rang[AT_ONCE:], strict=False))
        back = begun + timedelta(seconds=back_at) + AGAIN_IN
        # Once a channel has rung as often as it may, the rest waits until it has been quiet.
        patience = timedelta(seconds=2) if len(rang) <= AT_ONCE else timedelta(seconds=62)
        assert all(page.sent_at <= max(page.created_at, back) + patience for page in pages if page.sent_at)
        await muster.storage.close()
