"""What does a call of the AWS API cost?  By hand only, on a machine with nothing else to do:

    python -m venv /tmp/moto && /tmp/moto/bin/pip install "moto[server]"
    python -m benchmarks.aws_api --moto /tmp/moto/bin/python

The product (`muster serve`: signature checked, record opened, call recorded, full durability; throttling off), aiohttp
with a handler that answers a constant of the same size, and moto take turns on processor 0; the load comes from
processor 1: connections that stay open, each asking again once it is answered.  Requests are boto3's own bytes,
signed before.  moto has neither incidents nor OpsItems, checks no signature and keeps everything in memory: its
parameters stand in.  Ratios hold within a run; absolute figures of two runs are not comparable.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import platform
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from benchmarks.api_load import send
from benchmarks.api_report import BARE, GET, LIST, LIST_PAST, MOTO, MUSTER, START, markdown
from benchmarks.api_requests import Signed
from benchmarks.api_rounds import Calls, Measured
from benchmarks.api_servers import Installation, bare, installed, moto
from benchmarks.machine import Others, quiet
from benchmarks.seeding import APART, Seeded, seed
from benchmarks.served import Served, stay_off_the_servers_processor

INCIDENTS, FEW, MANY = 100_000, 1_000, 1_000_000
PAGE = 20
ROWS_IN_MOTO = 1_000
VARIANTS = 4_000
"""More than the records that Muster keeps opened, so that each call opens one."""
STARTS_A_SECOND = 1_500
"""More than any server manages; each start is signed by itself, because a repeated one starts nothing."""
Asked = Callable[[float], Iterator[bytes]]
"""Signed requests for so many seconds."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Who is measured, and what has been measured so far."""

    seconds: float
    patience: float
    connections: int
    calls: Calls

    async def measure(self, what: str, whom: str, server: Served, asked: Asked) -> None:
        """Keep one server busy with one kind of call, once nobody disturbs any more."""
        requests = asked(self.seconds)
        await quiet(self.patience)
        gc.collect()
        others, before = Others(server.processor_seconds), server.processor_seconds()
        outcome = await send(server.url, requests, connections=self.connections, seconds=self.seconds)
        measured = Measured.of(outcome.latencies, outcome.lasted, server.processor_seconds() - before, others.share())
        self.calls.kept[what, whom].append(measured)
        figures = f"{measured.rate:.0f}/s, p99 {measured.p99 * 1e3:.1f} ms, {measured.cost * 1e3:.3f} ms each"
        print(f"{what}, {whom}: {figures}, busy {measured.busy:.0%}, others {measured.others:.0%}", file=sys.stderr)


