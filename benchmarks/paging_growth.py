"""Does a call take longer where there are very many incidents?  The same calls on a small and a large installation."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count, cycle
from pathlib import Path
from statistics import median

from benchmarks.paging_bench import Bench, text
from benchmarks.rounds import Spread
from benchmarks.seeding import seed
from bot import environment
from bot.assembly.alarms import _room
from bot.http.intake.alarms import Room
from bot.main import Muster, compose
from core.alarm_doors.alarm_door import AlarmDoor
from core.alarm_doors.issuing import Wanted
from core.alarm_doors.plain import understood
from core.caller import Origin
from core.clock import SystemClock
from tests.operations.muster import ADMIN

FEW, MORE, MANY = 1000, 100_000, 1_000_000
TIMES = 200
"""Calls of each kind in a row."""
OPEN_TROUBLES = 50
AIMS = {"start": 1.3, "get": 2.0, "dedupe": 1.3}
CLOCK = SystemClock()


@dataclass(slots=True)
class Installation:
    """In this process, without its HTTP."""

    muster: Muster
    arns: cycle[str]
    plan_arn: str
    room: Room
    door: AlarmDoor
    numbers: count[int] = field(default_factory=count)

    @property
    def calls(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {"start": self.start, "get": self.get, "dedupe": self.dedupe}

    async def start(self) -> None:
        """An incident that is like no other."""
        params = {"responsePlanArn": self.plan_arn, "title": f"Checkout fails {next(self.numbers)}"}
        await self.muster.dispatcher.call(ADMIN, "ssm-incidents:StartIncident", params)

    async def get(self) -> None:
        """One of those that are known, drawn by chance."""
        await self.muster.dispatcher.call(ADMIN, "ssm-incidents:GetIncidentRecord", {"arn": next(self.arns)})

    async def dedupe(self) -> None:
        """An alarm that an open incident takes in."""
        message = {"title": "Checkout fails", "dedupe": f"trouble {next(self.numbers) % OPEN_TROUBLES}"}
        await self.room.taking.take(self.door, understood(message, self.door.name, CLOCK.now()), Origin())


async def growth(bench: Bench) -> None:
    """So that what disturbs disturbs both, they take turns."""
    number = MANY if bench.wishes.large else MORE if bench.wishes.seconds >= 5 else MORE // 10
    kept: dict[str, list[tuple[float, float]]] = {name: [] for name in AIMS}
    async with AsyncExitStack() as stack:
        few = await stack.enter_async_context(_installation(FEW))
        many = await stack.enter_async_context(_installation(number))
        for name in AIMS:
            await _took(name, few, many)
        for _ in range(bench.wishes.rounds):
            await bench.quiet()
            with bench.stretch(lambda: 0.0):
                for name in AIMS:
                    kept[name].append(await _took(name, few, many))
    for name, pairs in kept.items():
        ratios = [much / little for little, much in pairs]
        limit = f"{text(Spread.of([little for little, _ in pairs]), 'ms')} with {FEW:,}"
        bench.at_most(f"{name}, p50, {number:,} ÷ {FEW:,} incidents, SQLite", ratios, AIMS[name], "×", limit=limit)


async def _took(name: str, few: Installation, many: Installation) -> tuple[float, float]:
    """Milliseconds that half of the calls do not exceed, on each; they take turns call by call."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(TIMES):
        for one, kept in zip((few, many), took, strict=True):
            began = time.perf_counter()
            await one.calls[name]()
            kept.append(time.perf_counter() - began)
    return median(took[0]) * 1e3, median(took[1]) * 1e3


@asynccontextmanager
async def _installation(incidents: int) -> AsyncIterator[Installation]:
    with tempfile.TemporaryDirectory() as name:
        data_dir = Path(name)
        seeded = await seed(data_dir, incidents)
        settings = replace(environment.read({}), data_dir=data_dir, port=0)
        muster = await compose(settings, CLOCK)
        try:
            house = muster.houses.first
            wanted = Wanted(name="bench", kind="webhook", response_plan_arn=seeded.plan_arn)
            door, _key = await house.alarm_doors.create(wanted)
            room = _room(house, house.operators, CLOCK)
            yield Installation(muster, cycle(seeded.arns), seeded.plan_arn, room, door)
        finally:
            await muster.stop()
