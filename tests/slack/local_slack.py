"""The local Slack of the demo, with a browser UI, as a test drives it: one workspace, the demo's people, the bot aws.

    async with started(request_url=url) as slack:
        await slack.mentions("U0ANA", "help", channel="C0GENERAL")
        await slack.until(lambda: slack.said_in("C0GENERAL"))

Without a `request_url` the app has to connect in Socket Mode.  `watched(port)` looks at one that runs already.  It
listens on every interface: `make test` runs in a network namespace of its own where the machine allows it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest

from bot.demo import local_slack as program
from bot.demo.local_slack import APP_TOKEN, BOT_TOKEN, BOT_USER, SIGNING_SECRET
from tests.ports import free_port
from tests.slack.somebody import filled, find
from tests.slack.web_api import payload_problems

T = TypeVar("T")
COULD_BE_HERE = (platform.system(), platform.machine()) == ("Linux", "x86_64") and shutil.which("npm") is not None


def is_here() -> bool:
    """Whether the program is on this machine."""
    try:
        return bool(program.program(os.environ))
    except program.NoLocalSlack:
        return False


needs_local_slack = pytest.mark.skipif(
    not is_here() and not (os.environ.get("CI") and COULD_BE_HERE),
    reason="`make setup` brings the local Slack",
)
"""Skips a test on a machine without the program, but never in CI where it could have been installed."""


@asynccontextmanager
async def started(*, request_url: str | None = None) -> AsyncIterator[LocalSlack]:
    """A workspace of one's own; without `request_url` it expects the app in Socket Mode."""
    with tempfile.TemporaryDirectory() as folder:
        running = await program.start(free_port(), Path(folder), request_url)
        try:
            async with watched(running.port) as slack:
                yield slack
        finally:
            await running.stop()


@asynccontextmanager
async def watched(port: int) -> AsyncIterator[LocalSlack]:
    """The workspace that runs on this port, as somebody at a browser sees it from now on."""
    slack = LocalSlack(port)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:
        slack.http = http
        async with http.ws_connect(f"{slack.url}/ui") as ui:
            slack.ui = ui
            listening = asyncio.create_task(slack.listen())
            try:
                await slack.until(lambda: slack.channels)
                yield slack
            finally:
                listening.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await listening


