"""How much of what strangers do is written down?  The first few of a minute one by one, all others by their number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
EACH = 5
"""So many of a kind are recorded one by one in a minute, ..."""
IN_ALL = 30
"""... and so many of all kinds together; ..."""
KINDS = 50
"""... and so many kinds are told apart, since whoever asks makes up what they are called."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes two requests alike."""

    action: str
    code: str
    key_id: str = ""


OTHERS = Kind("muster:Request", "TooManyKinds")


class Crowd:
    """The requests of the present minute that nobody could be held to."""

    def __init__(self) -> None:
        self._began_at: datetime | None = None
        self._seen: Counter[Kind] = Counter()
        self._recorded = 0
        self._uncounted: Counter[Kind] = Counter()

    def admits(self, kind: Kind, now: datetime) -> bool:
        """Whether this one is to be recorded by itself; if not, it is counted."""
        if self._began_at is None or now - self._began_at >= MINUTE:
            self._began_at, self._recorded = now, 0
            self._seen.clear()
        if kind not in self._seen and len(self._seen) >= KINDS:
            kind = OTHERS
        self._seen[kind] += 1
        if self._seen[kind] <= EACH and self._recorded < IN_ALL and kind is not OTHERS:
            self._recorded += 1
            return True
        self._uncounted[kind] += 1
        return False

    def counted(self) -> list[tuple[Kind, int]]:
        """What was only counted since this was asked last."""
        told = list(self._uncounted.items())
        self._uncounted.clear()
        return told
