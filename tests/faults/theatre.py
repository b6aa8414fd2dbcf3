"""Where scenarios are played, one after the other, each on a copy of the same beginning."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tests.faults.installation import START, Beginning, People, planned, set_up
from tests.faults.lives import SkippingLoop, mortal_tasks
from tests.faults.plans import Plan
from tests.faults.running import Run, Scenario

T = TypeVar("T")


class Theatre:
    """Made by `theatre`."""

    def __init__(self, people: People, runner: asyncio.Runner, folder: Path) -> None:
        self._people, self._runner, self._folder = people, runner, folder
        self._beginnings: dict[Plan, Beginning] = {}

    def run(self, scenario: Scenario) -> Run:
        """Let it happen."""
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            run = Run(self.beginning(scenario.plan), Path(folder), scenario.faults)
            self.do(_happens(scenario, run))
            return run

    def do(self, doing: Coroutine[Any, Any, T]) -> T:
        """Have something done where Muster lives."""
        return self._runner.run(doing)

    def beginning(self, plan: Plan) -> Beginning:
        """A Muster that knows this plan."""
        if plan not in self._beginnings:
            folder = Path(tempfile.mkdtemp(dir=self._folder))
            self._beginnings[plan] = self._runner.run(planned(plan, self._people, folder))
        return self._beginnings[plan]


async def _happens(scenario: Scenario, run: Run) -> None:
    async with run.opened():
        await run.begins()
        for doing in sorted(scenario.doings, key=lambda one: one.after):
            await run.wait_until(START + doing.after)
            await (run.answers(doing.alias) if doing.alias else run.stops(run.engagements[0]))
        await run.wait_until(START + scenario.lasts)


def _loop() -> asyncio.AbstractEventLoop:
    loop = SkippingLoop()
    loop.set_task_factory(mortal_tasks)
    return loop


@contextmanager
def theatre(folder: Path) -> Iterator[Theatre]:
    """Set everybody up once."""
    with asyncio.Runner(loop_factory=_loop) as runner:
        yield Theatre(runner.run(set_up(folder / "beginning")), runner, folder)
