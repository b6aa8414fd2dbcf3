"""How do calls reach the fake Slack, and what can go wrong on the way back?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
from aiohttp import web

JSON_ARGUMENTS = {"attachments", "blocks", "files", "metadata", "view"}


@dataclass(slots=True)
class Trouble:
    """Something that goes wrong with calls of one method, in one channel or in any."""

    kind: Literal["limit", "fail", "slow", "lose"]
    method: str
    channel: str | None
    times: int | None
    """How many calls it still concerns; None for all."""
    seconds: float = 0
    error: str = ""

    def strikes(self, method: str, arguments: dict[str, Any]) -> bool:
        """Whether it concerns this call; if so, it is one time less."""
        here = self.channel in (None, arguments.get("channel") or arguments.get("channel_id"))
        if self.times == 0 or self.method not in ("*", method) or not here:
            return False
        self.times = None if self.times is None else self.times - 1
        return True


async def texts_of(socket: web.WebSocketResponse) -> AsyncIterator[dict[str, Any]]:
    """The JSON messages of a socket until it closes."""
    async for message in socket:
        if message.type is aiohttp.WSMsgType.TEXT:
            yield json.loads(message.data)


async def arguments_of(request: web.Request) -> dict[str, Any]:
    """The arguments of a call, however they came: in the query, as a form, as JSON."""
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        arguments |= await request.json()
    elif request.method == "POST":
        arguments |= await request.post()
    packed = {name: value for name, value in arguments.items() if name in JSON_ARGUMENTS and isinstance(value, str)}
    return arguments | {name: json.loads(value) for name, value in packed.items()}


def token_of(request: web.Request, arguments: dict[str, Any]) -> str | None:
    """The token of a call."""
    return request.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.get("token")


async def respond(
    request: web.Request, told: dict[str, Any], status: int, trouble: Trouble | None
) -> web.StreamResponse:
    """Answer, late or not at all where that is the trouble."""
    if trouble and trouble.kind == "slow":
        await asyncio.sleep(trouble.seconds)
    if trouble and trouble.kind == "lose" and request.transport:
        request.transport.abort()
    headers = {"Retry-After": str(int(trouble.seconds))} if trouble and status == 429 else {}
    return web.json_response(told, status=status, headers=headers)
