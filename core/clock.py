"""The one place that reads the machine's clocks; everything else is told what time it is."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

log = logging.getLogger(__name__)

SLOWED_TO = 9, 10
"""So much of each second passes while a clock that was set back is waited for: a plan's five minutes last half a
minute longer, and nothing happens twice.  In whole numbers, which are multiplied in a fifth of the time."""
COUNTING_SLEEP = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""macOS counts sleep in neither; its wall clock does."""
NOTHING = timedelta()
TOLD_FROM = timedelta(seconds=2)
"""What a clock goes back by less is the ordinary work of those who keep it right."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    def now(self) -> datetime:
        """The machine's own clock."""
        return datetime.now(UTC)


def passed() -> timedelta:
    """What has passed since the machine was started, its sleep included; nobody can set it."""
    return timedelta(0, 0, time.clock_gettime_ns(COUNTING_SLEEP) // 1000)


class SteadyClock:
    """Follows another clock and never goes back: where that one is set back, it slows down until the two meet again.

    A step forward is followed at once.  What is due by a plan is therefore never done twice, and at most a tenth late.
    """

    def __init__(self, source: Clock | None = None, elapsed: Callable[[], timedelta] = passed) -> None:
        self._source: Clock = source or SystemClock()
        self._elapsed = elapsed
        self._at, self._elapsed_then = self._source.now(), elapsed()
        self.ahead = timedelta()
        """Of the clock that is followed; nothing, unless that was set back."""
        self.tell: Callable[[timedelta], None] = _log
        """Is told, once each time, by how much the clock was set back."""

    def follow(self, source: Clock) -> None:
        """From now on this is the clock to follow."""
        self._source = source

    def begin_after(self, at: datetime) -> None:
        """It was that late already when somebody last looked, as another process may have done before this one."""
        self._at = max(self._at, at)

    def now(self) -> datetime:
        """The present moment; never before one that was told earlier."""
        there, elapsed = self._source.now(), self._elapsed()
        least = self._at + max(elapsed - self._elapsed_then, NOTHING) * SLOWED_TO[0] // SLOWED_TO[1]
        self._at, self._elapsed_then = max(there, least), elapsed
        was_ahead, self.ahead = self.ahead, self._at - there
        if self.ahead - was_ahead >= TOLD_FROM:
            self.tell(self.ahead)
        return self._at


def wall_of(clock: Clock) -> Clock:
    """What the times in strangers' signatures are compared with: this machine's own clock, as it is now."""
    return SystemClock() if isinstance(clock, SteadyClock) else clock


def _log(behind: timedelta) -> None:
    log.warning(
        "The clock was set back by %.1f s: Muster's runs slower until they agree. Have it kept by NTP, with slewing.",
        behind.total_seconds(),
    )
