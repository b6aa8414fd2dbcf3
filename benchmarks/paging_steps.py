"""How late are steps done, with how many more that wait?  The engine's own loop on its real table, in this process."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from benchmarks.alarm_load import share
from benchmarks.paging_bench import Bench
from core.clock import Clock, SystemClock
from core.engine.loop import Engine
from core.step import Step
from core.work import Finish, Schedule, Store
from storage.account import Storage
from storage.opening import open_storage
from tests.operations.muster import ARNS

PENDING, MANY = 100_000, 1_000_000
DUE, DUE_WITHIN = 1000, 8.0
BEGINS_AFTER = timedelta(seconds=1)
LOST_AFTER = timedelta(seconds=10)
GROUP = 5000
LATE_AIM, RATIO_AIM = 50, 1.3
NAMES = count()


@dataclass(slots=True)
class Punctual:
    """A deed that notes how late it came, and is done."""

    store: Store
    clock: Clock
    late: list[float] = field(default_factory=list)

    async def __call__(self, step: Step) -> None:
        self.late.append((self.clock.now() - step.due_at).total_seconds())
        await self.store.commit([Finish(step)])


async def due_steps(bench: Bench) -> None:
    """A thousand steps are due within seconds, while very many are due much later."""
    sizes = [PENDING, MANY] if bench.wishes.large else [PENDING]
    within = DUE_WITHIN if bench.wishes.seconds >= 5 else bench.wishes.seconds
    kept: dict[int, list[float]] = {size: [] for size in sizes}
    async with AsyncExitStack() as stack:
        worlds = {size: await stack.enter_async_context(_pending(size)) for size in sizes}
        for _ in range(bench.wishes.rounds):
            for size, storage in worlds.items():
                await bench.quiet()
                with bench.stretch(lambda: 0.0):
                    late = await _late(storage, within)
                kept[size].append(share(late, 0.99) * 1e3)
                if len(late) != DUE:
                    bench.lost[f"{size:,} steps"] += DUE - len(late)
    for size, figures in kept.items():
        aim = LATE_AIM if size == PENDING else None
        bench.at_most(f"{DUE:,} steps due in {within:g} s, {size:,} pending, late by p99, SQLite", figures, aim, "ms")
    if bench.wishes.large:
        ratios = [many / few for many, few in zip(kept[MANY], kept[PENDING], strict=True)]
        bench.at_most(f"the same, {MANY:,} ÷ {PENDING:,} pending", ratios, RATIO_AIM, "×")


@asynccontextmanager
async def _pending(number: int) -> AsyncIterator[Storage]:
    """A database with so many steps that are due in some hours."""
    with tempfile.TemporaryDirectory() as name:
        folder, clock = Path(name), SystemClock()
        storage = await open_storage(folder / "muster.db", folder / "keyring.json", ARNS.account, clock)
        try:
            first = clock.now() + timedelta(hours=2)
            for begin in range(0, number, GROUP):
                later = range(begin, min(begin + GROUP, number))
                await _schedule(storage, [first + timedelta(milliseconds=20 * n) for n in later])
            yield storage
        finally:
            await storage.close()


async def _schedule(storage: Storage, moments: list[datetime]) -> None:
    steps = [Step(kind="page", subject=f"{ARNS.contact('bench')}/{next(NAMES)}", due_at=at) for at in moments]
    await storage.store.commit([Schedule(step) for step in steps])


async def _late(storage: Storage, within: float) -> list[float]:
    """In seconds, each of a thousand."""
    clock = SystemClock()
    deed = Punctual(storage.store, clock)
    first = clock.now() + BEGINS_AFTER
    await _schedule(storage, [first + timedelta(seconds=within * n / DUE) for n in range(DUE)])
    engine = Engine(storage.steps, storage.store, {"page": deed}, clock)
    engine.start()
    try:
        until = first + timedelta(seconds=within)
        while len(deed.late) < DUE and clock.now() < until + LOST_AFTER:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    finally:
        await engine.stop()
    return sorted(deed.late)
