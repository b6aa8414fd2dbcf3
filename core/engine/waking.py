"""A store that tells the engine of new steps, so that nobody waits for its next look."""

from __future__ import annotations

from collections.abc import Callable

from core.work import Change, Schedule, Store


class WakingStore:
    """`core.work.Store` around another one; `wake` is set once there is an engine to wake."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.wake: Callable[[], None] = _nobody

    async def commit(self, changes: list[Change]) -> None:
        """See `core.work.Store`."""
        await self._store.commit(changes)
        if any(isinstance(change, Schedule) for change in changes):
            self.wake()


def _nobody() -> None:
    """There is no engine yet."""
