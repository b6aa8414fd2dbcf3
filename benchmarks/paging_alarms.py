"""How soon does an alarm's first page go out, and how many pages a second?"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from benchmarks.alarm_load import Outcome, flood, settled, share
from benchmarks.paging_bench import Bench
from benchmarks.paging_report import Figure
from benchmarks.paging_site import Site, site, warm

SQLITE_AIMS = {50: (10, 50), 200: (10, 50), 500: (None, 100)}
POSTGRES_AIMS = {100: (None, 250), 300: (None, 250)}
"""Milliseconds, of the median and of 99 in 100, by alarms a second."""
REPLICAS = 2
SENDERS = 64
ENOUGH = {"SQLite": 400, "PostgreSQL": 250}
"""Pages a second."""


async def alarm_to_page(bench: Bench) -> None:
    """Distinct alarms at steady rates, on one process with SQLite."""
    await _at_rates(bench, 0, SQLITE_AIMS)


async def alarm_to_page_on_postgres(bench: Bench) -> None:
    """The same on two replicas."""
    await _at_rates(bench, REPLICAS, POSTGRES_AIMS)


async def _at_rates(bench: Bench, replicas: int, aims: Mapping[int, tuple[float | None, float | None]]) -> None:
    kept: dict[int, list[Outcome]] = {rate: [] for rate in aims}
    costs: dict[int, list[float]] = {rate: [] for rate in aims}
    async with site(replicas=replicas) as found:
        await warm(found)
        for _ in range(bench.wishes.rounds):
            for rate in aims:
                before = found.processor_seconds()
                outcome = await measured(bench, found, rate)
                kept[rate].append(outcome)
                costs[rate].append((found.processor_seconds() - before) / max(len(outcome.alarms), 1) * 1e3)
        where = f"{found.database}{f', {replicas} replicas' if replicas else ''}"
    for rate, outcomes in kept.items():
        name = f"alarm to first page, {rate} a second, {where}"
        shares(bench, name, outcomes, aims[rate])
        bench.at_most(f"processor time of an alarm and its page, {rate} a second, {where}", costs[rate], None, "ms")


async def measured(bench: Bench, found: Site, rate: float, alike: int = 1) -> Outcome:
    """One stretch of alarms, once it is quiet."""
    await bench.quiet()
    with bench.stretch(found.processor_seconds):
        outcome = await found.load(rate, bench.wishes.seconds, alike)
    bench.count(f"{rate:g} alarms a second on {found.database}", outcome)
    return outcome


def shares(bench: Bench, name: str, outcomes: list[Outcome], aims: tuple[float | None, float | None]) -> None:
    """The median and 99 in 100, and whether any alarm was not taken."""
    refused = sum(one.refused for one in outcomes)
    commit = "commit PostgreSQL" if "PostgreSQL" in name else "commit SQLite"
    limits = ("; ".join(bench.limits[one] for one in ("post", commit) if one in bench.limits), "")
    for part, aim, limit in zip((0.5, 0.99), aims, limits, strict=True):
        reached = [share(one.latencies, part) * 1e3 for one in outcomes]
        bench.at_most(f"{name}, p{part * 100:g}", reached, aim, "ms", limit=limit)
    if refused:
        all_of_them = sum(len(one.alarms) for one in outcomes)
        bench.tell(Figure(name=f"{name}, refused", reached=f"{refused} of {all_of_them}", aim="0", met=False))


async def sustained(bench: Bench) -> None:
    """As many alarms as so many senders get answered; the time runs until the last page is out."""
    for replicas in (0, REPLICAS):
        async with site(replicas=replicas) as found:
            await warm(found)
            rates = [await _flooded(bench, found) for _ in range(bench.wishes.rounds)]
        bench.manages[found.database] = median(rates)
        where = f"{found.database}{f', {replicas} replicas' if replicas else ''}"
        limit = bench.limits.get(f"dequeue {found.database}", bench.limits.get(f"commit {found.database}", ""))
        bench.at_least(f"pages sustained, {where}", rates, ENOUGH[found.database], "a second", limit=limit)


async def _flooded(bench: Bench, found: Site) -> float:
    await bench.quiet()
    found.end.forget()
    with bench.stretch(found.processor_seconds):
        alarms = await flood(found.urls, found.doors, senders=SENDERS, seconds=bench.wishes.seconds)
        outcome = await settled(alarms, found.end)
    bench.count(f"as many as possible on {found.database}", outcome)
    return outcome.pages_a_second
