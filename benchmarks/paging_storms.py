"""What becomes of pages in a storm: alarms of one trouble, alarms for one person, and three times too many of all."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.alarm_load import Alarm, send, sent, settled, share
from benchmarks.paging_alarms import measured, shares
from benchmarks.paging_bench import Bench
from benchmarks.paging_report import Figure
from benchmarks.paging_site import Site, site, warm
from bot import environment
from bot.main import compose
from core.clock import SystemClock
from core.engine.ringing import AT_ONCE as RINGS_AT_ONCE

STORM_RATE, ALIKE = 1000, 100
ONE_PERSONS, MINUTE = 1000, 20
"""Alarms, and the seconds that a plan's minute lasts, so that the measurement does."""
BUNDLED_WITHIN = 5
"""Seconds after the minute is over."""
OVERLOAD, OVERLOAD_LASTS = 3, 30
PROBE_RATE, PROBE_STRETCH, PROBE_ANSWERED = 40, 0.5, 0.2
RECOVERS_WITHIN = 20
"""Seconds; nobody looks for longer."""
UNKNOWN_RATE = 400
"""What is taken for what it manages, where that was not measured."""


async def storm(bench: Bench) -> None:
    """A thousand alarms a second, of which a hundred are of one trouble."""
    async with site() as found:
        await warm(found)
        outcomes = [await measured(bench, found, STORM_RATE, ALIKE) for _ in range(bench.wishes.rounds)]
        memory = found.resident_megabytes()
    name = f"new incident to first page, {STORM_RATE} alarms a second, {ALIKE} of each trouble, SQLite"
    shares(bench, name, outcomes, (None, 100))
    bench.at_most("memory after that storm", [memory], 160, "MB")
    calls = sum(sum(one.paged_at is not None for one in outcome.alarms) for outcome in outcomes)
    bench.tell(
        Figure(name="incidents of that storm", reached=f"{calls} of {sum(len(one.alarms) for one in outcomes)} alarms")
    )


async def one_person(bench: Bench) -> None:
    """A thousand alarms within a plan's minute, all for the same telephone."""
    minute = MINUTE if bench.wishes.seconds >= 5 else 4
    number = ONE_PERSONS * minute // MINUTE
    async with site(people=2, MUSTER_BUNDLE="1", MUSTER_MINUTE=f"{minute}s") as found:
        await send(found.urls, found.doors[1:], found.end, rate=20, seconds=1)
        await bench.quiet()
        found.end.forget()
        alarms = await sent(found.urls, found.doors[:1], rate=number / minute, seconds=minute)
        while time.perf_counter() < alarms[0].scheduled_at + 2 * minute + BUNDLED_WITHIN:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        outcome, theirs = await settled(alarms, found.end, 0), {one.mark for one in alarms}
        rang = [at for mark, at in found.end.rang if mark in theirs]  # somebody else's rings from the beginning
        await found.stop()
        missing = await _without_receipt(found.folder / "data", outcome.accepted)
    bench.lost["a thousand alarms for one person"] += missing
    about = f"{number} alarms for one person in a minute of {minute} s"
    after = ", ".join(f"{at - alarms[0].scheduled_at:.1f}" for at in rang)
    busiest = _busiest(rang, minute)
    reached = f"{busiest}, of {len(rang)} in all, after {after} s"
    met = 1 <= busiest <= RINGS_AT_ONCE
    bench.tell(Figure(name=f"calls within a minute, {about}", reached=reached, aim=str(RINGS_AT_ONCE), met=met))
    bench.at_most(f"first page, {about}", [min(outcome.latencies, default=float("inf")) * 1e3], 50, "ms")
    bench.tell(Figure(name=f"alarms told of, {about}", reached=f"{len(outcome.accepted) - missing} of {number}"))


def _busiest(rang: list[float], seconds: float) -> int:
    return max((sum(begin <= at < begin + seconds for at in rang) for begin in rang), default=0)


async def _without_receipt(data_dir: Path, alarms: list[Alarm]) -> int:
    """How many incidents have a page of which nobody knows that it went out, or none at all."""
    muster = await compose(replace(environment.read({}), data_dir=data_dir, port=0), SystemClock())
    storage = muster.storage
    try:
        missing = 0
        for arn in {one.incident for one in alarms}:
            pages = [
                page
                for engagement in await storage.engagements.of_incident(arn)
                for page in await storage.pages.all_of(engagement.arn)
            ]
            missing += not any(receipt.type == "SENT" for page in pages for receipt in page.receipts)
        return missing
    finally:
        await muster.stop()


async def overload(bench: Bench) -> None:
    """Three times what it manages; what it refuses with 503 is not lost, and then it has to be as quick as before."""
    manages = bench.manages.get("SQLite", UNKNOWN_RATE)
    lasts = OVERLOAD_LASTS if bench.wishes.seconds >= 5 else bench.wishes.seconds * OVERLOAD
    async with site() as found:
        await warm(found)
        await bench.quiet()
        normal = share((await found.load(PROBE_RATE, 2)).latencies, 0.5)
        found.end.forget()
        before, highest = found.resident_megabytes(), _Highest(found)
        async with highest:
            alarms = await sent(found.urls, found.doors, rate=OVERLOAD * manages, seconds=lasts)
            recovered = await _recovered_after(found, normal, alarms)
        outcome = await settled(alarms, found.end)
    bench.count("overload", outcome)
    what = f"{OVERLOAD} times too much ({OVERLOAD * manages:.0f} a second) for {lasts:g} s"
    bench.at_most(f"memory that it took: {what}", [highest.megabytes - before], 25, "MB")
    bench.at_most(f"until pages were as quick as before: {what}", [recovered], 5, "s")
    refused = sum(one.status in (429, 503) for one in outcome.alarms)
    reached = (
        f"{len(outcome.accepted)} accepted, {refused} asked to come again, {outcome.refused - refused} not reached"
    )
    bench.tell(Figure(name=f"alarms: {what}", reached=reached))


class _Highest:
    """The most memory that there was, looked at ten times a second."""

    def __init__(self, found: Site) -> None:
        self._found = found
        self.megabytes = 0.0

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(self._look())

    async def __aexit__(self, *exc: object) -> None:
        self._task.cancel()

    async def _look(self) -> None:
        while True:
            self.megabytes = max(self.megabytes, self._found.resident_megabytes())
            await asyncio.sleep(0.1)


async def _recovered_after(found: Site, normal: float, alarms: list[Alarm]) -> float:
    """Seconds until half of the new alarms are paged within twice what was normal, or 10 ms more than that."""
    began = time.perf_counter()
    while (so_far := time.perf_counter() - began) < RECOVERS_WITHIN:
        probes = await sent(found.urls, found.doors, rate=PROBE_RATE, seconds=PROBE_STRETCH)
        alarms += probes
        await asyncio.sleep(PROBE_ANSWERED)
        rang = found.end.handed_over
        took = [rang[one.mark] - one.scheduled_at if one.mark in rang else float("inf") for one in probes]
        if median(took) <= max(2 * normal, normal + 0.01):
            return so_far
    return float("inf")
