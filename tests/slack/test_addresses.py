"""An answer goes to Slack, whatever address a delivery names."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web

from bot.http.server import Server
from bot.slack.addresses import is_slacks
from bot.slack.web import SlackSays, SlackWeb
from core.clock import SystemClock

API = "https://slack.com/api/"


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com/commands/T1/2/x",
        "https://hooks.slack.com/actions/T1/2/x",
        "https://files.slack.com/upload/v1/x",
        "https://slack.com/api/x",
        "https://HOOKS.SLACK.COM/x",
    ],
)
def test_addresses_of_slack_are_its_own(url):
    assert is_slacks(url, API)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com:8443/x",
        "https://hooks.slack.com@example.com/x",
        "https://example.com\\@hooks.slack.com/x",
        "https://hooks.slack.com.example.com/x",
        "https://notslack.com/x",
        "https://example.com/hooks.slack.com",
        "https://127.0.0.1/x",
        "https://[::1/x",
        "https://hooks.slack.com:port/x",
        "https://hooks.slack。com/x",
        "file:///etc/hostname",
        "//hooks.slack.com/x",
    ],
)
def test_other_addresses_are_not(url):
    assert not is_slacks(url, API)


def test_a_slack_on_this_machine_goes_by_either_name_and_its_one_port():
    assert is_slacks("http://localhost:3900/response/1", "http://127.0.0.1:3900/api/")
    assert not is_slacks("http://localhost:3901/response/1", "http://127.0.0.1:3900/api/")
    assert not is_slacks("http://x.127.0.0.1:3900/response/1", "http://127.0.0.1:3900/api/")


async def test_nothing_is_sent_to_an_address_that_is_not_slack_s():
    calls: list[str] = []

    async def note(request: web.Request) -> web.Response:
        calls.append(request.path)
        return web.Response()

    server = Server([web.post("/there", note)], "127.0.0.1", 0)
    await server.start()
    async with aiohttp.ClientSession() as session:
        slack = SlackWeb(session, "xoxb-1", SystemClock(), API)
        with pytest.raises(SlackSays):
            await slack.post_to(f"{server.url}/there", {"text": "hello"})
        with pytest.raises(SlackSays):
            await slack.upload(f"{server.url}/there", b"hello")
        assert calls == []
        await SlackWeb(session, "xoxb-1", SystemClock(), f"{server.url}/api/").upload(f"{server.url}/there", b"hello")
        assert calls == ["/there"]
    await server.stop()
