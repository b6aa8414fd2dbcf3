"""How those who run this installation are told that it is in trouble."""

from __future__ import annotations

from typing import Protocol


class Operators(Protocol):
    """Whoever notices a trouble says so as often as they like: what is known already is not told again.

    Both return at once, whatever else is broken.  Nothing personal may be in either text.
    """

    def tell(self, about: str, what: str) -> None:
        """`about` names one trouble; `what` says in a sentence what is wrong, and what to do."""

    def over(self, about: str) -> None:
        """That trouble is over; nothing happens where there was none."""


class Way(Protocol):
    """One way to reach them, which depends on as little as it can."""

    @property
    def name(self) -> str:
        """What kind of way it is, without the address."""

    async def say(self, text: str) -> None:
        """Hand it over; raises whatever went wrong."""
