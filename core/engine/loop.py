"""The loop: claims what is due, carries it out, and sleeps until something else is.

All memory is in the steps' table.  A process may die anywhere: what it held is given back, and done by the next.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from traceback import format_tb
from typing import get_args

from core.clock import Clock
from core.engine.born import born
from core.engine.outages import Outages
from core.engine.ports import Steps, TryLater
from core.step import Kind, Lane, Step
from core.unreadable import CLOSED
from core.work import Begin, Change, Postpone, SetAside, Store

log = logging.getLogger(__name__)

AT_ONCE: dict[Lane, int] = {"page": 192, "chat": 16, "outward": 16, "aside": 4}
LEASE = timedelta(seconds=90)
LONGEST_DEED = 60.0
"""Seconds; shorter than the lease, so that nobody else begins what is still being done."""
SHORTEST_WAIT = timedelta(milliseconds=10)
LONGEST_SLEEP = 1.0
"""Seconds between two looks at the table, whatever it said the last time."""
SLEEP_AMONG_OTHERS = 0.25
"""The same where other processes schedule steps, too, of which nobody here is told."""

Deed = Callable[[Step], Awaitable[None]]
"""Carries a step out and stores what follows together with the step's end; raises `TryLater` where it has to wait."""


class Engine:
    """Lanes, each with a task of its own, so that nothing in one of them can hold up another."""

    def __init__(self, steps: Steps, store: Store, deeds: Mapping[Kind, Deed], clock: Clock) -> None:
        self._steps = steps
        self._store = store
        self._deeds = deeds
        self._clock = clock
        self.longest_sleep = LONGEST_SLEEP
        """See `LONGEST_SLEEP`; shorter where this is one engine of several."""
        self._news = {lane: asyncio.Event() for lane in get_args(Lane)}
        self._at_work: dict[Lane, set[asyncio.Task[None]]] = {lane: set() for lane in get_args(Lane)}
        self._busy: set[str] = set()
        """The keys of all steps that are being carried out."""
        self._in_doubt: set[Lane] = set()
        """Where a claim or a giving back was not heard of, so that we may hold what we know nothing of."""
        self._loops: list[asyncio.Task[None]] = []
        self._closing = False
        self._promised: Counter[Lane] = Counter()
        """How many steps begin as soon as what they are about is stored."""
        self._behind: set[Lane] = set(get_args(Lane))
        """Where something may have been left at the last look: there, what is new would overtake it."""
        self._looks_at: dict[Lane, datetime] = {}
        """When each lane looks again by itself; nothing while it looks."""
        self._turned_at: dict[Lane, datetime] = {}
        self._closed: set[str] = set()
        """The steps whose subject could not be opened the last time."""
        self._outages = Outages()

    @property
    def turned_at(self) -> datetime | None:
        """When the slower of the lanes last looked for something to do; None before both have."""
        return min(self._turned_at.values()) if len(self._turned_at) == len(self._news) else None

    def is_behind(self, lane: Lane) -> bool:
        """Whether more is due than this process could begin when it last looked."""
        return bool(self._loops) and lane in self._behind

    async def state(self) -> str:
        """For `/healthz`: `ok`, or how many steps wait for what cannot be opened."""
        return f"{len(self._closed)} steps wait: what they are about cannot be opened" if self._closed else "ok"

    def start(self) -> None:
        """Begin to carry out what is due, the overdue first."""
        self._loops = [asyncio.create_task(self._run(lane), name=f"engine {lane}") for lane in self._news]

    def wake(self, lanes: Iterable[Lane] = get_args(Lane)) -> None:
        """Look now: something was scheduled."""
        for lane in lanes:
            self._news[lane].set()

    def take(self, changes: Sequence[Change]) -> dict[str, Begin]:
        """The steps that this process holds from the start, so that nobody needs to claim them.

        A claim is another transaction, and whoever has just made a page has everything at hand that it takes to send
        it: two transactions for an alarm and its page, and not three.
        """
        if self._closing or not self._loops:
            return {}
        now, taken = self._clock.now(), dict[str, Begin]()
        for step in born(changes, now):
            if step.lane not in self._behind and self._room(step.lane) > 0:
                taken[step.key] = self._steps.held(step, now, LEASE)
                self._promised[step.lane] += 1
                self._busy.add(step.key)
        return taken

    def begin(self, steps: Sequence[Step]) -> None:
        """Carry out what was taken: it is stored."""
        for step in steps:
            self._promised[step.lane] -= 1
            self._begin(step.lane, step)

    def let_go(self, steps: Sequence[Step], *, in_doubt: bool) -> None:
        """Forget what was taken: it was not stored, or nobody knows whether it was."""
        for step in steps:
            self._promised[step.lane] -= 1
            self._busy.discard(step.key)
            if in_doubt:
                self._in_doubt.add(step.lane)
                self._news[step.lane].set()

    def hear_of(self, steps: Sequence[Step]) -> None:
        """Look at once for what is due before the next look."""
        for step in steps:
            looks_at = self._looks_at.get(step.lane)
            if looks_at is None or step.due_at <= max(looks_at, self._clock.now()):
                self._news[step.lane].set()

    async def stop(self, within: timedelta = timedelta(seconds=10)) -> None:
        """Claim nothing more and finish what was begun; what does not finish in time is done again by the next."""
        self._closing = True
        self.wake()
        await asyncio.gather(*self._loops, return_exceptions=True)
        busy = [task for tasks in self._at_work.values() for task in tasks]
        if busy:
            _, late = await asyncio.wait(busy, timeout=within.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def turn(self) -> int:
        """Carry out all that is due now and wait for it; how many steps that were.  For rehearsals and tests."""
        claimed: list[Step] = []
        try:
            for lane in self._news:
                claimed += await self._claim(lane)
        except Exception:  # then nobody is at the others either
            self._busy.difference_update(step.key for step in claimed)
            self._in_doubt.update(self._news)
            raise
        await asyncio.gather(*(self._carry_out(step) for step in claimed))
        return len(claimed)

    async def _run(self, lane: Lane) -> None:
        while not self._closing:
            self._news[lane].clear()
            self._looks_at.pop(lane, None)
            if pause := await self._look(lane):
                self._looks_at[lane] = self._clock.now() + timedelta(seconds=pause)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news[lane].wait(), pause)

    async def _look(self, lane: Lane) -> float:
        """Begin what is due; how many seconds until the next look, unless there is news before that."""
        try:
            claimed = await self._claim(lane)
            self._turned_at[lane] = self._clock.now()
            for step in claimed:
                self._begin(lane, step)
            return 0 if claimed else await self._pause(lane)
        except Exception as error:  # a full disk must not end the loop: it is asked again in a second
            _complain(f"lane {lane}", error)
            return LONGEST_SLEEP

    async def _claim(self, lane: Lane) -> list[Step]:
        if lane in self._in_doubt:
            await self._steps.release_all_but(self._busy, lane)
            self._in_doubt.discard(lane)
        room = self._room(lane)
        if room <= 0:
            self._behind.add(lane)
            return []
        try:
            claimed = await self._steps.claim(lane, self._clock.now(), room, LEASE)
        except Exception:
            self._in_doubt.add(lane)
            raise
        self._busy.update(step.key for step in claimed)
        (self._behind.discard if len(claimed) < room else self._behind.add)(lane)
        return claimed

    def _room(self, lane: Lane) -> int:
        return AT_ONCE[lane] - len(self._at_work[lane]) - self._promised[lane]

    async def _pause(self, lane: Lane) -> float:
        """Until the next step is due, but never long: the table is the truth, and the wall clock may jump."""
        if self._room(lane) <= 0:  # whatever is due, nothing can be begun before something ends, which is news
            return self.longest_sleep
        due_at = await self._steps.next_due_at(lane)
        left = (due_at - self._clock.now()).total_seconds() if due_at else self.longest_sleep
        return min(max(left, 0.001), self.longest_sleep)

    def _begin(self, lane: Lane, step: Step) -> None:
        task = asyncio.create_task(self._carry_out(step), name=step.kind)
        self._at_work[lane].add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._at_work[lane].discard(task)
            self._news[lane].set()

        task.add_done_callback(ended)

    async def _carry_out(self, step: Step) -> None:
        try:
            await self._attempt(step)
        finally:
            self._busy.discard(step.key)

    async def _attempt(self, step: Step) -> None:
        try:
            async with asyncio.timeout(LONGEST_DEED):
                await self._deeds[step.kind](step)
            self._closed.discard(step.key)
            self._outages.over(step)
        except CLOSED as problem:
            self._wait_for_key(step, problem)
            await self._give_back(self._outages.after(step, problem, self._clock.now()))
        except TryLater as wait:
            self._outages.over(step)
            await self._give_back(Postpone(step, self._clock.now() + max(wait.after, SHORTEST_WAIT)))
        except Exception as error:
            _complain(step.kind, error)
            await self._give_back(self._outages.after(step, error, self._clock.now()))

    def _wait_for_key(self, step: Step, problem: Exception) -> None:
        """Said once: it is tried again every minute, until its key is there again or the replication set is gone."""
        if step.key not in self._closed:
            log.error("%s waits: %s", step.kind, problem)
        self._closed.add(step.key)

    async def _give_back(self, change: Postpone | SetAside) -> None:
        try:
            await self._store.commit([change])
        except Exception as error:  # its lease runs out by itself
            self._in_doubt.update(self._news)
            _complain(f"giving back {change.step.kind}", error)


def _complain(what: str, error: Exception) -> None:
    """Without the error's text, which may quote what is sealed."""
    log.error("%s failed: %s\n%s", what, type(error).__name__, "".join(format_tb(error.__traceback__)))
