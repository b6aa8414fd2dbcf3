"""When is a process well?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_network

import aiohttp
import pytest

from bot.http.front import Front
from bot.http.health import Check, Health, Vitals
from bot.http.server import Server
from tests.slack.memory import MovableClock

CLOCK = MovableClock()


async def told(turned_at: datetime | None, **states: str) -> tuple[int, dict[str, str]]:
    async def state(name: str) -> str:
        if states[name] == "raise":
            raise OSError("secret path")
        return states[name]

    checks = {name: (lambda name=name: state(name)) for name in states}
    vitals = {"111122223333": Vitals(turned_at=lambda: turned_at, checks=checks)}
    return await asked(vitals)


async def asked(vitals: dict[str, Vitals], front: Front | None = None, **headers: str) -> tuple[int, dict[str, str]]:
    server = Server(Health(vitals, CLOCK).routes, "127.0.0.1", 0, front=front)
    await server.start()
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{server.url}/healthz", headers=headers) as answer:
            return answer.status, await answer.json()
    finally:
        await server.stop()


async def test_a_process_whose_engine_turns_is_well() -> None:
    assert await told(CLOCK.now(), database="ok", slack="connected") == (
        200,
        {"status": "ok", "engine": "ok", "database": "ok", "slack": "connected"},
    )


async def test_a_process_whose_engine_stands_still_is_not() -> None:
    status, body = await told(CLOCK.now() - timedelta(seconds=11))
    assert (status, body["status"]) == (503, "failing")
    assert body["engine"] == "has not turned for 11 s"
    assert (await told(None))[0] == 503


async def test_without_a_database_nothing_works_but_without_slack_much_does() -> None:
    assert (await told(CLOCK.now(), database="raise"))[0] == 503
    status, body = await told(CLOCK.now(), database="ok", slack="not connected")
    assert (status, body["slack"]) == (200, "not connected")


async def test_health_quotes_no_error() -> None:
    assert "secret" not in json.dumps(await told(CLOCK.now(), database="raise"))


async def test_of_several_accounts_each_is_told_for_itself_and_one_that_stands_still_is_enough() -> None:
    async def connected() -> str:
        return "connected"

    moments = {"111122223333": CLOCK.now(), "444455556666": None}
    vitals = {
        account: Vitals(turned_at=lambda at=at: at, checks={"slack": connected}) for account, at in moments.items()
    }
    told_here = {
        "status": "failing",
        "accounts": {
            "111122223333": {"engine": "ok", "slack": "connected"},
            "444455556666": {"engine": "not started", "slack": "connected"},
        },
    }
    assert await asked(vitals) == (503, told_here)


@pytest.mark.parametrize("accounts", [["111122223333"], ["111122223333", "444455556666"]])
@pytest.mark.parametrize(("turns", "told"), [(True, (200, {"status": "ok"})), (False, (503, {"status": "failing"}))])
async def test_whoever_asks_from_elsewhere_learns_whether_all_is_well_and_no_more(accounts, turns, told):
    vitals = {account: Vitals(turned_at=lambda: CLOCK.now() if turns else None, checks={}) for account in accounts}
    proxied = Front(proxies=[ip_network("192.0.2.0/24")], peer_of=lambda _: "192.0.2.1")
    assert await asked(vitals, proxied) == told
    over_one_that_is_not_named = {"X-Forwarded-For": "198.51.100.7"}
    assert await asked(vitals, **over_one_that_is_not_named) == told


async def ready(turned_at: Callable[[], datetime | None] | None, **checks: Check) -> int:
    health = Health({"111122223333": Vitals(turned_at=turned_at, checks=checks)}, CLOCK)
    health.is_open = True
    server = Server(health.routes, "127.0.0.1", 0)
    await server.start()
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{server.url}/readyz") as answer:
            return answer.status
    finally:
        await server.stop()


async def test_readiness_waits_for_no_slack() -> None:
    async def for_ever() -> str:
        await asyncio.Event().wait()
        return "connected"

    async with asyncio.timeout(30):
        assert await ready(CLOCK.now, slack=for_ever) == 200


async def test_without_its_database_or_its_engine_a_process_is_sent_nothing() -> None:
    async def gone() -> str:
        raise OSError

    async def there() -> str:
        return "ok"

    assert await ready(CLOCK.now, database=gone) == 503
    assert await ready(lambda: CLOCK.now() - timedelta(seconds=11), database=there) == 503
    assert await ready(CLOCK.now, database=there) == 200


async def test_a_process_that_leaves_the_engine_to_others_is_well_without_it() -> None:
    async def there() -> str:
        return "ok"

    assert await ready(None, database=there) == 200


async def for_ever() -> str:
    await asyncio.Event().wait()
    return "ok"


async def test_a_database_that_takes_questions_and_answers_none_is_told_all_the_same() -> None:
    async with asyncio.timeout(30):
        assert await ready(CLOCK.now, database=for_ever) == 503
    vitals = {
        account: Vitals(turned_at=CLOCK.now, checks={"database": for_ever, "slack": for_ever}) for account in "ab"
    }
    async with asyncio.timeout(30):
        status, body = await asked(vitals)
    assert status == 503
    assert body["accounts"] == {one: {"engine": "ok", "database": "no answer", "slack": "no answer"} for one in "ab"}
