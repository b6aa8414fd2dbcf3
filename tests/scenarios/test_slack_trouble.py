"""Slack limits, stumbles and is away: pages do not wait for it, and nothing is forgotten."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from tests.ports import free_port
from tests.scenarios.organisation import set_up
from tests.scenarios.world import GENERAL, INCIDENTS, World, asks, words, world_around, world_in
from tests.slack.fake_slack import FakeSlack

TITLE = "Search is slow"


async def test_a_channel_that_slack_limits_delays_no_page(world: World) -> None:
    world.slack.limit("chat.postMessage", channel=INCIDENTS, retry_after=2, times=2)
    await world.ana.starts(TITLE, plan="only-ben")

    await world.page_of(world.ben, TITLE)
    assert not world.cards(TITLE)

    await world.until(lambda: world.cards(TITLE))
    tries = [call for call in world.slack.called("chat.postMessage", channel=INCIDENTS) if TITLE in str(call.arguments)]
    assert [call.ok for call in tries] == [False, False, True]
    assert tries[1].at - tries[0].at >= 2
    assert tries[2].at - tries[1].at >= 2


async def test_a_page_that_slack_did_not_take_is_sent_again(world: World) -> None:
    direct = f"D0{world.ben.user}"
    world.slack.fail("chat.postMessage", "internal_error", channel=direct)
    await world.ana.starts(TITLE, plan="only-ben")
    page = await world.page_of(world.ben, TITLE)
    await world.ben.presses("Acknowledge", page)
    await world.until(lambda: not asks(page))


async def test_muster_starts_while_slack_is_away_and_works_when_it_is_back(tmp_path: Path) -> None:
    port = free_port()
    slack = FakeSlack(port=port)
    world = world_around(slack, tmp_path, "1s")
    try:
        await world.restart()
        async with aiohttp.ClientSession() as http, http.get(f"{world.muster.url}/healthz") as healthy:
            assert healthy.status == 200
        async with slack:
            answer = await world.ana.types("ssm-incidents list-incident-records")
            assert "nothing found" in answer or "replication set" in answer
    finally:
        await world.kill()


async def test_pages_that_fell_due_while_slack_was_away_arrive_when_it_is_back(tmp_path: Path) -> None:
    async with world_in(tmp_path, minute="0.3s") as world:
        await set_up(world)
        for user in ("U0BEN", "U0CHLOE"):
            world.slack.fail("chat.postMessage", "internal_error", channel=f"D0{user}", times=None)
        await world.ana.starts(TITLE)
        await world.until(lambda: world.slack.called("chat.postMessage", channel="D0U0CHLOE"))
        world.slack.forget_troubles()
        ben, chloe = await world.page_of(world.ben, TITLE), await world.page_of(world.chloe, TITLE)
        await world.chloe.presses("Acknowledge", chloe)
        await world.until(lambda: not asks(ben))
        assert "Chloe" in words(ben)
        assert world.slack.said_in(GENERAL)
