"""What does somebody's flood take from everybody else?  A bounded part of the memory, and no page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from slack_bolt.app.async_app import AsyncApp

from bot.assembly.api import api_of
from bot.bodies import SMALL, Bodies
from bot.http.server import Server
from bot.slack import door as slack
from core.vocabulary.catalog import catalog
from tests.api.running import Api
from tests.api.signing import head_of
from tests.slack.memory import MovableClock
from tests.wire.raw_requests import WireRequest, raw_request

LISTING = raw_request(catalog()["ssm-contacts:ListContacts"], {})
ROOM = 4 * SMALL
LARGE = 2 * SMALL


@dataclass
class Caller:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def says(self, sent: bytes) -> Caller:
        self.writer.write(sent)
        await self.writer.drain()
        return self

    async def hears(self) -> tuple[int, str]:
        """The status, and when to come again."""
        head = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 15)).decode()
        lines = dict(line.split(": ", 1) for line in head.splitlines()[1:] if line)
        return int(head.split()[1]), lines.get("Retry-After", "")


@asynccontextmanager
async def calling(server: Server) -> AsyncIterator[Caller]:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]))
    try:
        yield Caller(reader, writer)
    finally:
        writer.transport.abort()


@pytest.fixture
async def bodies() -> Bodies:
    return Bodies(most=ROOM, most_of_one=ROOM)


@pytest.fixture
async def server(shared: Api, bodies: Bodies) -> AsyncIterator[Server]:
    """Both doors, before little memory."""
    muster = shared.muster
    api = api_of(muster.settings, muster.houses, shared.clock, bodies)
    door = slack.Door(AsyncApp(token="xoxb-none", signing_secret="s"), ["s"], MovableClock(), bodies)
    server = Server(door.routes, "127.0.0.1", 0, api.handle, most_connections=6)
    await server.start()
    yield server
    await server.stop()


async def until_held(bodies: Bodies, size: int) -> None:
    async with asyncio.timeout(30):
        while bodies.size != size:  # noqa: ASYNC110 - nobody tells when
            await asyncio.sleep(0)


def whole(api: Api, size: int) -> WireRequest:
    return api.signed(replace(LISTING, body=b"{}".ljust(size)), "ssm-contacts")


@pytest.mark.parametrize(
    "wrong", [{"authorization": "Basic x"}, {"authorization": ""}, {"x-amz-date": "20200101T000000Z"}]
)
async def test_no_body_is_read_for_whom_none_would_do(server: Server, shared: Api, wrong: dict[str, str]) -> None:
    request = shared.signed(LISTING, "ssm-contacts")
    async with calling(server) as caller:
        await caller.says(head_of(replace(request, headers={**request.headers, **wrong}), LARGE))
        assert (await caller.hears())[0] in (400, 403)


@pytest.mark.parametrize("known", [True, False])
async def test_bodies_have_a_room_and_the_small_ones_are_always_read(
    server: Server, shared: Api, bodies: Bodies, known: bool
) -> None:
    """Whether there is such a key makes no difference."""
    signed = shared.signed(LISTING, "ssm-contacts")
    claim = signed.headers["authorization"].replace(shared.key.id, shared.key.id if known else "AKIA" + "Z" * 16)
    head = head_of(replace(signed, headers={**signed.headers, "authorization": claim}), 2 * ROOM)
    async with calling(server) as one, calling(server) as other, calling(server) as good:
        await one.says(head + b"x" * ROOM)
        await until_held(bodies, ROOM)
        await other.says(head + b"x" * LARGE)
        assert await other.hears() == (503, "5")
        small, large = whole(shared, 100), whole(shared, LARGE)
        await good.says(head_of(small, 100) + small.body)
        assert (await good.hears())[0] == 200
        one.writer.transport.abort()
        await until_held(bodies, 0)
        async with calling(server) as again:
            await again.says(head_of(large, LARGE) + large.body)
            assert (await again.hears())[0] == 200
        await until_held(bodies, 0)


async def test_slacks_door_draws_on_the_same_room(server: Server, shared: Api, bodies: Bodies) -> None:
    head = head_of(WireRequest("POST", slack.PATH, {"host": "x"}, b""), slack.LARGEST)
    async with calling(server) as one, calling(server) as other:
        await one.says(head + b"x" * ROOM)
        await until_held(bodies, ROOM)
        await other.says(head + b"x" * LARGE)
        assert await other.hears() == (503, "5")


def test_one_address_leaves_room_for_others() -> None:
    bodies = Bodies(most=4 * SMALL, most_of_one=2 * SMALL)
    assert bodies.take("192.0.2.1", 2 * SMALL)
    assert not bodies.take("192.0.2.1", 1)
    assert bodies.take("192.0.2.2", 2 * SMALL)
    assert not bodies.take("192.0.2.3", 1)


async def test_one_connection_too_many_is_hung_up_on_and_the_others_are_heard(server: Server, shared: Api) -> None:
    request = whole(shared, 2)
    async with calling(server) as first:
        others = [calling(server) for _ in range(5)]
        for one in others:
            await one.__aenter__()
        async with calling(server) as late:
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await (await late.says(head_of(request, 2) + request.body)).hears()
        await first.says(head_of(request, 2) + request.body)
        assert (await first.hears())[0] == 200
        for one in others:
            await one.__aexit__(None, None, None)
