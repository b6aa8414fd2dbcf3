"""Has somebody heard of this actor already?  Once an hour for each kind of attempt, and never in storms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

QUIET_FOR = timedelta(hours=1)
"""So long nobody hears again that the same actor has tried the same."""
MOST_AT_ONCE = 10
"""So many people hear of one actor and one kind of attempt in that time."""
REMEMBERED = 10_000

Attempt = tuple[str, str]
"""Who tried, and what: a harmless kind of attempt must not hide a serious one."""


@dataclass(slots=True)
class Told:
    """What was told lately; a restart forgets it, and then somebody may be told twice.

    Only who could be told is in it: nobody uses a warning up by trying what nobody can hear of.
    """

    _told: dict[Attempt, dict[str, datetime]] = field(default_factory=dict)

    def is_news(self, attempt: Attempt, owner: str, now: datetime) -> bool:
        """Whether to tell this owner, which then counts as told."""
        known = {whom: at for whom, at in self._told.get(attempt, {}).items() if now - at < QUIET_FOR}
        if owner in known or len(known) >= MOST_AT_ONCE:
            return False
        if len(self._told) >= REMEMBERED:
            self._told.clear()
        self._told[attempt] = {**known, owner: now}
        return True

    def take_back(self, attempt: Attempt, owner: str) -> None:
        """It could not be told after all."""
        self._told.get(attempt, {}).pop(owner, None)
