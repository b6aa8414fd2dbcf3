"""A store that tells the engine of new steps, so that nobody waits for its next look."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.step import Lane
from core.work import Change, Join, Schedule, Store


class WakingStore:
    """`core.work.Store` around another one; `wake` is set once there is an engine to wake."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.wake: Callable[[Iterable[Lane]], None] = _nobody

    async def commit(self, changes: list[Change]) -> None:
        """See `core.work.Store`."""
        await self._store.commit(changes)
        if lanes := {change.step.lane for change in changes if isinstance(change, Schedule | Join)}:
            self.wake(lanes)


def _nobody(_: Iterable[Lane]) -> None:
    """There is no engine yet."""
