"""Was the machine's clock set?  Then what was noted before it cannot be compared with what was noted after it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from core.clock import SystemClock, passed

LOOKS_EVERY = 0.05
"""Seconds."""
NOTED_FROM = timedelta(milliseconds=20)
"""What a clock is off by less is the time between two readings, and the ordinary work of those who keep it right."""


class Step(NamedTuple):
    """Somebody set the clock."""

    at: datetime
    """As it shows afterwards."""
    by: timedelta

    def __str__(self) -> str:
        return f"the machine's clock was set by {self.by.total_seconds():+.2f} s at {self.at:%H:%M:%S.%f}"


@dataclass
class WallClock:
    """The machine's, compared with what nobody can set."""

    wall: Callable[[], datetime] = SystemClock().now
    elapsed: Callable[[], timedelta] = passed
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._began_at = self.wall() - self.elapsed()

    async def watch(self) -> None:
        """Look until it is cancelled."""
        while True:
            self.look()
            await asyncio.sleep(LOOKS_EVERY)

    def look(self) -> None:
        """Note a step."""
        before, now, after = self.elapsed(), self.wall(), self.elapsed()
        if after - before > NOTED_FROM / 2:  # others had the processor in between
            return
        began_at = now - after
        if abs(by := began_at - self._began_at) > NOTED_FROM:
            self.steps.append(Step(now, by))
        self._began_at = began_at

    def differs(self, begins: datetime, ends: datetime) -> timedelta:
        """By how much at most two readings between these moments are off."""
        return sum((abs(one.by) for one in self.steps if begins - abs(one.by) <= one.at <= ends), timedelta())
