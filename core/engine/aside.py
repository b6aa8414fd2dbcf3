"""What was set aside because it failed each time?  Asked of the table, which has what any replica set aside."""

from __future__ import annotations

from core.clock import Clock
from core.operators.ports import Operators
from core.outbox.ports import Outbox
from core.step import Kind

AT_MOST = 500
"""So many are looked at: what is behind them is told when they are gone."""


class Aside:
    """Of one account."""

    def __init__(self, outbox: Outbox, clock: Clock, operators: Operators, account: str) -> None:
        self._outbox, self._clock, self._operators, self._account = outbox, clock, operators, account
        self._present: dict[Kind, str] = {}
        """By kind, the error that was seen first: one that changes is no news."""

    async def look(self) -> None:
        """Tell operators which kinds of step fail each time, and which do not any more."""
        waiting = await self._outbox.waiting(self._clock.now(), AT_MOST)
        errors = {one.step.kind: one.error for one in reversed(waiting) if one.is_set_aside}
        for kind in self._present.keys() - errors.keys():
            self._operators.over(self._about(kind))
        self._present = {kind: self._present.get(kind, error) for kind, error in errors.items()}
        for kind, error in self._present.items():
            self._operators.tell(
                self._about(kind),
                f"A step of the kind {kind} in account {self._account} fails each time ({error}) and is set aside, "
                "where nothing waits for it; it is tried every minute. `muster outbox list` shows it, the log says "
                "where it fails, and `muster outbox retry` has it tried at once.",
            )

    def _about(self, kind: Kind) -> str:
        return f"steps {kind} of {self._account}"
