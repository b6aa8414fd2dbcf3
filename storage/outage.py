"""What keeps the database from its work at the moment?  Said once in the log, once a minute while it lasts, and once
when it is over: whoever fails meanwhile raises an `Outage`, of which the log wants to hear nothing more."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Literal

from storage.failures import StorageFailed

log = logging.getLogger(__name__)

AGAIN_AFTER = 60.0
SETTLED_AFTER = 10.0
"""Seconds, both.  A disk that is nearly full takes what is small and refuses the next: that is one outage."""

Kind = Literal["away", "full", "read-only"]


class Outage(StorageFailed):
    """The database cannot do its work, whatever it is asked; nothing was stored, unless the text says otherwise."""

    def __init__(self, kind: Kind, what: str, detail: str = "") -> None:
        """`what` stays the same while it lasts; `detail` may not."""
        super().__init__(f"{what} ({detail})" if detail else what)
        self.kind, self.what = kind, what


class Condition:
    """Of a database, whichever of its connections notices; asked and told in the loop's thread only."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self.settles_after = now, SETTLED_AFTER
        self._present: dict[object, Outage] = {}
        self._since = self._failed_at = 0.0
        self._said: dict[Kind, float] = {}
        self.begins: Callable[[Outage], None] = _ignored
        """Hears of an outage each time that somebody ran into it."""
        self.ends: Callable[[], None] = _nothing

    @property
    def outage(self) -> Outage | None:
        """The last of those that are there."""
        return next(reversed(self._present.values()), None)

    @property
    def keeps_from_writing(self) -> bool:
        """Whether it is there, and takes nothing."""
        return any(one.kind != "away" for one in self._present.values())

    def failed(self, of: object, outage: Outage) -> None:
        """This connection ran into it."""
        now = self._failed_at = self._now()
        self._since = self._since if self._present else now
        self._present.pop(of, None)  # what is told is what happened last
        self._present[of] = outage
        if now - self._said.get(outage.kind, now - AGAIN_AFTER) >= AGAIN_AFTER:
            lasted = f" (for {now - self._since:.0f} s by now)" if self._said else ""
            self._said[outage.kind] = now
            log.error("The database%s: %s", lasted, str(outage))
        self.begins(outage)

    def reached(self, of: object) -> None:
        """This connection is there; what it can do is not known yet."""
        if (outage := self._present.get(of)) and outage.kind == "away":
            self._over(of)

    def wrote(self, of: object) -> None:
        """By this connection something was stored."""
        if outage := self._present.get(of):
            if outage.kind == "full" and self._now() - self._failed_at < self.settles_after:
                return
            self._over(of)

    def _over(self, of: object) -> None:
        del self._present[of]
        if not self._present:
            self._said.clear()
            log.warning("The database does its work again, after %.0f s.", self._now() - self._since)
            self.ends()


def _ignored(_: Outage) -> None:
    """Nobody hears of it."""


def _nothing() -> None:
    """Nobody hears of it."""
