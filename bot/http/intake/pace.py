"""Does this process keep up?  If not, alarms are asked to come again, so that those that were taken are paged in time.

What tells is how late the loop gets round to what is due, and not how much there is to do: a carrier that hangs keeps
many pages waiting and the processor idle, and then alarms are wanted all the same.  Where pages wait that are due, and
the processor has no rest, each alarm more would make them wait longer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

LOOKS_EVERY = 0.02
"""Seconds; only while alarms come."""
LATEST = 0.05
"""Seconds: a loop that is later than that has more to do than it can."""
BURST_LASTS = 0.5
"""Seconds of that are nobody's trouble: a hundred alarms at once are taken, all of them."""
NO_REST = 0.005
"""Seconds: a loop that has time to rest is less late than that."""
RESTED_AFTER = 0.1
"""Seconds without such a delay."""
LOOKS_FOR = 2.0
"""Seconds after the last alarm."""


class Pace:
    """Looked at for each alarm."""

    def __init__(
        self,
        pages_wait: Callable[[], bool] = lambda: False,
        loop_of: Callable[[], asyncio.AbstractEventLoop] = asyncio.get_running_loop,
    ) -> None:
        """`pages_wait`: whether more of them are due than could be begun."""
        self._pages_wait, self._loop_of = pages_wait, loop_of
        self._had_no_rest_at = float("-inf")
        self._late_since: float | None = None
        self._last_alarm_at = 0.0
        self._is_looking = False

    def is_kept(self) -> bool:
        """Whether there is time for one alarm more."""
        loop = self._loop_of()
        self._last_alarm_at = loop.time()
        if not self._is_looking:
            self._is_looking = True
            loop.call_later(LOOKS_EVERY, self._look, loop.time() + LOOKS_EVERY)
        if self._pages_wait() and loop.time() - self._had_no_rest_at < RESTED_AFTER:
            return False
        return self._late_since is None or loop.time() - self._late_since <= BURST_LASTS

    def _look(self, expected_at: float) -> None:
        loop = self._loop_of()
        now = loop.time()
        if now - expected_at > NO_REST:
            self._had_no_rest_at = now
        if now - expected_at <= LATEST:
            self._late_since = None
        elif self._late_since is None:
            self._late_since = expected_at
        self._is_looking = now - self._last_alarm_at < LOOKS_FOR
        if self._is_looking:
            loop.call_later(LOOKS_EVERY, self._look, now + LOOKS_EVERY)
        else:
            self._late_since = None
