"""The alarm to operators: in the log at once, and by every way that is configured, each for itself.

It keeps nothing in the database, which may be what the trouble is about; the next process notices a trouble anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from core.clock import Clock
from core.engine.patience import pause_after
from core.operators.ports import Way
from core.operators.troubles import Troubles

log = logging.getLogger(__name__)

LOOKED_AT_EVERY = 15.0
"""Seconds between two looks at what time alone makes news."""
APART = timedelta(minutes=1)
"""So long after one message does the next go out, with all that has come together meanwhile."""
SAID_WITHIN = 20.0
LAST_WORDS_WITHIN = 3.0
MOST_LINES = 20
"""So many are in one message."""
MOST_KEPT = 500
"""So many wait for a way that is broken; what is more is in the log only."""


class Alarm:
    """See `core.operators.ports.Operators`."""

    def __init__(
        self,
        clock: Clock,
        ways: Sequence[Way] = (),
        *,
        of: str = "Muster",
        apart: timedelta = APART,
        patience: Callable[[int], timedelta] = pause_after,
    ) -> None:
        """`of`: the name that operators know this installation by."""
        self._clock, self._of, self._apart, self._patience = clock, of, apart, patience
        self._troubles = Troubles()
        self._lines: list[_Line] = []
        self.reach_by(ways)
        self._looking: asyncio.Task[None] | None = None

    def reach_by(self, ways: Sequence[Way]) -> None:
        """Tell them by these ways too, from the start on."""
        self._lines += [_Line(way, self._apart, self._patience) for way in ways]

    def tell(self, about: str, what: str) -> None:
        """See `Operators`."""
        if self._troubles.told(about, what, self._clock.now()):
            log.error("To operators: %s", what)
            self._say(what)

    def over(self, about: str) -> None:
        """See `Operators`."""
        self._troubles.well(about, self._clock.now())

    def look(self) -> None:
        """Say what time alone has made news."""
        for news in self._troubles.due(self._clock.now()):
            log.warning("To operators: %s", news)
            self._say(news)

    async def state(self) -> str:
        """For `/healthz`."""
        silent = [f"operators cannot be told by {line.name}" for line in self._lines if line.is_silent]
        return "; ".join((*self._troubles.present, *silent)) or "ok"

    async def start(self) -> None:
        """Begin to send what has been said, and what will be."""
        for line in self._lines:
            line.start()
        self._looking = asyncio.create_task(self._look_now_and_then(), name="alarm")

    async def stop(self) -> None:
        """Say what is left, but wait for no way that is broken."""
        if self._looking:
            self._looking.cancel()
        await asyncio.gather(*(line.stop() for line in self._lines), return_exceptions=True)

    async def _look_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(LOOKED_AT_EVERY)
            self.look()

    def _say(self, what: str) -> None:
        for line in self._lines:
            line.add(f"{self._of}: {what}")


class _Line:
    """One way, with what is still to be said by it."""

    def __init__(self, way: Way, apart: timedelta, patience: Callable[[int], timedelta]) -> None:
        self._way, self._apart, self._patience = way, apart, patience
        self._unsaid: list[str] = []
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._failed = 0

    @property
    def name(self) -> str:
        return self._way.name

    @property
    def is_silent(self) -> bool:
        return self._failed > 0

    def add(self, text: str) -> None:
        if len(self._unsaid) < MOST_KEPT:
            self._unsaid.append(text)
        self._news.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"alarm by {self._way.name}")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_WITHIN):
                if self._unsaid:
                    await self._said()

    async def _run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._unsaid:
                said = await self._said()
                await asyncio.sleep((self._apart if said else self._patience(self._failed)).total_seconds())

    async def _said(self) -> bool:
        lines = list(self._unsaid)
        more = len(lines) - MOST_LINES
        text = "\n".join([*lines[:MOST_LINES], *([f"And {more} more, which are in the log."] if more > 0 else [])])
        try:
            async with asyncio.timeout(SAID_WITHIN):
                await self._way.say(text)
        except Exception as problem:  # its text may quote an address
            self._failed += 1
            log.error("Operators cannot be told by %s: %s. It is tried again.", self._way.name, type(problem).__name__)
            return False
        self._failed = 0
        del self._unsaid[: len(lines)]
        return True
