"""`GET /healthz`: is this process doing its work?  `GET /readyz`: may it be sent more?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.http.origin import ARRIVAL
from core.clock import Clock

STALLED_AFTER = timedelta(seconds=10)
PATIENCE = 0.8
"""Seconds for all checks together: whoever asks may wait for one second, and must hear no, not nothing."""
WELL = ("ok", "connected", "off")

Check = Callable[[], Awaitable[str]]
"""Answers in a word or two; what is not `WELL` is a complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """By what it is seen whether one account is looked after."""

    turned_at: Callable[[], datetime | None] | None
    """When its engine last looked for something to do; None where other processes carry out what is due."""
    checks: Mapping[str, Check]


class Health:
    """503 while an engine stands still, because then somebody is not paged; the rest is only told."""

    def __init__(self, vitals: Mapping[str, Vitals], clock: Clock) -> None:
        """`vitals` by account."""
        self._vitals = vitals
        self._clock = clock
        self.is_open = False
        """Whether this process takes requests: once it has started, and until it is told to end."""

    @property
    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.handle, allow_head=True),
            web.get("/readyz", self.ready, allow_head=True),
        ]

    async def handle(self, request: web.Request) -> web.Response:
        """Whether the engine turns; on this machine, also what else is connected, each account for itself."""
        told = await self.told()
        is_well = _all_well(told)
        body: dict[str, object] = {"status": "ok" if is_well else "failing"}
        if is_ours(request):
            body |= {"accounts": told} if len(told) > 1 else next(iter(told.values()), {})
        return web.json_response(body, status=200 if is_well else 503)

    async def ready(self, request: web.Request) -> web.Response:
        """Whether requests are better sent here than to another replica; one that ends takes no connection any more.

        Why not is told on this machine only, as is all that `/healthz` has to tell.
        """
        told = await self._told({account: _needed(one) for account, one in self._vitals.items()})
        is_ready = self.is_ready(told)
        body = {"status": "ready" if is_ready else "not ready"}
        if not is_ready and is_ours(request):
            body["why"] = self._why(told)
        return web.json_response(body, status=200 if is_ready else 503)

    def _why(self, told: Mapping[str, Mapping[str, str]]) -> str:
        if not self.is_open:
            return "it starts, or it ends"
        said = {f"{name}: {says}" for one in told.values() for name, says in one.items() if says not in WELL}
        return "; ".join(sorted(said))

    def is_ready(self, told: Mapping[str, Mapping[str, str]]) -> bool:
        """The same, by what the checks have told."""
        return self.is_open and _all_well(told)

    async def told(self) -> dict[str, dict[str, str]]:
        """What each check says, by account."""
        return await self._told(self._vitals)

    async def _told(self, vitals: Mapping[str, Vitals]) -> dict[str, dict[str, str]]:
        return dict(zip(vitals, await asyncio.gather(*map(self._of_one, vitals.values())), strict=True))

    async def _of_one(self, vitals: Vitals) -> dict[str, str]:
        answers = await asyncio.gather(*map(_checked, vitals.checks.values()))
        return {"engine": self._engine(vitals), **dict(zip(vitals.checks, answers, strict=True))}

    def _engine(self, vitals: Vitals) -> str:
        if vitals.turned_at is None:
            return "off"
        turned_at = vitals.turned_at()
        if turned_at is None:
            return "not started"
        stalled = self._clock.now() - turned_at
        return "ok" if stalled < STALLED_AFTER else f"has not turned for {int(stalled.total_seconds())} s"


def _all_well(told: Mapping[str, Mapping[str, str]]) -> bool:
    return all(one["engine"] in ("ok", "off") and one.get("database", "ok") == "ok" for one in told.values())


def _needed(vitals: Vitals) -> Vitals:
    """What nothing goes without; an outage of Slack's must neither hold this up nor send people elsewhere."""
    checks = {name: check for name, check in vitals.checks.items() if name == "database"}
    return Vitals(turned_at=vitals.turned_at, checks=checks)


def is_ours(request: web.Request) -> bool:
    """Whether whoever asks is on this machine, and handed over by nobody: others need not know what there is."""
    arrival = request.get(ARRIVAL)
    return arrival is not None and arrival.from_here and arrival.origin.secure


async def _checked(check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TimeoutError:
        return "no answer"
    except Exception as error:
        return f"failing ({type(error).__name__})"
