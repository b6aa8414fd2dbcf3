"""When may the next notification go to a target that takes so many and no more?"""

from __future__ import annotations

from datetime import datetime, timedelta

FORGOTTEN_AFTER = timedelta(minutes=5)


class Pace:
    """Of one target: gives every notification a turn of its own, so that those who wait do not all come at once."""

    def __init__(self, apart: timedelta) -> None:
        self._apart = apart
        self._next: datetime | None = None
        self._turns: dict[str, datetime] = {}

    def wait(self, key: str, now: datetime) -> timedelta:
        """How long until it is this one's turn; nothing where it is now."""
        turn = self._turns.get(key)
        if turn is None:
            turn = self._turns[key] = max(now, self._next or now)
            self._next = turn + self._apart
        if turn > now:
            return turn - now
        del self._turns[key]
        self._turns = {one: at for one, at in self._turns.items() if now - at < FORGOTTEN_AFTER}
        return timedelta()
