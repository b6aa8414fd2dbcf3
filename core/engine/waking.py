"""A store that tells the engine of new steps, so that nobody waits for its next look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from core.errors import Conflict
from core.just_stored import just_stored
from core.step import Step
from core.work import Begin, Change, Join, Schedule, Store


class Hears(Protocol):
    """The engine, as far as it hears of what is stored."""

    def take(self, changes: Sequence[Change]) -> Mapping[str, Begin]:
        """The steps, by key, that it carries out itself as soon as these changes are stored."""

    def begin(self, steps: Sequence[Step]) -> None:
        """These were stored."""

    def let_go(self, steps: Sequence[Step], *, in_doubt: bool) -> None:
        """These were not, or nobody knows."""

    def hear_of(self, steps: Sequence[Step]) -> None:
        """These are to be claimed by whoever comes first."""


class WakingStore:
    """`core.work.Store` around another one; `engine` is set once there is one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.engine: Hears | None = None

    async def commit(self, changes: list[Change]) -> None:
        """See `core.work.Store`."""
        if self.engine:
            await self._commit(changes, self.engine)
        else:
            await self._store.commit(changes)

    async def _commit(self, changes: list[Change], engine: Hears) -> None:
        taken = engine.take(changes)
        begun = [one.step for one in taken.values()]
        try:
            await self._store.commit([_as(taken, change) for change in changes] if taken else changes)
        except BaseException as error:
            engine.let_go(begun, in_doubt=not isinstance(error, Conflict))
            raise
        if begun:
            with just_stored(changes):
                engine.begin(begun)
        engine.hear_of([
            change.step for change in changes
            if isinstance(change, Schedule | Join) and change.step.key not in taken
        ])  # fmt: skip


def _as(taken: Mapping[str, Begin], change: Change) -> Change:
    return taken.get(change.step.key, change) if isinstance(change, Schedule) else change
