"""What somebody holds for long is tried again later, and not again and again at once."""

from __future__ import annotations

import pytest

from core.engine.ledger import ATTEMPTS, ATTEMPTS_AT_LOCKED, Ledger, TooManyConflicts
from core.errors import Conflict, Locked
from core.work import Change, Work
from tests.operations.muster import MEMBER, MovableClock


class Busy:
    """A store in which everything is somebody else's."""

    def __init__(self, problem: type[Conflict]) -> None:
        self.problem, self.asked = problem, 0

    async def commit(self, _: list[Change]) -> None:
        self.asked += 1
        raise self.problem


async def something(work: Work) -> None:
    """Something follows."""
    work.schedule("probe", "x")


@pytest.mark.parametrize(("problem", "times"), [(Locked, ATTEMPTS_AT_LOCKED), (Conflict, ATTEMPTS)])
async def test_whoever_meets_a_lock_gives_up_soon_for_each_attempt_holds_up_all_others(problem, times):
    store = Busy(problem)
    with pytest.raises(TooManyConflicts):
        await Ledger(store, MovableClock(), MEMBER).note(something)
    assert store.asked == times
