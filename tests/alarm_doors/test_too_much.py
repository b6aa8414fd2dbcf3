"""Too many alarms at once: some hear at once that they have to come again, and none that was answered is lost."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web

from bot.bodies import Bodies
from bot.http.intake.alarms import Intake
from core.errors import Refusal
from tests.alarm_doors.knocking import Doors

REQUEST = cast(web.Request, SimpleNamespace(headers={}))


async def test_who_finds_no_room_is_asked_to_come_again_and_waits_for_nobody() -> None:
    going_on = asyncio.Event()

    async def heard(_: web.Request) -> web.Response:
        await going_on.wait()
        return web.Response()

    handle = Intake(Bodies(), at_once=2).listening(heard)
    inside = [asyncio.create_task(handle(REQUEST)) for _ in range(2)]
    await asyncio.sleep(0)
    refused = await handle(REQUEST)
    assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
    going_on.set()
    assert [answer.status for answer in await asyncio.gather(*inside)] == [200, 200]
    assert (await handle(REQUEST)).status == 200


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (Refusal("InternalServerException", "no"), 503),
        (Refusal("ThrottlingException", "no"), 429),
        (Refusal("ValidationException", "no"), 400),
        (RuntimeError("what was sealed"), 503),
    ],
)
async def test_whatever_goes_wrong_the_sender_learns_whether_to_come_again(trouble: Exception, status: int) -> None:
    async def heard(_: web.Request) -> web.Response:
        raise trouble

    answer = await Intake(Bodies()).listening(heard)(REQUEST)
    assert (answer.status, "Retry-After" in answer.headers) == (status, status in (429, 503))
    assert b"sealed" not in cast(Any, answer).body


async def test_a_handler_that_fails_leaves_its_room_to_the_next() -> None:
    async def heard(_: web.Request) -> web.Response:
        raise asyncio.CancelledError

    handle = Intake(Bodies(), at_once=1).listening(heard)
    for _ in range(3):
        with pytest.raises(asyncio.CancelledError):
            await handle(REQUEST)


def test_a_packed_alarm_is_refused(doors: Doors) -> None:
    heard = doors.post("/alarms/grafana", b"x", Authorization=f"Bearer {doors.open()}", **{"Content-Encoding": "gzip"})
    assert heard.status == 415
