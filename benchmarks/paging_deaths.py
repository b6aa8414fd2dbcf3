"""How soon are people paged again after a process died: the only one, or one of several?"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from benchmarks.alarm_load import Outcome, sent, settled
from benchmarks.paging_alarms import REPLICAS
from benchmarks.paging_bench import Bench
from benchmarks.paging_report import Figure
from benchmarks.paging_site import Site, site, warm
from core.engine.membership import LEASE

RATE = 100
READY_AIM, PAGE_AIM = 1.8, 2.5
"""Seconds after the kill."""
HALF_A_SECOND = 0.5
DIES_AFTER, GOES_ON = 1.5, 1.0
"""Seconds of load before the kill, and after it where somebody is left."""


@dataclass(frozen=True, slots=True)
class Death:
    outcome: Outcome
    killed_at: float
    ready_at: float
    again: list[float]
    """When pages came once more that had been on their way, as nobody knew whether they had arrived."""


async def killed_process(bench: Bench) -> None:
    """kill -9 under load, and at once the next process on the same files."""
    deaths = []
    async with site() as found:
        await warm(found)
        for _ in range(bench.wishes.rounds):
            await bench.quiet()
            deaths.append(await _die(found, 0))
            bench.count("kill -9 of the only process", deaths[-1].outcome)
    ready = [one.ready_at - one.killed_at for one in deaths]
    bench.at_most("kill -9 of the only process to `ready`, SQLite", ready, READY_AIM, "s")
    again = [min(one.again) - one.killed_at for one in deaths if one.again]
    if again:
        bench.at_most("kill -9 of the only process to the first page that is sent again, SQLite", again, PAGE_AIM, "s")
    _sent_twice(bench, deaths, "SQLite")


async def killed_replica(bench: Bench) -> None:
    """kill -9 of one of two under load; the other goes on with what it held."""
    deaths = []
    async with site(replicas=REPLICAS) as found:
        await warm(found)
        for _ in range(bench.wishes.rounds):
            await bench.quiet()
            deaths.append(await _die(found, GOES_ON))
            bench.count("kill -9 of a replica", deaths[-1].outcome)
    worst = [max([*one.outcome.latencies, *(at - one.killed_at for at in one.again)], default=0.0) for one in deaths]
    lease = LEASE.total_seconds()
    name = f"kill -9 of one of {REPLICAS} replicas, worst delay of a page, PostgreSQL"
    bench.at_most(name, worst, lease + HALF_A_SECOND, "s", limit=f"the lease, {lease:g} s")
    _sent_twice(bench, deaths, "PostgreSQL")


def _sent_twice(bench: Bench, deaths: list[Death], database: str) -> None:
    twice = ", ".join(str(len(one.again)) for one in deaths)
    bench.tell(Figure(name=f"pages sent twice by each kill at {RATE} a second, {database}", reached=twice))


async def _die(found: Site, goes_on: float) -> Death:
    """Kill the eldest in the middle of its work, have another one in its place, and see what became of every page."""
    found.end.forget()
    urls = list(found.urls)
    loading = asyncio.create_task(sent(urls, found.doors, rate=RATE, seconds=DIES_AFTER + goes_on))
    await asyncio.sleep(DIES_AFTER)
    killed_at = time.perf_counter()
    await found.kill(found.served[0])
    urls[:] = found.urls or urls
    if goes_on:
        outcome = await settled(await loading, found.end)
        await asyncio.sleep(LEASE.total_seconds() + HALF_A_SECOND)  # what it held may come once more
        await found.start()
        ready_at = time.perf_counter()
    else:
        await found.start()
        ready_at = time.perf_counter()
        outcome = await settled(await loading, found.end)
        await asyncio.sleep(HALF_A_SECOND)
    return Death(outcome, killed_at, ready_at, _again(found, killed_at))


def _again(found: Site, killed_at: float) -> list[float]:
    rang: set[str] = set()
    again = []
    for mark, at in found.end.rang:
        if mark in rang and at > killed_at:
            again.append(at)
        rang.add(mark)
    return again
