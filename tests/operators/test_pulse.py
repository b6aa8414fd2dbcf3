"""A dead-man's switch hears only of pages that go out, and a Muster that does not page is noticed by another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession, web

from bot.delivery.operators.alarm import Alarm
from bot.http.heartbeat import Heartbeat
from bot.http.server import Server
from bot.watching.pulse import Addresses, Outside, Pulse
from core.clock import SystemClock
from tests.operations.muster import MovableClock
from tests.scenarios.process import MusterProcess

SWITCH = "https://switch.example.com/ping/secret"
OTHER = "https://other.example.com"


@dataclass
class Account:
    proves: bool = True
    is_broken: bool = False
    looks: int = 0

    async def look(self) -> None:
        self.looks += 1
        if self.is_broken:
            raise ConnectionError


@dataclass
class Neighbourhood:
    """What answers at addresses: a status, or nothing."""

    answers: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    health: dict[str, str] = field(default_factory=lambda: {"database": "ok"})

    async def get(self, url: str) -> int:
        self.asked.append(url)
        if url not in self.answers:
            raise ConnectionError(url)
        return self.answers[url]

    async def checks(self) -> dict[str, dict[str, str]]:
        return {"111122223333": self.health}


class World:
    def __init__(self, *accounts: Account) -> None:
        self.leads = True
        self.clock, self.outside = MovableClock(), Neighbourhood()
        self.operators = Alarm(self.clock)
        addresses = Addresses(heartbeat=SWITCH, others=(OTHER,))
        outside = Outside(self.outside.get, self.outside.checks, lambda: self.leads)
        self.pulse = Pulse(accounts, addresses, outside, self.operators, self.clock)

    async def ask_for(self, minutes: int) -> str:
        for _ in range(minutes * 2):
            await self.pulse.ask(OTHER)
            await self.pulse.call()
            self.clock.advance(seconds=30)
        return await self.operators.state()


async def test_the_switch_is_called_only_while_every_account_s_pages_go_out():
    accounts = [Account(), Account()]
    world = World(*accounts)
    world.outside.answers[SWITCH] = 200
    await world.pulse.call()
    accounts[1].proves = False
    await world.pulse.call()
    assert world.outside.asked == [SWITCH]


async def test_an_account_that_cannot_be_looked_at_keeps_no_other_from_being(caplog):
    accounts = [Account(is_broken=True), Account()]
    await World(*accounts).pulse.look()
    assert [account.looks for account in accounts] == [1, 1]
    assert "ConnectionError" in caplog.text


async def test_operators_hear_of_a_switch_that_takes_no_calls_and_not_its_address():
    world = World(Account())
    world.outside.answers = {OTHER + "/heartbeat": 200}
    said = await world.ask_for(minutes=4)
    assert (
        said == "The dead-man's switch at switch.example.com takes no calls (no answer): look at MUSTER_HEARTBEAT_URL."
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [(None, "cannot be reached. Nobody may be paged there"), (503, "does not page (it answers 503)")],
)
async def test_operators_hear_of_another_muster_that_does_not_page(status, words):
    world = World(Account())
    world.outside.answers = {SWITCH: 204} | ({OTHER + "/heartbeat": status} if status else {})
    assert await world.ask_for(minutes=1) == "ok"
    assert words in await world.ask_for(minutes=2)
    world.outside.answers[OTHER + "/heartbeat"] = 200
    assert await world.ask_for(minutes=1) == "ok"


async def test_a_restart_of_another_muster_is_no_news():
    world = World(Account())
    world.outside.answers = {SWITCH: 200}
    for _ in range(5):
        assert await world.ask_for(minutes=1) == "ok"
        world.outside.answers[OTHER + "/heartbeat"] = 200
        assert await world.ask_for(minutes=1) == "ok"
        del world.outside.answers[OTHER + "/heartbeat"]


async def test_operators_hear_of_what_health_complains_of_for_longer_than_a_moment():
    world = World(Account())
    world.outside.health = {"database": "ok", "slack": "not connected", "audit": "ok"}
    await world.pulse.examine()
    assert await world.operators.state() == "ok"
    world.clock.advance(minutes=3)
    await world.pulse.examine()
    assert (await world.operators.state()).startswith("Something is wrong with the slack of account 111122223333")
    world.outside.health |= {"slack": "connected", "operators": await world.operators.state()}
    await world.pulse.examine()
    assert await world.operators.state() == "ok"


@pytest.fixture
async def answering() -> AsyncIterator[tuple[Account, str]]:
    account = Account()
    pulse = Pulse([account], Addresses(), Outside(Neighbourhood().get), Alarm(SystemClock()), SystemClock())
    server = Server(Heartbeat(lambda: pulse.beats).routes, "127.0.0.1", 0)
    await server.start()
    yield account, server.url
    await server.stop()


async def test_heartbeat_answers_whether_pages_go_out(answering):
    account, url = answering
    async with ClientSession() as session:
        async with session.get(f"{url}/heartbeat") as answer:
            assert (answer.status, await answer.json()) == (200, {"status": "pages go out"})
        account.proves = False
        async with session.get(f"{url}/heartbeat") as answer:
            assert answer.status == 503


@pytest.fixture
async def switch() -> AsyncIterator[tuple[str, asyncio.Queue[str]]]:
    """A dead-man's switch on this machine, and what it hears."""
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def hear(request: web.Request) -> web.Response:
        heard.put_nowait(f"{request.method} {request.path}")
        return web.Response()

    app = web.Application()
    app.router.add_get("/{path:.*}", hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/ping", heard
    await runner.cleanup()


async def test_a_process_calls_its_switch_once_a_page_to_nobody_has_gone_out(tmp_path, switch):
    """The whole program, with loopback in place of the world."""
    url, heard = switch
    environment = {"MUSTER_DATA_DIR": str(tmp_path / "var"), "MUSTER_HEARTBEAT_URL": url}
    process = MusterProcess(environment, tmp_path / "log")
    await process.start()
    try:
        async with asyncio.timeout(60), ClientSession() as session:
            assert await heard.get() == "GET /ping"
            async with session.get(f"{process.url}/heartbeat") as answer:
                assert answer.status == 200
    finally:
        assert await process.stop() == 0


async def test_of_several_replicas_one_calls_and_asks_and_tells_of_the_database():
    world = World(Account())
    world.leads = False
    world.outside.health["database"] = "StorageFailed"
    for _ in range(10):
        await world.pulse.examine()
        assert await world.ask_for(minutes=1) == "ok"
    assert world.outside.asked == []
    world.leads = True
    await world.pulse.examine()
    assert "Something is wrong with the database" in await world.ask_for(minutes=1)
    assert {SWITCH, OTHER + "/heartbeat"} == set(world.outside.asked)


async def test_each_replica_tells_of_what_is_its_own():
    world = World(Account())
    world.leads = False
    world.outside.health["policies"] = "attachments.json cannot be read"
    for _ in range(10):
        await world.pulse.examine()
        world.clock.advance(seconds=30)
    assert "Something is wrong with the policies" in await world.operators.state()
