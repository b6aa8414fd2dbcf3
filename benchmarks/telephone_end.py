"""The telephone company of the measurement: says yes to each call after a while, and notes when it was handed over.

Each call's text has the mark of the alarm that it is about.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

from aiohttp import web

MARK = re.compile(r"mark-\d+")
ACCOUNT, TOKEN = "AC" + "0" * 32, "t0ken"
ANSWERS_AFTER = 0.05
"""Seconds, as providers take."""


@dataclass(slots=True)
class TelephoneEnd:
    """As an async context manager it listens on a free port of this machine."""

    answers_after: float = ANSWERS_AFTER
    handed_over: dict[str, float] = field(default_factory=dict)
    """When the first call of each mark came, by the performance counter."""
    calls: Counter[str] = field(default_factory=Counter)
    rang: list[tuple[str, float]] = field(default_factory=list)
    """Every call as it came, and when."""
    port: int = 0
    _numbers: count[int] = field(default_factory=count)
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> TelephoneEnd:
        app = web.Application()
        app.router.add_post("/2010-04-01/Accounts/{account}/Calls.json", self._call)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    @property
    def provider(self) -> str:
        """What MUSTER_VOICE says."""
        return f"twilio+plain://{ACCOUNT}:{TOKEN}@127.0.0.1:{self.port}?from=%2B15550100"

    def forget(self) -> None:
        """What came so far is no part of the next measurement."""
        self.handed_over.clear()
        self.calls.clear()
        self.rang.clear()

    async def _call(self, request: web.Request) -> web.Response:
        at = time.perf_counter()
        found = MARK.search((await request.read()).decode())
        mark = found[0] if found else "nobody knows"
        self.handed_over.setdefault(mark, at)
        self.calls[mark] += 1
        self.rang.append((mark, at))
        await asyncio.sleep(self.answers_after)
        return web.json_response({"sid": f"CA{next(self._numbers):032x}"}, status=201)