class LocalSlack:
    """A running local Slack, and what its UI would show."""

    signing_secret, bot_token, app_token = SIGNING_SECRET, BOT_TOKEN, APP_TOKEN
    http: aiohttp.ClientSession
    ui: aiohttp.ClientWebSocketResponse

    def __init__(self, port: int) -> None:
        self.port = port
        self.messages: dict[str, dict[str, dict[str, Any]]] = {}
        """Per channel and ts, as they read now."""
        self.channels: dict[str, dict[str, Any]] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.modals: list[dict[str, Any]] = []
        """The stack of open modals, the last on top."""
        self.errors: dict[str, str] = {}
        """What the app said against the last submission, by block_id."""
        self.log: list[dict[str, Any]] = []
        self._changed = asyncio.Event()

    @property
    def url(self) -> str:
        """The UI, for a browser."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, for SLACK_API_URL."""
        return f"{self.url}/api/"

    # What somebody does

    async def says(self, user: str, text: str, *, channel: str | None = None, thread_ts: str | None = None) -> None:
        """Write a message, to the bot itself when no channel is named."""
        where = channel or await self._direct_with(user)
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        await self._control("message", user=user, channel=where, text=text, **thread)

    async def mentions(self, user: str, text: str, *, channel: str, thread_ts: str | None = None) -> None:
        """Write a message that begins with the bot's name."""
        await self.says(user, f"<@{BOT_USER}> {text}", channel=channel, thread_ts=thread_ts)

    async def commands(self, user: str, text: str, *, channel: str) -> None:
        """Type `/aws` and this."""
        await self._control("command", user=user, channel=channel, command="/aws", text=text)

    async def presses(self, user: str, button: str, message: dict[str, Any]) -> None:
        """Press a button of a message, by its label or its action_id."""
        block_id, element = find(message, button)
        told = {name: element[name] for name in ("action_id", "type", "text", "value") if name in element}
        action = {**told, "block_id": block_id}
        await self._control("interact", user=user, channel=message["channel"], messageTs=message["ts"], action=action)

    async def submits(self, user: str, **typed: Any) -> None:
        """Fill in the modal on top, by action_id or block_id, and send it."""
        self.errors = {}
        await self.ui.send_json({"t": "view_submit", "user": user, "values": dict(filled(self.modals[-1], typed))})

    async def opens_home(self, user: str) -> None:
        """Look at the app's own page."""
        await self._control("open-home", user=user)

    # What can be seen

    def direct(self, user: str) -> str | None:
        """The direct message between somebody and the bot, once there is one."""
        direct = (one for one in self.channels.values() if one["is_im"] and user in one["members"])
        return next((one["id"] for one in direct), None)

    def said_in(self, channel: str | None) -> list[dict[str, Any]]:
        """What the bot has said in a channel, as it reads now."""
        return [one for one in self.messages.get(channel or "", {}).values() if one.get("user") == BOT_USER]

    def said_to(self, user: str) -> list[dict[str, Any]]:
        """What the bot has said to somebody directly, as it reads now."""
        return self.said_in(self.direct(user))

    def problems(self) -> list[str]:
        """What a real Slack would have refused about the app's payloads so far."""
        calls = [one for one in self.log if one["direction"] == "from_bot" and one["kind"] == "web_api"]
        told = [(one["summary"], one.get("detail") or {}) for one in calls]
        return [
            f"{name}: {problem}" for name, arguments in told for problem in payload_problems(name, unpacked(arguments))
        ]

    async def until(self, happened: Callable[[], T], within: float = 30.0) -> T:
        """Wait for something that the UI would show, and give it back."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not happened():
                    self._changed.clear()
                    await self._changed.wait()
        result = happened()
        assert result, f"did not happen within {within} s; last came {[one['summary'] for one in self.log[-20:]]}"
        return result

    async def _direct_with(self, user: str) -> str:
        """Open a direct message as the bot, if there is none: local-slack has no other way."""
        if not self.direct(user):
            header = {"Authorization": f"Bearer {self.bot_token}"}
            async with self.http.post(f"{self.api_url}conversations.open", json={"users": user}, headers=header):
                await self.until(lambda: self.direct(user))
        return str(self.direct(user))

    async def _control(self, what: str, **members: Any) -> None:
        async with self.http.post(f"{self.url}/_control/{what}", json=members) as response:
            answer = await response.json()
            assert answer["ok"], answer

    async def listen(self) -> None:
        """Take in what the UI is told."""
        async for frame in self.ui:
            self._see(json.loads(frame.data))
            self._changed.set()

    def _see(self, frame: dict[str, Any]) -> None:
        match frame:
            case {"t": "init", "state": state}:
                self.channels = {one["id"]: one for one in state["channels"]}
            case {"t": "channel", "channel": channel}:
                self.channels[channel["id"]] = channel
            case {"t": "log", "entry": entry}:
                self.log.append(entry)
            case {"t": "message" | "message_update", "message": message}:
                self.messages.setdefault(message["channel"], {})[message["ts"]] = message
            case {"t": "message_delete", "channel": channel, "ts": ts}:
                self.messages.get(channel, {}).pop(ts, None)
            case _:
                self._see_view(frame)

    def _see_view(self, frame: dict[str, Any]) -> None:
        match frame:
            case {"t": "home", "user": user, "view": view}:
                self.homes[user] = view
            case {"t": "view", "stack": list(stack)}:
                self.modals = stack
            case {"t": "view_errors", "errors": errors}:
                self.errors = errors


def unpacked(arguments: dict[str, Any]) -> dict[str, Any]:
    """Arguments as they were meant, where they came as JSON in a string."""
    packed = {name: arguments[name] for name in ("blocks", "view", "metadata") if isinstance(arguments.get(name), str)}
    return arguments | {name: json.loads(value) for name, value in packed.items()}
