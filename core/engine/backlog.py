"""How far is the engine behind?"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from core.step import Lane


class Backlog(NamedTuple):
    """What is due in a lane, be somebody at it or not."""

    due: int
    """How many steps, as far as they are counted."""
    oldest_at: datetime | None
    """Since when the most overdue of them is."""


class Backlogs(Protocol):
    async def of(self, lane: Lane, now: datetime) -> Backlog:
        """What is due there now."""
