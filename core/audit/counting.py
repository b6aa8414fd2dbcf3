"""How much of what strangers do is written down?  The first few of a minute one by one, all others by their number."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
EACH = 5
"""So many of a kind are recorded one by one in a minute, ..."""
IN_ALL = 30
"""... and so many of all kinds together; ..."""
ADDRESSES = 20
"""... and so many addresses of a kind are told; ..."""
KINDS = 50
"""... and so many kinds are told apart, since whoever asks makes up what they are called."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes two requests alike."""

    action: str
    code: str
    key_id: str = ""


@dataclass(slots=True)
class Tally:
    """What is known of those that were only counted."""

    count: int = 0
    addresses: Counter[str] = field(default_factory=Counter)
    """Of the first few addresses, how often each asked."""

    def add(self, address: str) -> None:
        """One more."""
        self.count += 1
        if address and (address in self.addresses or len(self.addresses) < ADDRESSES):
            self.addresses[address] += 1

    def told(self) -> dict[str, object]:
        """As it is recorded."""
        addresses = {"sourceIPAddresses": dict(self.addresses)} if self.addresses else {}
        return {"count": self.count, **addresses}


OTHERS = Kind("muster:Request", "TooManyKinds")


class Crowd:
    """The requests of the present minute that nobody could be held to."""

    def __init__(self) -> None:
        self._began_at: datetime | None = None
        self._seen: Counter[Kind] = Counter()
        self._recorded = 0
        self._uncounted: defaultdict[Kind, Tally] = defaultdict(Tally)

    def admits(self, kind: Kind, now: datetime, address: str = "") -> bool:
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
        self._uncounted[kind].add(address)
        return False

    def counted(self) -> list[tuple[Kind, Tally]]:
        """What was only counted since this was asked last."""
        told = list(self._uncounted.items())
        self._uncounted.clear()
        return told
