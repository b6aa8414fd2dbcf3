"""The Slack end of the measurement: a Web API that says yes to everything and notes when each message arrived.

It is leaner than the tests' fake, which checks every block: the driver has one processor for both ends of the line.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.slack.workspace import APP_ID, BOT_ID, BOT_USER, TEAM, Person

MARK = re.compile(r"mark-[0-9a-f]+-\d+")


@dataclass(frozen=True, slots=True)
class Message:
    """Something that the app handed over to Slack."""

    at: float
    channel: str
    body: dict[str, Any]
    ts: str


class SlackEnd:
    def __init__(self) -> None:
        self.replies: dict[str, list[Message]] = defaultdict(list)
        """By the ts of the message that they answer, or the address that a slash command is answered at."""
        self.pages: dict[str, Message] = {}
        """Direct messages by the mark in their text, the first of each."""
        self.revised: dict[str, float] = {}
        """When each message was first changed, by its ts."""
        self._news = asyncio.Event()
        self._numbers = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> None:
        """Listen."""
        app = web.Application(client_max_size=2**22)
        app.router.add_route("*", "/api/{method}", self._answer)
        app.router.add_post("/response/{name}", self._take_response)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024).start()
        self.url = "http://{}:{}".format(*self._runner.addresses[0])

    async def stop(self) -> None:
        """Hang up."""
        if self._runner:
            await self._runner.cleanup()

    async def until(self, condition: Any, lasting: float) -> bool:
        """Wait until the condition holds; False where it does not in time."""
        deadline = time.perf_counter() + lasting
        while not condition():
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), deadline - time.perf_counter())
            except TimeoutError:
                return bool(condition())
        return True

    def forget(self) -> None:
        """Drop what has arrived; its memory and its look-ups are not part of the next measurement."""
        self.replies.clear()
        self.pages.clear()
        self.revised.clear()

    def answered_at(self, thread: str) -> float | None:
        """When the first answer in this thread, or at this address, arrived."""
        return found[0].at if (found := self.replies.get(thread)) else None

    def paged_at(self, mark: str) -> float | None:
        """When the first direct message with this mark arrived."""
        return found.at if (found := self.pages.get(mark)) else None

    def revised_at(self, ts: str) -> float | None:
        """When this message was first changed."""
        return self.revised.get(ts)

    def new_ts(self) -> str:
        """A message's time, which is its name."""
        return f"{int(time.time())}.{next(self._numbers):06d}"

    async def _answer(self, request: web.Request) -> web.Response:
        at = time.perf_counter()
        method = request.match_info["method"]
        arguments = await _arguments(request)
        return web.json_response({"ok": True, **self._known(method, arguments, at)})

    async def _take_response(self, request: web.Request) -> web.Response:
        at, body = time.perf_counter(), await request.json()
        self._keep(request.match_info["name"], Message(at, "", body, ""))
        return web.Response(text="ok")

    def _known(self, method: str, arguments: dict[str, Any], at: float) -> dict[str, Any]:
        match method:
            case "chat.postMessage":
                return self._post(arguments, at)
            case "chat.update":
                self.revised.setdefault(str(arguments["ts"]), at)
                self._news.set()
                return {"channel": arguments["channel"], "ts": arguments["ts"], "text": ""}
            case "auth.test":
                return {"url": self.url, "team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT_ID, "user": "aws"}
            case "users.info":
                user = str(arguments["user"])
                return {"user": Person(user, user.lower()).as_slack_tells(with_email=False)}
            case "conversations.open":
                return {"channel": {"id": f"D{arguments['users'][1:]}"}}
            case "conversations.info":
                return {"channel": {"id": arguments["channel"], "name": "incidents", "is_member": True}}
        return {}

    def _post(self, arguments: dict[str, Any], at: float) -> dict[str, Any]:
        channel = str(arguments["channel"])
        message = Message(at, channel, arguments, self.new_ts())
        if thread := arguments.get("thread_ts"):
            self._keep(str(thread), message)
        elif channel[0] in "DU" and (mark := MARK.search(json.dumps(arguments))):
            self.pages.setdefault(mark[0], message)
            self._news.set()
        posted = {"type": "message", "user": BOT_USER, "bot_id": BOT_ID, "app_id": APP_ID, "ts": message.ts}
        return {"channel": channel, "ts": message.ts, "message": posted}

    def _keep(self, thread: str, message: Message) -> None:
        self.replies[thread].append(message)
        self._news.set()


async def _arguments(request: web.Request) -> dict[str, Any]:
    """However the SDK sent them: in the query, as a form, as JSON."""
    query = dict(request.query)
    raw = await request.text()
    if not raw:
        return query
    if request.content_type == "application/json":
        return {**query, **json.loads(raw)}
    form = dict(parse_qsl(raw))
    return {**query, **form, **({"blocks": json.loads(form["blocks"])} if "blocks" in form else {})}
