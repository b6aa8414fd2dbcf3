"""Is the machine ours alone?  Work of others on the same processors makes a round worthless, so it is measured."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

QUIET_CORES = 0.35
WORST_SHARE = 0.05
TICK = os.sysconf("SC_CLK_TCK")


def busy_seconds() -> float:
    """What all processors have worked since the machine started, for anybody."""
    names, numbers = Path("/proc/stat").read_text().split("\n", 1)[0].split(maxsplit=1)
    assert names == "cpu"
    user, nice, system, _idle, _waiting, interrupts, soft, stolen = (int(one) for one in numbers.split()[:8])
    return (user + nice + system + interrupts + soft + stolen) / TICK


async def quiet(patience: float) -> bool:
    """Wait until others use less than a third of a processor; False where they do not stop."""
    deadline = time.perf_counter() + patience
    while True:
        before, began = busy_seconds(), time.perf_counter()
        await asyncio.sleep(0.5)
        if busy_seconds() - before < QUIET_CORES * (time.perf_counter() - began):
            return True
        if time.perf_counter() > deadline:
            return False


@dataclass(slots=True)
class Others:
    """What everybody but us has worked since this was made."""

    ours: Callable[[], float]
    """Seconds that the servers under measurement have worked."""
    began: float = field(default_factory=time.perf_counter)
    _busy: float = field(default_factory=busy_seconds)
    _before: float = 0.0

    def __post_init__(self) -> None:
        self._before = self.ours() + time.process_time()

    def share(self) -> float:
        """Of all processors' time."""
        all_of_it = (os.cpu_count() or 1) * (time.perf_counter() - self.began)
        foreign = busy_seconds() - self._busy - (self.ours() + time.process_time() - self._before)
        return max(foreign, 0.0) / all_of_it
