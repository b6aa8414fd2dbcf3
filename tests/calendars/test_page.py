"""`GET /calendar/SECRET.ics`, as a calendar program asks for it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace

import aiohttp
import pytest
from icalendar import Calendar

from bot.http.calendar import CalendarPages
from bot.http.server import Server
from core.clock import Clock
from tests.calendars.subscribing import Subscribed, events_in
from tests.operations.muster import ARNS


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Program:
    """A calendar program."""

    session: aiohttp.ClientSession
    base: str

    async def ask(self, secret: str, method: str = "GET", **headers: str) -> Answer:
        url = f"{self.base}/calendar/{secret}"
        async with self.session.request(method, url, headers=headers) as response:
            return Answer(response.status, response.headers, await response.read())


@pytest.fixture
async def program(subscribed: Subscribed) -> AsyncIterator[Program]:
    async for program in served(subscribed, subscribed.muster.clock):
        yield program


async def served(subscribed: Subscribed, clock: Clock) -> AsyncIterator[Program]:
    server = Server(CalendarPages([subscribed.subscriptions], clock).routes, "127.0.0.1", 0)
    await server.start()
    async with aiohttp.ClientSession() as session:
        yield Program(session, server.url)
    await server.stop()


async def test_a_program_gets_the_file(subscribed: Subscribed, program: Program) -> None:
    secret = await subscribed.subscribe("payments")
    answer = await program.ask(f"{secret}.ics")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert events_in(answer.body)


async def test_what_it_has_already_is_not_sent_again(subscribed: Subscribed, program: Program) -> None:
    secret = await subscribed.subscribe("payments")
    tag = (await program.ask(f"{secret}.ics")).headers["ETag"]
    for said in (tag, f'W/{tag}, "other"', "*"):
        same = await program.ask(f"{secret}.ics", **{"If-None-Match": said})
        assert (same.status, same.headers["ETag"], same.body) == (304, tag, b"")
    rotation = await subscribed.rotation_of("payments")
    await subscribed.override(rotation, "2026-03-06T00:00+00:00", "2026-03-07T00:00+00:00", "carl")
    changed = await program.ask(f"{secret}.ics", **{"If-None-Match": tag})
    assert changed.status == 200
    assert changed.headers["ETag"] != tag


async def test_head_tells_how_long_it_is_and_sends_nothing(subscribed: Subscribed, program: Program) -> None:
    secret = await subscribed.subscribe("payments")
    asked, head = await program.ask(f"{secret}.ics"), await program.ask(f"{secret}.ics", "HEAD")
    assert head.status == 200
    assert head.headers["Content-Length"] == str(len(asked.body))
    assert head.headers["ETag"] == asked.headers["ETag"]
    assert head.body == b""


async def test_unknown_and_revoked_get_the_same_answer(subscribed: Subscribed, program: Program) -> None:
    secret = await subscribed.subscribe("payments")
    feed = await subscribed.feed(secret)
    assert feed
    await subscribed.feeds.revoke(feed.id)
    subscribed.muster.clock.advance(seconds=10)
    answers = [await program.ask(name) for name in (f"{secret}.ics", "A" * 40 + ".ics", "x", f"{secret}", "%ff.ics")]
    told = {(one.status, one.body, one.headers["Content-Type"]) for one in answers}
    assert told == {(404, b"There is no such calendar.\n", "text/plain; charset=utf-8")}


async def test_every_account_is_asked_wherever_the_secret_is_found(subscribed: Subscribed) -> None:
    asked: list[str] = []

    @dataclass(frozen=True)
    class Watching:
        async def at(self, secret: str) -> object:
            asked.append(secret)
            return await subscribed.subscriptions.at(secret)

        told = subscribed.subscriptions.told

    pages = CalendarPages([Watching(), Watching()], subscribed.muster.clock)  # type: ignore[list-item]
    secret = await subscribed.subscribe("payments")
    assert await pages._told(f"{secret}.ics")
    assert await pages._told("unknown.ics") is None
    assert asked == [secret, secret, "unknown", "unknown"]


async def test_who_asks_too_often_has_to_wait(subscribed: Subscribed, program: Program) -> None:
    secret = await subscribed.subscribe("payments")
    answers = [await program.ask(f"{secret}.ics") for _ in range(12)]
    assert [one.status for one in answers] == [200] * 10 + [429] * 2
    assert answers[-1].headers["Retry-After"] == "1"
    subscribed.muster.clock.advance(seconds=1)
    assert (await program.ask(f"{secret}.ics")).status == 200


async def test_no_secret_is_in_the_log(
    subscribed: Subscribed, program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = await subscribed.subscribe("payments")
    for name in (f"{secret}.ics", f"{secret}.ical"):
        await program.ask(name)
    assert secret not in "".join(record.getMessage() for record in caplog.records if record.name != "aiohttp.client")


async def test_programs_that_ask_at_once_get_the_same(subscribed: Subscribed) -> None:
    secret = await subscribed.subscribe("payments")
    feed = await subscribed.feed(secret)
    assert feed
    # Both have read the feed before either has written what was told.
    first, second = await subscribed.subscriptions.told(feed), await subscribed.subscriptions.told(feed)
    assert first and second
    assert first.tag == second.tag


async def test_it_is_a_calendar_by_the_standard(subscribed: Subscribed, program: Program) -> None:
    contact = await subscribed.muster.storage.contacts.get(ARNS.contact("payments"))
    assert contact
    name = "Zahlungen; Käufe, Rück\\gaben\n\N{CROISSANT}" + " und alles was sonst noch dazu gehört" * 3
    await subscribed.muster.keep(replace(contact, display_name=name))
    secret = await subscribed.subscribe("payments")
    file = (await program.ask(f"{secret}.ics")).body
    lines = file.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75  # octets: section 3.1
    for line in lines:
        line.decode()  # no character is torn in two where all that read line by line would stumble
    unfolded = file.replace(b"\r\n ", b"").decode()
    assert "Zahlungen\\; Käufe\\, Rück\\\\gaben \N{CROISSANT}" in unfolded
    read = Calendar.from_ical(file)
    assert str(read["X-WR-CALNAME"]).startswith("On call: Zahlungen; Käufe, Rück\\gaben \N{CROISSANT} und")
    for required in ("PRODID", "VERSION"):
        assert required in read
    for event in events_in(file):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(event)
        assert str(event["DTSTART"].to_ical(), "ascii").endswith("Z")
    uids = [str(event["UID"]) for event in events_in(file)]
    assert len(set(uids)) == len(uids)
