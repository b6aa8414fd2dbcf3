"""Carries out what the inbox holds: each delivery in a task of its own, so many at a time, none forgotten."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from traceback import format_tb

from bot.slack.web import SlackSays
from core.clock import Clock
from core.engine.ports import TryLater
from core.inbox.entry import InboxEntry
from core.inbox.ports import Inbox

log = logging.getLogger(__name__)

AT_ONCE = 32
TRIES = 8
"""After these an answer that Slack did not take is given up; what it tells of is stored long before."""
LONGEST_WAIT = timedelta(minutes=2)
AFTER_A_FAILURE = timedelta(seconds=1)

Work = Callable[[InboxEntry], Awaitable[None]]


class Desk:
    def __init__(self, work: Mapping[str, Work], inbox: Inbox, clock: Clock) -> None:
        self._work = work
        self._inbox = inbox
        self._clock = clock
        self._seats = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    @property
    def busy_with(self) -> int:
        """How many deliveries are being carried out or wait for their turn."""
        return len(self._tasks)

    async def start(self) -> None:
        """Carry out what an earlier process had promised."""
        for entry in await self._inbox.unfinished():
            self.accept(entry)

    def accept(self, entry: InboxEntry) -> None:
        """Have it carried out; it is in the inbox already."""
        if self._closing.is_set():
            return  # the next process finds it there
        task = asyncio.create_task(self._until_done(entry))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self, within: timedelta = timedelta(seconds=10)) -> None:
        """Finish what was begun; what does not finish in time is left to the next process."""
        self._closing.set()
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=within.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def idle(self) -> None:
        """Wait until nothing is left to do."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _until_done(self, entry: InboxEntry) -> None:
        for attempt in range(TRIES):
            wait = await self._tried(entry)
            if wait is None:
                self._inbox.done(entry.id, self._clock.now())
                return
            pause = min(max(wait, timedelta(milliseconds=50)) * (1 if attempt < 3 else 2), LONGEST_WAIT)
            if await self._closed_within(pause):
                return  # not marked as done: the next process tries again
        log.error("%s was not answered: Slack did not take it in %d attempts", entry.kind, TRIES)
        self._inbox.done(entry.id, self._clock.now())

    async def _tried(self, entry: InboxEntry) -> timedelta | None:
        """How long to wait before the next try; None when there need not be one."""
        work = self._work.get(entry.kind)
        if work is None:
            return None
        async with self._seats:
            try:
                await work(entry)
            except TryLater as wait:
                return wait.after
            except SlackSays as no:
                log.warning("%s was not answered: %s", entry.kind, no.error)
            except Exception as error:
                # Without the error's text and the delivery: both may quote what is sealed.
                log.error(
                    "%s failed: %s\n%s", entry.kind, type(error).__name__, "".join(format_tb(error.__traceback__))
                )
                return AFTER_A_FAILURE  # a full disk may have room again; a repetition finds what was stored
        return None

    async def _closed_within(self, pause: timedelta) -> bool:
        try:
            await asyncio.wait_for(self._closing.wait(), pause.total_seconds())
        except TimeoutError:
            return False
        return True
