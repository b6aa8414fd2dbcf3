"""Messages to send, and a provider on loopback that notes what it is sent."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.http.server import Server
from bot.providers import Twilio
from core.engine.ports import ActivationMessage, FarewellMessage, PageMessage
from tests.operations.muster import ARNS

PUBLIC = "https://muster.example.com"
SID, TOKEN = "AC" + "0" * 32, "f" * 32
AT = datetime(2026, 3, 1, 3, 12, tzinfo=UTC)


def page(**members: Any) -> PageMessage:
    return PageMessage(
        **{
            "page_arn": ARNS.page("ana", "1"),
            "contact_channel_arn": ARNS.contact_channel("ana", "1"),
            "channel_type": "SMS",
            "address": "+12065550100",
            "contact_name": "Ana",
            "sender": "Incident Manager",
            "subject": "Checkout is down",
            "content": "Critical impact.\nPayments fail since the deployment.",
            "public_subject": "You are paged for an incident",
            "public_content": "Critical impact.",
            "code": "482913",
            "incident_arn": None,
            "title": None,
            "impact": 1,
            "since": AT,
            "stage": None,
            "stages": None,
            "attempt": 1,
            "reference": None,
        }
        | members
    )


def activation(**members: Any) -> ActivationMessage:
    return ActivationMessage(
        **{
            "contact_channel_arn": ARNS.contact_channel("ana", "1"),
            "channel_type": "SMS",
            "address": "+12065550100",
            "channel_name": "Phone",
            "contact_name": "Ana",
            "code": "482913",
            "asked_by": "Ada Admin",
        }
        | members
    )


def farewell(**members: Any) -> FarewellMessage:
    return FarewellMessage(
        **{
            "contact_channel_arn": ARNS.contact_channel("ana", "1"),
            "channel_type": "SMS",
            "address": "+12065550100",
            "channel_name": "Phone",
            "contact_name": "Ana",
            "changed_by": "Ada Admin",
            "changed_at": AT,
        }
        | members
    )


@dataclass
class FakeTwilio:
    """Takes messages and calls as Twilio does, or answers what it is told to."""

    requests: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    """What the next requests are answered, instead of yes."""
    server: Server | None = None

    async def start(self) -> None:
        self.server = Server([web.post("/{path:.*}", self._take)], "127.0.0.1", 0)
        await self.server.start()

    async def stop(self) -> None:
        assert self.server
        await self.server.stop()

    def provider(self, **members: str) -> Twilio:
        assert self.server
        given = {"base_url": self.server.url, "account": SID, "token": TOKEN, "sender": "+12065550199"} | members
        return Twilio(**given)

    @property
    def form(self) -> dict[str, str]:
        """What was sent last."""
        return dict(self.requests[-1][1])

    async def _take(self, request: web.Request) -> web.Response:
        form = [(name, str(value)) for name, value in (await request.post()).items()]
        self.requests.append((request.path, form))
        kind, _, credentials = request.headers["Authorization"].partition(" ")
        assert kind == "Basic"
        self.credentials.append(base64.b64decode(credentials).decode())
        if self.answers:
            return self.answers.pop(0)
        kind = "SM" if request.path.endswith("Messages.json") else "CA"
        return web.json_response({"sid": f"{kind}{len(self.requests):032x}", "status": "queued"}, status=201)
