"""`GET /healthz`: is this process doing its work?  For load balancers and for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aiohttp import web

from core.clock import Clock

STALLED_AFTER = timedelta(seconds=10)

Check = Callable[[], Awaitable[str]]
"""Answers in a word or two; anything but `ok`, `connected` and `off` is a complaint."""


class Health:
    """503 while the engine stands still, because then nobody is paged; the rest is only told."""

    def __init__(self, turned_at: Callable[[], datetime | None], checks: dict[str, Check], clock: Clock) -> None:
        self._turned_at = turned_at
        self._checks = checks
        self._clock = clock

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self.handle, allow_head=True)]

    async def handle(self, _: web.Request) -> web.Response:
        """Whether the engine turns, and what else is connected."""
        engine = self._engine()
        told = {"engine": engine, **{name: await _checked(check) for name, check in self._checks.items()}}
        is_well = engine == "ok" and told.get("database", "ok") == "ok"
        body = {"status": "ok" if is_well else "failing", **told}
        return web.json_response(body, status=200 if is_well else 503)

    def _engine(self) -> str:
        turned_at = self._turned_at()
        if turned_at is None:
            return "not started"
        stalled = self._clock.now() - turned_at
        return "ok" if stalled < STALLED_AFTER else f"has not turned for {int(stalled.total_seconds())} s"


async def _checked(check: Check) -> str:
    try:
        return await check()
    except Exception as error:
        return f"failing ({type(error).__name__})"
