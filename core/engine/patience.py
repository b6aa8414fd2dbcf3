"""How long to wait before something that failed is tried again."""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=1)


def pause_after(attempts: int) -> timedelta:
    """Doubles with each attempt, up to a minute: what fails every time must neither be dropped nor take over."""
    return min(FIRST * (1 << min(max(attempts - 1, 0), 10)), LONGEST)
