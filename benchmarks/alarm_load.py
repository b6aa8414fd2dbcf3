"""Alarms at a steady rate, on time whether or not the earlier ones were answered; each with a mark of its own.

Every latency counts from the moment at which an alarm should have been sent, so that a queue cannot hide.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import aiohttp

from benchmarks.load import _until as until
from benchmarks.paging_seed import Door
from benchmarks.telephone_end import TelephoneEnd

LEAD = 0.1
IDLE = 10.0
"""Seconds without any call, after which a page that is missing is lost."""
MARKS = count(1)


@dataclass(slots=True)
class Alarm:
    """One on its way; times are of the performance counter."""

    mark: str
    trouble: str
    scheduled_at: float
    accepted_at: float | None = None
    paged_at: float | None = None
    status: int = 0
    incident: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one stretch of alarms."""

    alarms: Sequence[Alarm]
    lasted: float
    """Seconds from the first alarm to the last page."""

    @property
    def latencies(self) -> list[float]:
        """Seconds from the time an alarm was due to be sent until the provider had its first page."""
        return sorted(one.paged_at - one.scheduled_at for one in self.alarms if one.paged_at is not None)

    @property
    def accepted(self) -> list[Alarm]:
        return [one for one in self.alarms if one.status == 200]

    @property
    def lost(self) -> list[Alarm]:
        """Accepted, and nobody was paged for its incident."""
        paged = {one.incident for one in self.alarms if one.paged_at is not None}
        return [one for one in self.accepted if one.incident not in paged]

    @property
    def refused(self) -> int:
        return sum(one.status != 200 for one in self.alarms)

    @property
    def pages_a_second(self) -> float:
        return len(self.latencies) / self.lasted if self.lasted else 0.0


def share(latencies: Sequence[float], of: float) -> float:
    """So large a share was at least as quick as that; NaN of nothing."""
    return latencies[min(int(len(latencies) * of), len(latencies) - 1)] if latencies else float("nan")


async def send(
    urls: Sequence[str], doors: Sequence[Door], end: TelephoneEnd, *, rate: float, seconds: float, alike: int = 1
) -> Outcome:
    """Send alarms to these processes in turn; `alike`: so many in a row are of the same trouble."""
    return await settled(await sent(urls, doors, rate=rate, seconds=seconds, alike=alike), end)


async def sent(
    urls: Sequence[str], doors: Sequence[Door], *, rate: float, seconds: float, alike: int = 1
) -> list[Alarm]:
    """The same, without waiting for the pages."""
    begin = time.perf_counter() + LEAD
    numbers = range(int(rate * seconds))
    marks = [f"mark-{next(MARKS):07d}" for _ in numbers]
    alarms = [Alarm(marks[n], marks[n - n % alike], begin + n / rate) for n in numbers]
    async with _http() as http, asyncio.TaskGroup() as group:
        for n, one in enumerate(alarms):
            await until(one.scheduled_at)
            door = doors[(n // alike) % len(doors)]
            group.create_task(_deliver(http, urls[n % len(urls)], door, one))
    return alarms


async def flood(urls: Sequence[str], doors: Sequence[Door], *, senders: int, seconds: float) -> list[Alarm]:
    """So many senders, each of which sends its next alarm as soon as the last is answered."""
    alarms: list[Alarm] = []
    end = time.perf_counter() + seconds

    async def one_sender(http: aiohttp.ClientSession) -> None:
        while (now := time.perf_counter()) < end:
            mark = f"mark-{next(MARKS):07d}"
            alarm = Alarm(mark, mark, now)
            alarms.append(alarm)
            n = len(alarms)
            await _deliver(http, urls[n % len(urls)], doors[n % len(doors)], alarm)

    async with _http() as http, asyncio.TaskGroup() as group:
        for _ in range(senders):
            group.create_task(one_sender(http))
    return alarms


async def settled(alarms: Sequence[Alarm], end: TelephoneEnd, idle: float = IDLE) -> Outcome:
    """What became of them, once each incident has its page or no telephone has rung for so long."""
    await _paged(alarms, end, idle)
    for one in alarms:
        one.paged_at = end.handed_over.get(one.mark)
    last = max((one.paged_at for one in alarms if one.paged_at is not None), default=time.perf_counter())
    return Outcome(alarms, last - min((one.scheduled_at for one in alarms), default=last))


def _http() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=256))


async def _deliver(http: aiohttp.ClientSession, url: str, door: Door, alarm: Alarm) -> None:
    body = json.dumps({"title": f"Checkout fails {alarm.mark}", "dedupe": alarm.trouble, "id": alarm.mark,
                       "summary": "Payments fail with status 502 since the deployment."})  # fmt: skip
    headers = {"Authorization": f"Bearer {door.key}", "Content-Type": "application/json"}
    try:
        async with http.post(f"{url}/alarms/{door.name}", data=body, headers=headers) as response:
            said = await response.read()
            alarm.accepted_at, alarm.status = time.perf_counter(), response.status
            if response.status == 200:
                alarm.incident = json.loads(said)["incidentRecordArn"] or ""
    except (aiohttp.ClientError, OSError):
        alarm.status = -1


async def _paged(alarms: Sequence[Alarm], end: TelephoneEnd, idle: float) -> None:
    """Until each incident has its page, or nobody's telephone rang for so long."""
    missing = {one.incident for one in alarms if one.incident}
    by_mark = {one.mark: one.incident for one in alarms}
    rang, since = -1, time.perf_counter()
    while True:
        missing -= {by_mark[mark] for mark in end.handed_over if mark in by_mark}
        if len(end.rang) != rang:
            rang, since = len(end.rang), time.perf_counter()
        if not missing or time.perf_counter() > since + idle:
            return
        await asyncio.sleep(0.02)
