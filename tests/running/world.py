"""Whom the doctor asks: Slack, a Twilio, a public address, as far as it asks them, on loopback."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

ACCOUNT, TOKEN = "AC" + "0" * 32, "t0ken"


@dataclass
class Outside:
    """One HTTP server that is all of them."""

    slack: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Answers by method."""
    scopes: str = ""
    date: str = ""
    health: tuple[int, Any] = (200, {"status": "ok"})
    twilio_status: str = "active"
    messages: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    url: str = ""

    async def start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/api/{method}", self._slack)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/2010-04-01/Accounts/{account}.json", self._account)
        app.router.add_post("/2010-04-01/Accounts/{account}/{what}.json", self._message)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = "http://{}:{}".format(*runner.addresses[0])
        return runner

    @property
    def twilio(self) -> str:
        return f"twilio+plain://{ACCOUNT}:{TOKEN}@{self.url.removeprefix('http://')}?from=%2B12065550199"

    async def _slack(self, request: web.Request) -> web.Response:
        self.tokens.add(request.headers["Authorization"])
        headers = {"X-OAuth-Scopes": self.scopes} if self.scopes else {}
        if self.date:
            headers["Date"] = self.date
        return web.json_response(self.slack[request.match_info["method"]], headers=headers)

    async def _health(self, _: web.Request) -> web.Response:
        status, body = self.health
        return web.json_response(body, status=status)

    async def _account(self, request: web.Request) -> web.Response:
        expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {expected}":
            return web.json_response({"code": 20003}, status=401)
        return web.json_response({"sid": ACCOUNT, "status": self.twilio_status})

    async def _message(self, request: web.Request) -> web.Response:
        self.messages.append((request.match_info["what"], dict(await request.post())))
        return web.json_response({"sid": "SM1"}, status=201)
