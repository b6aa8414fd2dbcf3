"""Carries out what the inbox holds: each delivery in a task of its own, so many at a time, none forgotten."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from traceback import format_tb

from bot.slack.people import Unknown
from bot.slack.web import SlackSays
from core.clock import Clock
from core.engine.ports import TryLater
from core.inbox.entry import InboxEntry
from core.inbox.ports import Inbox

log = logging.getLogger(__name__)

AT_ONCE = 32
TRIES = 8
"""After these an answer that Slack did not take is given up; what it tells of is stored long before."""
GIVEN_UP_AFTER = timedelta(days=1)
"""What could not be carried out at all is tried for so long; what somebody wanted a day ago they want no more."""
SHORTEST_WAIT = timedelta(milliseconds=50)
LONGEST_WAIT = timedelta(minutes=2)
AFTER_A_FAILURE = timedelta(seconds=1)

Work = Callable[[InboxEntry], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Late:
    """A delivery that was tried in vain."""

    wait: timedelta
    is_done: bool = False
    """Whether it took effect, and only Slack did not take the answer."""
    asks_patience: bool = False


class Desk:
    def __init__(self, work: Mapping[str, Work], inbox: Inbox, clock: Clock, patience: Work | None = None) -> None:
        """`patience` asks whoever sent a delivery for some, once, where nothing can be done for them yet."""
        self._work = work
        self._inbox = inbox
        self._clock = clock
        self._patience = patience
        self._seats = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()
        self._is_open = False

    @property
    def busy_with(self) -> int:
        """How many deliveries are being carried out or wait for their turn."""
        return len(self._tasks)

    async def start(self) -> None:
        """Carry out what an earlier process had promised."""
        self._is_open = True
        await self._inbox.take_over()
        for entry in await self._inbox.unfinished():
            self.accept(entry)

    async def take_over(self) -> None:
        """Carry out what another process had promised, which is not alive any more."""
        if self._is_open and not self._closing.is_set():
            for entry in await self._inbox.take_over():
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
        answers = 0
        for attempt in count():
            late = await self._tried(entry)
            answers += bool(late and late.is_done)
            if late is None or self._is_given_up(entry, answers):
                self._inbox.done(entry.id, self._clock.now())
                return
            pause = min(max(late.wait, SHORTEST_WAIT) * 2 ** min(max(attempt - 2, 0), 8), LONGEST_WAIT)
            if late.asks_patience and attempt == 0:
                await self._ask_patience(entry)
            if await self._closed_within(pause):
                return  # not marked as done: the next process tries again

    def _is_given_up(self, entry: InboxEntry, answers: int) -> bool:
        if answers >= TRIES:
            log.error("%s was not answered: Slack did not take it in %d attempts", entry.kind, TRIES)
            return True
        if self._clock.now() - entry.received_at >= GIVEN_UP_AFTER:
            log.error("%s was not carried out within %s", entry.kind, GIVEN_UP_AFTER)
            return True
        return False

    async def _tried(self, entry: InboxEntry) -> _Late | None:
        """Why there must be another try; None when there need not be one."""
        work = self._work.get(entry.kind)
        if work is None:
            return None
        async with self._seats:
            try:
                await work(entry)
            except Unknown as unknown:
                return _Late(wait=unknown.after, asks_patience=True)
            except TryLater as wait:
                return _Late(wait=wait.after, is_done=True)
            except SlackSays as no:
                log.warning("%s was not answered: %s", entry.kind, no.error)
            except Exception as error:
                # Without the error's text and the delivery: both may quote what is sealed.
                log.error(
                    "%s failed: %s\n%s", entry.kind, type(error).__name__, "".join(format_tb(error.__traceback__))
                )
                return _Late(
                    wait=AFTER_A_FAILURE
                )  # a full disk may have room again; a repetition finds what was stored
        return None

    async def _ask_patience(self, entry: InboxEntry) -> None:
        if self._patience:
            with suppress(TryLater, SlackSays):
                await self._patience(entry)

    async def _closed_within(self, pause: timedelta) -> bool:
        try:
            await asyncio.wait_for(self._closing.wait(), pause.total_seconds())
        except TimeoutError:
            return False
        return True
