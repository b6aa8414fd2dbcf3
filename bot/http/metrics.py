"""`GET /metrics`: the figures, for Prometheus on this machine or for whoever has the token."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.http.health import is_ours

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SCHEME = "Bearer "
REFUSAL = (
    "The figures are for this machine, or for whoever sends the token that MUSTER_METRICS_TOKEN has here, "
    "as `Authorization: Bearer TOKEN`.\n"
)


class MetricsPage:
    """`figures` are asked for when somebody wants them."""

    def __init__(self, figures: Callable[[], Awaitable[bytes]], token: str) -> None:
        self._figures, self._token = figures, token

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.get("/metrics", self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        """They name no person, but how much there is to do is nobody else's business."""
        if not (is_ours(request) or self._has_token(request)):
            return web.Response(status=401, text=REFUSAL, headers={"WWW-Authenticate": "Bearer"})
        return web.Response(body=await self._figures(), headers={"Content-Type": CONTENT_TYPE})

    def _has_token(self, request: web.Request) -> bool:
        said = request.headers.get("Authorization", "")
        told = said.removeprefix(SCHEME) if said.startswith(SCHEME) else ""
        return bool(self._token) and hmac.compare_digest(told.encode(errors="replace"), self._token.encode())
