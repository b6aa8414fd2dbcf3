"""People see in Slack that Muster is behind: on the app's own page, and administrators by one message that changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.slack.blocks import home, late
from core.engine.lateness import Late
from tests.slack.blockkit import problems
from tests.slack.world import ANA, AT, BOSS, CHANNEL, World, shown

PAGES: Late = {"page": AT}
ALL: Late = {"page": AT, "chat": AT, "outward": AT}


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world
        assert world.slack.problems == []
        assert world.slack.woken == []


async def home_of(world: World, user: str) -> str:
    """What the app's own page shows to this person."""
    world.operations["ssm-incidents:ListIncidentRecords"] = lambda work, request: {"incidentRecordSummaries": []}
    await world.slack.somebody(user).opens_home()
    await world.settled()
    return shown(world.slack.called("views.publish")[-1].arguments["view"])


def notes(world: World) -> list[dict[str, Any]]:
    return world.slack.said_in(BOSS)


async def test_everybody_sees_on_the_app_s_page_that_pages_are_late(world):
    await world.side.show_late(PAGES, speaks=False)
    assert (await home_of(world, ANA)).strip().startswith("\N{WARNING SIGN}\N{VARIATION SELECTOR-16} *Pages are late.*")
    await world.side.show_late({}, speaks=False)
    assert "late" not in await home_of(world, ANA)


async def test_administrators_get_one_message_that_changes_and_nobody_else_gets_any(world):
    for _ in range(5):
        await world.side.show_late(PAGES, speaks=True)
    [note] = notes(world)
    assert "Pages are late" in shown(note)
    await world.side.show_late(ALL, speaks=True)
    [note] = notes(world)
    assert "What is shown in Slack is late" in shown(note)
    world.clock.ahead += timedelta(minutes=5)
    await world.side.show_late({}, speaks=True)
    [note] = notes(world)
    assert "That is over." in shown(note)
    assert world.slack.said_in(ANA) == world.slack.said_in(CHANNEL) == []


async def test_what_comes_back_is_a_new_message(world):
    for happening in (PAGES, {}, PAGES):
        await world.side.show_late(happening, speaks=True)
    assert len(notes(world)) == 2


async def test_of_several_processes_one_speaks(world):
    await world.side.show_late(PAGES, speaks=False)
    assert notes(world) == []
    await world.side.show_late(PAGES, speaks=True)
    await world.side.show_late(PAGES, speaks=False)
    assert "That is over." in shown(notes(world)[-1])


async def test_where_slack_does_not_take_the_message_nothing_else_fails(world):
    world.slack.fail("chat.postMessage", "user_disabled")
    await world.side.show_late(PAGES, speaks=True)
    await world.side.show_late({}, speaks=True)
    assert notes(world) == []


async def test_a_process_that_ends_does_not_leave_a_warning_behind():
    async with World() as world:
        await world.side.show_late(PAGES, speaks=True)
        await world.side.stop()
        assert "That is over." in shown(notes(world)[-1])


@pytest.mark.parametrize("what", [PAGES, ALL, {"outward": AT}], ids=["pages", "all", "outward"])
def test_what_is_shown_is_what_slack_takes(what):
    assert problems(late.note(what).payload, "message") == []
    assert problems(late.over(AT, AT, what).payload, "message") == []
    assert problems(home.page([], what), "home") == []
