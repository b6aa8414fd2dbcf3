"""Is a page out already, by an attempt of which nobody has heard how it ended?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.engagements.bundles import is_known_refused
from core.engagements.engagement import Page
from core.engine.ports import CannotDeliver, CannotTell, Carrier, HandedOver, PageMessage, TryLater
from core.step import Step

LOOKED_FOR = timedelta(minutes=10)
"""So long is asked on for what came of a page that is over; it only has to be written down."""
EVERY = timedelta(minutes=1)
"""So often: those that still have to go out are more urgent."""
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell whether the page went out, and it needs no answer any more."""

    why: str

    def __str__(self) -> str:
        return f"it is not known whether this was sent: Muster was ended while it was sending it, and now: {self.why}"


Found = HandedOver | Unknown | None


@dataclass(slots=True)
class Looking:
    _unsent: dict[str, int] = field(default_factory=dict)
    """By step, the last attempt where it is certain that neither this nor any before has sent anything."""

    def is_certain(self, page: Page, step: Step) -> bool:
        """Whether nothing was sent by the attempts before this one.  Asked once in each attempt."""
        before = self._unsent.pop(step.key, None)
        return not is_known_refused(page) and (step.attempts <= 1 or before == step.attempts - 1)

    def was_not_sent(self, step: Step) -> None:
        """Nor by this one, which was not even begun."""
        if len(self._unsent) >= MOST_REMEMBERED:
            self._unsent.clear()
        self._unsent[step.key] = step.attempts

    async def look(self, carrier: Carrier, message: PageMessage, page: Page, now: datetime) -> Found:
        """What came of them.  As long as a page asks for an answer it is rather sent twice than waited for."""
        try:
            return await carrier.find(message)
        except CannotTell:
            return unless_open(page, "the carrier cannot be asked")
        except CannotDeliver as no:
            return unless_open(page, str(no))
        except TryLater as wait:
            if page.closed_at and now < page.closed_at + LOOKED_FOR:
                raise TryLater(max(wait.after, EVERY), wait.reason) from None
            return unless_open(page, wait.reason)


def unless_open(page: Page, why: str) -> Unknown | None:
    """The doubt that is left at the end; none about a page that is sent again."""
    return Unknown(why) if page.closed_at else None
