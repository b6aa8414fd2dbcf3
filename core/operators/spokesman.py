"""What every replica sees alike is said by one of them."""

from __future__ import annotations

from collections.abc import Callable

from core.operators.ports import Operators

Leads = Callable[[], bool]
"""Whether this is the process, of several, that speaks for all of them."""


class Spokesman:
    """`Operators` for troubles that are no process's own: of the database, and of the work that lies in it."""

    def __init__(self, operators: Operators, leads: Leads) -> None:
        self._operators, self._leads = operators, leads

    def tell(self, about: str, what: str) -> None:
        """See `Operators`; whoever does not speak for all says nothing."""
        if self._leads():
            self._operators.tell(about, what)

    def over(self, about: str) -> None:
        """See `Operators`; whoever told of it says so, whether it still leads or not."""
        self._operators.over(about)
