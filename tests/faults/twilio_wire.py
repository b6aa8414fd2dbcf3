"""A provider of text messages at the wire, which signs its reports, and goes wrong when it is told to."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web
from twilio.request_validator import RequestValidator

from bot.http.server import Server
from tests.faults.faults import BUSY_FOR, UNDONE, AtCarrier, AtReport
from tests.faults.lives import stays_silent

NEVER_ANSWERS = 11.0
"""Seconds; longer than anybody waits for it."""
ACCOUNT, TOKEN, SENDER = "AC" + "0" * 32, "f" * 32, "+12065550199"
STATUSES: dict[AtReport | None, tuple[str, ...]] = {
    None: ("sent", "delivered"),
    "early": ("delivered",),
    "twice": ("sent", "delivered", "delivered"),
    "disorderly": ("delivered", "sent", "queued"),
    "never": (),
    "undelivered": ("sent", "undelivered", "undelivered"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider tells of a message, to the address that was given with it."""

    url: str
    form: dict[str, str]

    @property
    def headers(self) -> dict[str, str]:
        """By Twilio's own code."""
        return {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(self.url, self.form)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a provider needs of the world."""

    occasion: Callable[[], AtCarrier | None]
    """What goes wrong with the next call."""
    of_report: Callable[[], AtReport | None]
    """What goes wrong with what is said of the message that is taken next."""
    note: Callable[..., None]
    """Takes what arrived (but for the time of it)."""
    report: Callable[[Report], Awaitable[None]]
    """Tells Muster at once."""
    report_later: Callable[[Report], None]


class TwilioWire:
    def __init__(self, name: str, around: Around, aliases: dict[str, str]) -> None:
        """`aliases` by telephone number."""
        self._name, self._around, self._aliases = name, around, aliases
        self._taken = 0
        self._server = Server([web.post("/{path:.*}", self._on_message)], "127.0.0.1", 0)

    async def __aenter__(self) -> TwilioWire:
        await self._server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.stop()

    @property
    def address(self) -> str:
        """As an operator would write it."""
        where = self._server.url.removeprefix("http://")
        return f"twilio+plain://{ACCOUNT}:{TOKEN}@{where}?from={SENDER.replace('+', '%2B')}"

    async def _on_message(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        trouble = self._around.occasion()
        if trouble in UNDONE:
            self._noted(form, outcome="failed")
            return await self._undone(request, trouble)
        sid = await self._takes(form)
        if trouble == "lost" and request.transport:
            request.transport.abort()
        if trouble == "late":
            await stays_silent(NEVER_ANSWERS, request.transport)
        return web.json_response({"sid": sid, "status": "queued"}, status=201)

    async def _takes(self, form: dict[str, str]) -> str:
        self._taken += 1
        sid, saying = f"SM{self._name}{self._taken:031x}", self._around.of_report()
        self._noted(form, outcome="lost" if saying == "undelivered" else "taken", is_reported=saying != "never")
        for status in STATUSES[saying]:
            report = Report(form["StatusCallback"], {"MessageSid": sid, "MessageStatus": status})
            if saying == "early":
                await self._around.report(report)
            else:
                self._around.report_later(report)
        return sid

    async def _undone(self, request: web.Request, trouble: AtCarrier | None) -> web.StreamResponse:
        if trouble == "silent":
            await stays_silent(NEVER_ANSWERS, request.transport)
        if trouble == "cut" and request.transport:
            request.transport.abort()
        if trouble == "busy":
            retry = {"Retry-After": str(int(BUSY_FOR.total_seconds()))}
            return web.json_response({"code": 20429}, status=429, headers=retry)
        return web.Response(status=500)

    def _noted(self, form: dict[str, str], **members: Any) -> None:
        page = parse_qs(urlsplit(form["StatusCallback"]).query)["page"][0]
        words, found = form["Body"], re.search(r" or (\d{6}) to take it", form["Body"])
        self._around.note(
            medium="SMS",
            alias=self._aliases[form["To"]],
            page=page,
            attempt=2 if words.startswith("Muster, again") else 1,
            code=found[1] if found else "",
            provider=self._name,
            **members,
        )