class Asking:
    """The calls of Muster, signed for one installation."""

    def __init__(self, installation: Installation, incidents: int) -> None:
        self._signed = Signed("ssm-incidents", installation.server.url, *installation.seeded.access_key)
        self._installation, self._incidents = installation, incidents
        self._chance = random.Random(11)

    def gets(self, _: float) -> Iterator[bytes]:
        return cycle([self._signed.request("get_incident_record", arn=arn) for arn in self._installation.seeded.arns])

    def lists(self, _: float) -> Iterator[bytes]:
        return cycle([self._signed.request("list_incident_records", maxResults=PAGE)])

    def lists_of_the_past(self, _: float) -> Iterator[bytes]:
        """The page that ends at some moment; never one that is less than full."""
        return cycle(
            [self._list_before(self._chance.randrange(self._incidents - PAGE)) for _ in range(VARIANTS // PAGE)]
        )

    def _list_before(self, back: int) -> bytes:
        moment = datetime.now(UTC) - timedelta(hours=1) - back * APART
        before = [{"key": "creationTime", "condition": {"before": moment}}]
        return self._signed.request("list_incident_records", maxResults=PAGE, filters=before)

    def starts(self, seconds: float) -> Iterator[bytes]:
        plan = self._installation.seeded.plan_arn
        number = int(STARTS_A_SECOND * seconds)
        return iter([self._signed.request("start_incident", responsePlanArn=plan, title="Down") for _ in range(number)])


class AskingMoto:
    """Calls of moto that come nearest.  Changes overwrite, so that there stay as many rows as there were."""

    def __init__(self, server: Served) -> None:
        self._signed = Signed("ssm", server.url, "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")

    async def fill(self, server: Served) -> None:
        """What is asked for afterwards."""
        await send(server.url, iter(self._puts()), connections=1, seconds=60)

    def gets(self, _: float) -> Iterator[bytes]:
        return cycle([self._signed.request("get_parameter", Name=name) for name in self._names()])

    def lists(self, _: float) -> Iterator[bytes]:
        return cycle([self._signed.request("describe_parameters", MaxResults=PAGE)])

    def starts(self, _: float) -> Iterator[bytes]:
        return cycle(self._puts())

    def _puts(self) -> list[bytes]:
        put = {"Type": "String", "Value": "x" * 400, "Overwrite": True}
        return [self._signed.request("put_parameter", Name=name, **put) for name in self._names()]

    def _names(self) -> list[str]:
        return [f"incident-{one}" for one in range(ROWS_IN_MOTO)]


async def main(wishes: argparse.Namespace) -> str:
    """Measure everything and give back the section of the report."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bench = Bench(wishes.seconds, wishes.patience, wishes.connections, Calls())
        few_name, many_name = f"{FEW:,} incidents", f"{wishes.incidents:,} incidents"
        sizes = {MUSTER: INCIDENTS, few_name: FEW, many_name: wishes.incidents}
        seeded = {name: await _seeded(folder / str(number), number) for name, number in sizes.items()}
        stay_off_the_servers_processor()
        musters = {name: await installed(folder / str(sizes[name]), seeded[name]) for name in sizes}
        for one in musters.values():
            stack.push_async_callback(one.server.stop)
        asking = {name: Asking(one, sizes[name]) for name, one in musters.items()}
        ours = {GET: asking[MUSTER].gets, LIST: asking[MUSTER].lists, START: asking[MUSTER].starts}
        handler = await bare(folder, {what: await _size(musters[MUSTER].server, asked) for what, asked in ours.items()})
        stack.push_async_callback(handler.stop)
        theirs = await _moto(stack, folder, wishes.moto)
        for _ in range(wishes.rounds):
            for what, asked in ours.items():
                await bench.measure(what, BARE, handler, asked)
                await bench.measure(what, MUSTER, musters[MUSTER].server, asked)
                if theirs:
                    await bench.measure(what, MOTO, theirs[0], theirs[1][what])
            for name in (few_name, many_name):
                await bench.measure(LIST, name, musters[name].server, asking[name].lists)
                await bench.measure(LIST_PAST, name, musters[name].server, asking[name].lists_of_the_past)
        return markdown(bench.calls, _setting(wishes, theirs is not None), few_name, many_name)


async def _seeded(data_dir: Path, incidents: int) -> Seeded:
    seeded = await seed(data_dir, incidents, VARIANTS)
    print(f"{incidents:,} incidents seeded in {seeded.lasted:.0f} s", file=sys.stderr)
    return seeded


async def _size(server: Served, asked: Asked) -> int:
    """How long the answer to this call is."""
    return len((await send(server.url, asked(0.1), connections=1, seconds=0.1)).last_body)


async def _moto(stack: AsyncExitStack, folder: Path, python: str | None) -> tuple[Served, dict[str, Asked]] | None:
    if python is None:
        print("Without moto: give --moto the Python of an environment that has moto[server].", file=sys.stderr)
        return None
    server = await moto(folder, python)
    stack.push_async_callback(server.stop)
    asking = AskingMoto(server)
    await asking.fill(server)
    return server, {GET: asking.gets, LIST: asking.lists, START: asking.starts}


def _setting(wishes: argparse.Namespace, with_moto: bool) -> str:
    load = f"{wishes.rounds} rounds of {wishes.seconds:g} s each, {wishes.connections} connections"
    where = f"Python {platform.python_version()}, {platform.machine()}, {INCIDENTS:,} incidents where none are named"
    return f"{load}, {where}." + ("" if with_moto else " Without moto, which was not given.")


def parser() -> argparse.ArgumentParser:
    """How it is asked."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    asked.add_argument("--seconds", type=float, default=5, help="how long each stretch of load lasts")
    asked.add_argument("--rounds", type=int, default=5, help="how often everything is measured")
    asked.add_argument("--connections", type=int, default=16, help="how many clients ask at the same time")
    asked.add_argument("--incidents", type=int, default=MANY, help="the size of the large installation")
    asked.add_argument("--moto", help="the Python of an environment with moto[server]; without it moto is left out")
    asked.add_argument("--patience", type=float, default=30, help="seconds to wait for a quiet machine, each time")
    return asked


if __name__ == "__main__":
    print(asyncio.run(main(parser().parse_args())))
