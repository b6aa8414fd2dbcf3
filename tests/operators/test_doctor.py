"""`muster doctor` says whether operators would hear of trouble, and tells them something on request."""

from __future__ import annotations

from aiohttp import ClientSession

from bot import environment
from bot.checks.operators import TEST, check_operators, tell_operators
from core.clock import SystemClock
from tests.notifications.test_targets import listening


def found(**env: str) -> list[str]:
    return [str(finding) for finding in check_operators(environment.read(env))]


async def told(**env: str) -> list[str]:
    async with ClientSession() as session:
        return [str(one) async for one in tell_operators(environment.read(env), session, SystemClock())]


def test_a_way_that_nobody_carries_is_named_with_what_to_set():
    said = " ".join(found(MUSTER_OPERATORS="mailto:ops@example.com,tel:+12065550100,slack:C0123"))
    assert all(setting in said for setting in ("set MUSTER_MAIL", "set MUSTER_SMS", "set SLACK_BOT_TOKEN"))
    assert "ops@example.com" not in said


def test_nothing_is_complained_of_where_nothing_is_configured():
    assert found() == []


async def test_operators_are_told_that_it_is_a_test_and_what_fails_is_said():
    async with listening() as listener:
        said = await told(MUSTER_OPERATORS=f"{listener.url},mailto:ops@example.com")
    assert TEST in listener.heard[0][1].decode()
    assert said[0] == "ok Operators were told by webhook: look whether it arrives."
    assert said[1].startswith("!  Operators cannot be told by mail (NoProvider)")


async def test_nobody_to_tell_is_a_complaint_of_its_own():
    assert "set MUSTER_OPERATORS" in (await told())[0]
