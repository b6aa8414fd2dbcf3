"""A Slack in the test itself: it answers the Web API, carries deliveries over HTTP or Socket Mode, and can misbehave.

    async with FakeSlack(request_url="http://127.0.0.1:8080/slack/events") as slack:
        slack.workspace.person("U1", "ana")
        slack.workspace.channel("C1", "incidents")
        slack.limit("chat.postMessage", channel="C1", retry_after=2)
        await slack.somebody("U1").mentions("help", channel="C1")
        await slack.until(lambda: slack.said_in("C1"))
        assert slack.problems == []

Give the app `slack.api_url`, `slack.bot_token`, `slack.signing_secret`, and for Socket Mode `slack.app_token`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self, TypeVar

import aiohttp
import yaml
from aiohttp import web

from tests.slack.blockkit import broadcasts
from tests.slack.deliveries import Delivery
from tests.slack.oauth import OAuth
from tests.slack.somebody import Somebody
from tests.slack.trouble import Trouble, arguments_of, respond, texts_of, token_of
from tests.slack.web_api import Session, answer, payload_problems
from tests.slack.workspace import BOT_USER, TEAM, Workspace

T = TypeVar("T")
MANIFEST = Path(__file__).parents[2] / "manifest.yml"
SLACK_WAITS = 3.0


def scopes_of_the_manifest() -> frozenset[str]:
    """What a token of the app that this repository describes may do."""
    return frozenset(yaml.safe_load(MANIFEST.read_text())["oauth_config"]["scopes"]["bot"])


@dataclass(frozen=True, slots=True)
class Call:
    """One call that arrived, whatever became of it."""

    method: str
    arguments: dict[str, Any]
    at: float
    """On the monotonic clock, when the request had arrived whole."""
    answer: dict[str, Any]
    status: int = 200

    @property
    def ok(self) -> bool:
        """Whether Slack did it."""
        return self.answer.get("ok") is True


@dataclass(frozen=True, slots=True)
class Answer:
    """What the app said to a delivery; status 0 when it said nothing in the three seconds that Slack waits."""

    status: int
    body: Any
    lasted: float


class FakeSlack:
    """One workspace, one app, on loopback."""

    def __init__(
        self, *, request_url: str | None = None, scopes: frozenset[str] | None = None, port: int = 0, team: str = TEAM
    ) -> None:
        self.workspace = Workspace()
        self.team = team
        self.neighbours: list[FakeSlack] = []
        """Further workspaces that are reached at this one's URL, each by its own bot's token."""
        self.oauth = OAuth(team)
        self.calls: list[Call] = []
        self.problems: list[str] = []
        """What Slack would have refused about the payloads so far; a test ends with `assert slack.problems == []`."""
        self.woken: list[str] = []
        """Texts that woke a whole channel (`<!channel>` and its kin)."""
        self.request_url = request_url
        self.signing_secret = "8f742231b10e8888abcd99yyyzzz85a5"
        self.bot_token, self.app_token = f"xoxb-fake-bot{'' if team == TEAM else f'-{team}'}", "xapp-fake-app"
        self._scopes = scopes_of_the_manifest() if scopes is None else scopes
        self._port = port
        self._troubles: list[Trouble] = []
        self._changed = asyncio.Event()
        self._sockets: list[web.WebSocketResponse] = []
        self._acknowledgements: dict[str, asyncio.Future[Any]] = {}

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, for SLACK_API_URL."""
        return f"{self.url}/api/"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=16 * 2**20)
        app.router.add_route("*", "/api/{method}", self._on_call)
        app.router.add_post("/upload/{file}", self._on_upload)
        app.router.add_post("/response/{channel}/{ts}/{number}", self._on_response)
        app.router.add_get("/link", self._on_link)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SLACK_WAITS))
        return self

    async def __aexit__(self, *exc: object) -> None:
        for socket in self._sockets:
            await socket.close()
        await self._http.close()
        await self._runner.cleanup()

    # What a test tells it

    def somebody(self, user: str) -> Somebody:
        """A person of the workspace, to act as."""
        return Somebody(self, self.workspace.user(user))

    def limit(self, method: str, *, retry_after: int, channel: str | None = None, times: int | None = 1) -> None:
        """Answer the next calls with 429 and this Retry-After."""
        self._troubles.append(Trouble("limit", method, channel, times, seconds=retry_after))

    def fail(self, method: str, error: str, *, channel: str | None = None, times: int | None = 1) -> None:
        """Refuse the next calls with this error."""
        self._troubles.append(Trouble("fail", method, channel, times, error=error))

    def slow(self, method: str, seconds: float, *, channel: str | None = None, times: int | None = 1) -> None:
        """Do what the next calls ask, and answer late."""
        self._troubles.append(Trouble("slow", method, channel, times, seconds=seconds))

    def lose(self, method: str, *, channel: str | None = None, times: int | None = 1) -> None:
        """Do what the next calls ask, and hang up instead of answering."""
        self._troubles.append(Trouble("lose", method, channel, times))

    def forget_troubles(self) -> None:
        """Be well again."""
        self._troubles.clear()

    # What a test asks it

    def called(self, method: str, **arguments: Any) -> list[Call]:
        """The calls of a method that had these arguments, in order of arrival."""
        found = (call for call in self.calls if call.method == method)
        return [call for call in found if all(call.arguments.get(name) == value for name, value in arguments.items())]

    def said_in(self, channel: str) -> list[dict[str, Any]]:
        """What the bot has said in a channel, as it reads now; for a direct message, the id may be the person's."""
        id = f"D0{channel}" if channel in self.workspace.people else channel
        messages = self.workspace.channels[id].messages.values() if id in self.workspace.channels else []
        return [message for message in messages if message["user"] == BOT_USER]

    async def until(self, happened: Callable[[], T], within: float = 30.0) -> T:
        """Wait for something that a call, an upload or an acknowledgement brings about, and give it back."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not happened():
                    self._changed.clear()
                    await self._changed.wait()
        result = happened()
        seen = [(call.method, call.answer.get("error") or "ok") for call in self.calls[-20:]]
        assert result, f"did not happen within {within} s; the last calls were {seen}"
        return result

    def knows(self, token: str | None) -> bool:
        """Whether it is the token of the bot in this workspace, now."""
        return token in (self.oauth.tokens if self.oauth.tokens is not None else {self.bot_token})

    # How somebody's doings reach the app

    async def deliver(self, delivery: Delivery, *, retry: int = 0) -> Answer:
        """Tell the app what happened, over HTTP where it has a URL and else on its newest socket."""
        started = time.monotonic()
        again = replace(self._of_team(delivery), retry=retry)
        send = self._deliver_by_http if self.request_url else self._deliver_by_socket
        try:
            status, body = await send(again)
        except TimeoutError:
            status, body = 0, None
        return Answer(status, body, time.monotonic() - started)

    def response_url(self, channel: str, ts: str = "none") -> str:
        """Where the app may answer a command or a button, five times."""
        return f"{self.url}/response/{channel}/{ts}/{self.workspace.number()}"

    def examine(self, method: str, arguments: dict[str, Any]) -> None:
        """Note what Slack would refuse about a payload, and whom it would wake."""
        self.problems += [f"{method}: {problem}" for problem in payload_problems(method, arguments)]
        self.woken += broadcasts({name: value for name, value in arguments.items() if name != "channel"})

    async def disconnect(self) -> None:
        """Close every Socket Mode connection, as Slack does when it refreshes one."""
        for socket in self._sockets:
            await socket.close()
        self._sockets.clear()

    @property
    def connected(self) -> bool:
        """Whether the app holds a Socket Mode connection."""
        return any(not socket.closed for socket in self._sockets)

    def _of_team(self, delivery: Delivery) -> Delivery:
        return replace(delivery, payload=self.here(delivery.payload))

    def here(self, told: dict[str, Any]) -> dict[str, Any]:
        """What is said of the workspace, of this one."""
        if self.team == TEAM:
            return told
        here: dict[str, Any] = json.loads(json.dumps(told).replace(f'"{TEAM}"', f'"{self.team}"'))
        return here

    async def _deliver_by_http(self, delivery: Delivery) -> tuple[int, Any]:
        headers, body = delivery.headers(self.signing_secret), delivery.body()
        async with self._http.post(str(self.request_url), data=body, headers=headers) as response:
            text = await response.text()
            return response.status, json.loads(text) if text.startswith("{") else text

    async def _deliver_by_socket(self, delivery: Delivery) -> tuple[int, Any]:
        await self.until(lambda: self.connected)
        envelope = delivery.envelope()
        acknowledged = asyncio.get_running_loop().create_future()
        self._acknowledgements[envelope["envelope_id"]] = acknowledged
        socket = next(one for one in reversed(self._sockets) if not one.closed)
        await socket.send_json(envelope)
        async with asyncio.timeout(SLACK_WAITS):
            return 200, await acknowledged

    # How the app's calls are met

    async def _on_call(self, request: web.Request) -> web.StreamResponse:
        method, arguments, at = request.match_info["method"], await arguments_of(request), time.monotonic()
        for neighbour in self.neighbours:
            if neighbour.knows(token_of(request, arguments)):
                return await neighbour._on_call(request)
        if method in OAuth.METHODS:
            told = self.oauth.answer(method, arguments)
            self.calls.append(Call(method, arguments, at, told))
            return web.json_response(told)
        trouble = next((one for one in self._troubles if one.strikes(method, arguments)), None)
        told, status = self._decide(method, arguments, token_of(request, arguments), trouble)
        if status == 200 and not (trouble and trouble.kind == "fail"):
            self.examine(method, arguments)
        self.calls.append(Call(method, {k: v for k, v in arguments.items() if k != "token"}, at, told, status))
        self._changed.set()
        return await respond(request, told, status, trouble)

    def _decide(
        self, method: str, arguments: dict[str, Any], token: str | None, trouble: Trouble | None
    ) -> tuple[dict[str, Any], int]:
        if token != self.app_token if method == "apps.connections.open" else not self.knows(token):
            return {"ok": False, "error": "invalid_auth" if token else "not_authed"}, 200
        if trouble and trouble.kind == "limit":
            return {"ok": False, "error": "ratelimited"}, 429
        if trouble and trouble.kind == "fail":
            return {"ok": False, "error": trouble.error}, 200
        return self.here(answer(Session(self.workspace, self._scopes, self.url), method, arguments)), 200

    async def _on_upload(self, request: web.Request) -> web.Response:
        file = self.workspace.files.get(request.match_info["file"])
        content = await request.read()
        if file is None or file["length"] != len(content):
            return web.Response(status=400, text="the length is not the announced one")
        file["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    async def _on_response(self, request: web.Request) -> web.Response:
        arguments, at, place = await arguments_of(request), time.monotonic(), request.match_info
        uses = [call for call in self.calls if call.arguments.get("response_url") == str(request.url)]
        told = {"ok": True} if len(uses) < 5 else {"ok": False, "error": "used_url"}
        known = {"channel": place["channel"], "response_url": str(request.url)}
        self.examine("response_url", arguments)
        self.calls.append(Call("response_url", {**arguments, **known}, at, told))
        message = self.workspace.conversation(place["channel"]).messages.get(place["ts"])
        if message and arguments.get("replace_original"):
            message |= {name: arguments[name] for name in ("text", "blocks") if name in arguments}
        self._changed.set()
        return web.json_response(told)

    async def _on_link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0APP"}})
        self._sockets.append(socket)
        self._changed.set()
        async for message in texts_of(socket):
            acknowledged = self._acknowledgements.pop(message.get("envelope_id", ""), None)
            if acknowledged and not acknowledged.done():
                acknowledged.set_result(message.get("payload") or "")
        return socket
