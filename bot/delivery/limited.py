"""How much is a provider handed at a time?  What is too much waits in the steps' table, and holds up no other provider.

Whoever has to wait gets a turn of its own and comes back for it, so that many who wait do not crowd at the same moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.delivery.chain import Provider
from bot.providers import Limit
from core.clock import Clock
from core.engine.ports import ActivationMessage, Busy, HandedOver, Notice, PageMessage

AGAIN_IN = timedelta(milliseconds=500)
"""Where all places are taken."""
MOMENT = 0.25
"""Seconds."""
ENOUGH = "enough is on its way already"
MOST_TURNS = 20_000


class Turns:
    """Who may send now, and when may the next?  A second's worth may go out at once after a pause."""

    def __init__(self, limit: Limit) -> None:
        self._apart = timedelta(seconds=1 / limit.per_second) if limit.per_second else timedelta()
        self._next_at: datetime | None = None
        self._turns: dict[str, datetime] = {}

    def of(self, who: str, now: datetime) -> timedelta:
        """How long this one has to wait; nothing means that it is its turn, which is used up by that."""
        at = self._turns.pop(who, None) or self._given(now)
        if at <= now:
            return timedelta()
        if len(self._turns) >= MOST_TURNS:  # some never come back for theirs
            self._turns = {one: due_at for one, due_at in self._turns.items() if due_at > now}
        self._turns[who] = at
        return at - now

    def _given(self, now: datetime) -> datetime:
        if not self._apart:
            return now
        earliest = now - timedelta(seconds=1) + self._apart
        at = max(self._next_at or earliest, earliest)
        self._next_at = at + self._apart
        return at


class Limited:
    """`Provider` around another one."""

    def __init__(self, provider: Provider, limit: Limit, clock: Clock) -> None:
        self._provider, self._clock = provider, clock
        self._turns, self._places = Turns(limit), asyncio.Semaphore(limit.at_once)
        self._is_stuck = False

    @property
    def name(self) -> str:
        """See `Provider`."""
        return self._provider.name

    async def page(self, message: PageMessage) -> HandedOver:
        """See `Carrier`; raises `Busy` where it is not its turn yet."""
        async with self._turn(f"{message.page_arn} {message.attempt}"):
            return await self._provider.page(message)

    async def find(self, message: PageMessage) -> HandedOver | None:
        """See `Carrier`; nothing is sent."""
        return await self._provider.find(message)

    async def revise(self, message: PageMessage) -> None:
        """See `Carrier`; no page waits for the place of a change, so it takes none."""
        await self._provider.revise(message)

    async def activate(self, message: ActivationMessage) -> HandedOver:
        """See `Carrier`."""
        async with self._turn(f"activate {message.contact_channel_arn}"):
            return await self._provider.activate(message)

    async def warn(self, message: Notice) -> None:
        """See `Carrier`; nor does one wait for a notice's."""
        await self._provider.warn(message)

    @asynccontextmanager
    async def _turn(self, who: str) -> AsyncIterator[None]:
        await self._place()
        try:
            if wait := self._turns.of(who, self._clock.now()):
                raise Busy(wait, "more is not taken in a second")
            yield
            self._is_stuck = False
        finally:
            self._places.release()

    async def _place(self) -> None:
        """Waited for a moment, unless somebody has waited in vain since the last message was taken."""
        if not self._places.locked():
            await self._places.acquire()
            return
        if self._is_stuck:
            raise Busy(AGAIN_IN, ENOUGH)
        try:
            async with asyncio.timeout(MOMENT):
                await self._places.acquire()
        except TimeoutError:
            self._is_stuck = True
            raise Busy(AGAIN_IN, ENOUGH) from None
