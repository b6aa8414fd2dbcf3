"""Where a deed writes down what followed from it, in one transaction with the end of its step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from core.caller import Caller
from core.clock import Clock
from core.errors import Conflict, Locked, OutOfOrder
from core.step import Step
from core.work import Chance, Finish, Store, Work

ATTEMPTS = 50
ATTEMPTS_AT_LOCKED = 3
"""What somebody holds is let go of in their own time, and all others wait behind each attempt."""

Follow = Callable[[Work], Awaitable[None]]
"""Reads the facts as they are now and says what is to be stored; runs again where somebody changed them meanwhile."""


class TooManyConflicts(OutOfOrder):
    """Others kept changing the same records; the step is tried again later."""


class Ledger:
    def __init__(self, store: Store, clock: Clock, engine: Caller, chance: Chance | None = None) -> None:
        self._store = store
        self._clock = clock
        self._engine = engine
        self._chance = chance or Chance()

    async def settle(self, step: Step, follow: Follow) -> None:
        """Store what follows from a step, and that it is done."""
        await self._stored([Finish(step)], follow)

    async def note(self, follow: Follow) -> None:
        """Store something while the step goes on."""
        await self._stored([], follow)

    async def _stored(self, first: list[Finish], follow: Follow) -> None:
        locked = 0
        for _ in range(ATTEMPTS):
            work = Work(self._engine, self._clock.now(), self._chance)
            work.changes += first
            await follow(work)
            if not work.changes:
                return
            try:
                await self._store.commit(work.changes)
            except Locked:
                locked += 1
                if locked == ATTEMPTS_AT_LOCKED:
                    break
            except Conflict:
                continue
            else:
                return
        raise TooManyConflicts
