"""What does a command in chat cost, and how long does it take?  By hand only, on a machine with nothing else to do:

    python -m benchmarks.chat_command --seconds 10 --rounds 5 > benchmarks/report.md

The product (`muster serve`, everything on: sealing, audit, full durability) and an empty Bolt app take turns on
processor 0; Slack and the load are this process, on processor 1.  Arrivals are an open loop, and latencies count from
the scheduled send.  Ratios hold within a run and at equal load; absolute figures of two runs are not comparable.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import platform
import sys
import tempfile
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks import report, validation
from benchmarks.commands import Typist
from benchmarks.load import Keyed, Load, send
from benchmarks.machine import Others, quiet
from benchmarks.rounds import Measured, Rounds, Spread
from benchmarks.served import Served, stay_off_the_servers_processor
from benchmarks.servers import product, product_without_slack, the_empty_app
from benchmarks.slack_end import SlackEnd

RATES = (50, 200)
SLOW_RATE = 20
"""A second, for what is no question of throughput: pages and presses."""
STARTS = 5
SETTLES = 0.5


@dataclass(frozen=True, slots=True)
class Bench:
    """Both servers, the Slack end, and what has been measured so far."""

    seconds: float
    patience: float
    slack: SlackEnd
    http: aiohttp.ClientSession
    muster: Served
    empty: Served
    typist: Typist
    rounds: Rounds

    async def one_round(self) -> None:
        """Everything once, each cost right after that of the empty app at the same rate."""
        for rate in RATES:
            number = int(rate * self.seconds)
            await self._measure("empty", self.empty, Load(self.typist.lists(number), rate))
            started = self._answered(self.typist.starts(number), rate)
            await self._measure("start-incident", self.muster, started)
            self.typist.remember_started([key for key, _ in started.deliveries])
            await self._measure("get-incident-record", self.muster, self._answered(self.typist.gets(number), rate))
            await self._measure("list-incident-records", self.muster, self._answered(self.typist.lists(number), rate))
        await self._edges(int(SLOW_RATE * self.seconds))

    async def _edges(self, number: int) -> None:
        await self._measure("slash", self.muster, self._answered(self.typist.slashes(number), SLOW_RATE))
        await self._measure("page", self.muster, Load(self.typist.pages(number), SLOW_RATE, self.slack.paged_at))
        await self._measure("button", self.muster, Load(self.typist.presses(), SLOW_RATE, self.slack.revised_at))

    def _answered(self, deliveries: list[Keyed], rate: int) -> Load:
        self.slack.forget()
        return Load(deliveries, rate, self.slack.answered_at)

    async def _measure(self, name: str, server: Served, load: Load) -> None:
        """Send this load once nobody disturbs any more, and note what it cost."""
        await quiet(self.patience)
        gc.collect()
        others = Others(lambda: self.muster.processor_seconds() + self.empty.processor_seconds())
        before = server.processor_seconds()
        outcome = await send(self.http, f"{server.url}/slack/events", load, self.slack)
        await asyncio.sleep(SETTLES)  # what follows an answer belongs to its cost
        measured = Measured.of(outcome, server.processor_seconds() - before, others.share())
        self.rounds.kept[name, int(load.rate)].append(measured)
        noted = f"{name} {load.rate}/s: {measured.cost * 1e3:.2f} ms each, others {measured.others:.0%}"
        print(f"{noted}, lost {measured.lost}, refused {measured.refused}", file=sys.stderr)


async def main(seconds: float, rounds: int, patience: float) -> str:
    """Measure everything and give back the report."""
    stay_off_the_servers_processor()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        slack = SlackEnd()
        await slack.start()
        stack.push_async_callback(slack.stop)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        starts_with, starts_without = await cold_starts(slack, folder)
        muster = await product(f"{slack.url}/api/", folder)
        stack.push_async_callback(muster.stop)
        empty = await the_empty_app(f"{slack.url}/api/", folder)
        stack.push_async_callback(empty.stop)
        await asyncio.sleep(2)
        idle = muster.resident_megabytes()
        typist = Typist(slack, http, f"{muster.url}/slack/events")
        await typist.set_up()
        bench = Bench(seconds, patience, slack, http, muster, empty, typist, Rounds())
        await warm_up(bench)
        for _ in range(rounds):
            await bench.one_round()
        memory = report.Footprint(
            idle, muster.resident_megabytes(), starts_with, starts_without, validation.microseconds()
        )
        setting = f"{rounds} rounds of {seconds:g} s each, Python {platform.python_version()}, {platform.machine()}."
        return report.markdown(bench.rounds, memory, RATES, SLOW_RATE, setting)


async def warm_up(bench: Bench) -> None:
    """Let both servers do once what is measured afterwards: imports, connections, compiled statements."""
    url = f"{bench.empty.url}/slack/events"
    await send(bench.http, url, Load(bench.typist.lists(100), 100), bench.slack)
    started = Load(bench.typist.starts(100), 50, bench.slack.answered_at)
    await send(bench.http, f"{bench.muster.url}/slack/events", started, bench.slack)
    bench.typist.remember_started([key for key, _ in started.deliveries])
    bench.slack.forget()


async def cold_starts(slack: SlackEnd, folder: Path) -> tuple[Spread, Spread]:
    """Seconds to `ready`, with Slack and without, on a database that is there; the first start is not counted."""
    with_slack = [await _start(product(f"{slack.url}/api/", folder / "starts")) for _ in range(STARTS + 1)]
    without = [await _start(product_without_slack(folder / "starts")) for _ in range(STARTS)]
    return Spread.of(with_slack[1:]), Spread.of(without)


async def _start(starting: Awaitable[Served]) -> float:
    server = await starting
    await server.stop()
    return server.start_lasted


def parser() -> argparse.ArgumentParser:
    """How it is asked."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    asked.add_argument("--seconds", type=float, default=10, help="how long each stretch of load lasts")
    asked.add_argument("--rounds", type=int, default=5, help="how often everything is measured")
    asked.add_argument("--patience", type=float, default=30, help="seconds to wait for a quiet machine, each time")
    return asked


if __name__ == "__main__":
    wishes = parser().parse_args()
    print(asyncio.run(main(wishes.seconds, wishes.rounds, wishes.patience)))
