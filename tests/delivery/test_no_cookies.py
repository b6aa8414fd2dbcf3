"""Is a cookie of a carrier kept?  None is: what one of them sets, nobody is sent again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from bot import environment
from bot.checks.everything import tried_out
from bot.http.server import Server
from bot.main import compose
from core.clock import SteadyClock, SystemClock


class Carrier:
    """Slack's Web API, or any other, which sets a cookie with each answer; by name, since addresses have none."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.server = Server([web.post("/{path:.*}", self._take)], "127.0.0.1", 0)

    @property
    def url(self) -> str:
        return f"{self.server.url.replace('127.0.0.1', 'localhost')}/api/"

    async def _take(self, request: web.Request) -> web.Response:
        self.asked.append(request.headers.get("Cookie", ""))
        answer = web.json_response({"ok": True, "url": "wss://localhost/"})
        answer.set_cookie("b", "who-you-are", max_age=1000)
        return answer


@pytest.fixture
async def carrier() -> AsyncIterator[Carrier]:
    made = Carrier()
    await made.server.start()
    yield made
    await made.server.stop()


async def test_a_process_keeps_none(tmp_path: Path, carrier: Carrier) -> None:
    muster = await compose(replace(environment.read({}), data_dir=tmp_path, port=0), SteadyClock())
    await muster.start()
    try:
        for _ in range(2):
            async with muster.session.post(f"{carrier.url}chat.postMessage") as answer:
                assert "b=who-you-are" in answer.headers["Set-Cookie"]
    finally:
        await muster.stop()
    assert carrier.asked == ["", ""]


async def test_nor_does_the_doctor(tmp_path: Path, carrier: Carrier) -> None:
    slack = {"SLACK_API_URL": carrier.url, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    settings = environment.read({"MUSTER_DATA_DIR": str(tmp_path), **slack})
    assert [one async for one in tried_out(settings, SystemClock())]
    assert carrier.asked == ["", ""]
