"""One process among others: says every second that it lives, and has taken over what those held who do not.

No leader is needed for that: whoever notices first does it, and doing it twice changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from core.clock import Clock
from core.engine.replicas import Replica, Replicas

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=3)
"""So long after its last word somebody counts as alive: a page of theirs is late by no more than this and a moment."""
EVERY = timedelta(seconds=1)
SHORTLY = timedelta(milliseconds=20)
"""After another one's lease ran out, its end is looked for."""

TakeOver = Callable[[], Awaitable[None]]
"""Has all that is held by nobody who lives taken up again."""


class Membership:
    """`begin_anew` is told that others took this process for dead, and gives the id of its next life."""

    def __init__(
        self, replicas: Replicas, me: Replica, clock: Clock, take_over: TakeOver, begin_anew: Callable[[], str]
    ) -> None:
        self._replicas, self._clock = replicas, clock
        self.me = me
        self._take_over, self._begin_anew = take_over, begin_anew
        self.all: list[Replica] = []
        """As of the last look, this one included."""
        self._known: set[str] | None = None
        """Whose end would be news; None before the first look, when there may be something of anybody's."""
        self.skew: Callable[[], timedelta] = timedelta
        self.told_skew: Callable[[timedelta], None] = _ignored
        """Hears at each look how wrong this machine's clock is."""
        self.before_each: Callable[[], Awaitable[None]] = _nothing
        """Happens before each look; where it fails, the look is made all the same."""
        self._task: asyncio.Task[None] | None = None

    @property
    def leads(self) -> bool:
        """Whether this is the eldest: does what one of them has to do, and none of them must.

        Two may think so for a moment; what they do then has to be harmless when it is done twice.
        """
        return not self.all or self.all[0].id == self.me.id

    async def start(self) -> None:
        """Join the others, take over what nobody has, and say from now on that we live."""
        await self.join()
        self._task = asyncio.create_task(self._run(), name="membership")

    async def join(self) -> None:
        """Be one of them."""
        self.me = replace(self.me, alive_until=self._clock.now() + LEASE)
        await self._replicas.join(self.me)
        await self.look()

    async def stop(self) -> None:
        """Say no more, and leave."""
        if self._task is None:
            return
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        await self.leave()

    async def leave(self) -> None:
        """Nobody need wait for the end of a lease."""
        try:
            await self._replicas.remove(self.me.id, self.me.alive_until + LEASE)
        except Exception as error:  # then others see it when the lease runs out
            log.warning("Could not take leave of the other replicas: %s", type(error).__name__)

    async def look(self) -> float:
        """Say that we live and see who else does; how many seconds until the next look."""
        with suppress(Exception):
            await self.before_each()
        was_in_time = await self._renewed()
        self.all = await self._replicas.all()
        now = self._clock.now()
        gone = [one for one in self.all if one.alive_until <= now and one.id != self.me.id]
        if was_in_time:  # or else whatever kept us from our word may have kept everybody
            for one in gone:
                log.warning("The replica %s is gone; whoever carries out what is due takes over what it held", one.name)
                await self._replicas.remove(one.id, now)
        living = [one for one in self.all if one not in gone or not was_in_time]
        self.all = living
        await self._news({one.id for one in living})
        return self._until_next(living)

    async def _renewed(self) -> bool:
        """Whether nobody can have taken us for dead meanwhile."""
        now = self._clock.now()
        in_time = now < self.me.alive_until
        self.me = replace(self.me, alive_until=now + LEASE, skew=self.skew())
        self.told_skew(self.me.skew)
        if await self._replicas.renew(self.me):
            return in_time
        log.warning("Others took this replica for dead; it goes on as another one")
        self.me = replace(self.me, id=self._begin_anew(), started_at=now)
        await self._replicas.join(self.me)
        return False

    async def _news(self, living: set[str]) -> None:
        if self._known is None or self._known - living:
            await self._take_over()
        self._known = living

    def _until_next(self, living: list[Replica]) -> float:
        now = self._clock.now()
        ends = [one.alive_until + SHORTLY - now for one in living if one.id != self.me.id]
        return max(min([EVERY, *ends]), SHORTLY).total_seconds()

    async def _run(self) -> None:
        pause = EVERY.total_seconds()
        while True:
            await asyncio.sleep(pause)
            try:
                pause = await self.look()
            except Exception as error:  # the database may be back in a moment
                log.error("The other replicas could not be seen: %s", type(error).__name__)
                pause = EVERY.total_seconds() / 4


def _ignored(_: timedelta) -> None:
    """Nobody hears of it."""


async def _nothing() -> None:
    """Nothing has to happen."""
