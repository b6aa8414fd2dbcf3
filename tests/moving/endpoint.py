"""An endpoint that answers as it is told to, byte by byte."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it is on the wire."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"


@dataclass
class Endpoint:
    """Answers by the name that ends a path or target; to all others with what is under `*`."""

    answers: dict[str, Any]
    authorization: str = ""
    asked: list[str] = field(default_factory=list)

    async def __aenter__(self) -> str:
        app = web.Application()
        app.add_routes([web.route("*", "/{any:.*}", self._answer)])
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.authorization = request.headers["Authorization"]
        target = request.headers.get("X-Amz-Target", request.path)
        words = target.replace("/", ".").rpartition(".")[2].split("-")
        name = "".join(word[:1].upper() + word[1:] for word in words)
        self.asked.append(name)
        told = self.answers.get(name, self.answers.get("*", {}))
        raw = told if isinstance(told, Raw) else Raw(json.dumps(told).encode())
        headers = {"Location": "http://127.0.0.1:9/"} if 300 <= raw.status < 400 else {}
        return web.Response(body=raw.body, status=raw.status, content_type=raw.content_type, headers=headers)
