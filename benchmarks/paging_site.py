"""An installation under load: `muster serve` as an operator starts it, people with telephones, and their company.

On SQLite the one process has processor 0, and the load processor 1.  On PostgreSQL nobody has a processor to himself.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.alarm_load import Outcome, send
from benchmarks.paging_seed import Door, seed
from benchmarks.served import Served, serve
from benchmarks.servers import MUSTER
from benchmarks.telephone_end import TelephoneEnd
from tests.postgres import Server

PEOPLE = 100
DURABLE = {"fsync": "on", "synchronous_commit": "on"}
WARM_RATE, WARM_SECONDS = 20, 2


@dataclass(slots=True)
class Site:
    folder: Path
    doors: list[Door]
    end: TelephoneEnd
    database_url: str
    variables: dict[str, str]
    served: list[Served] = field(default_factory=list)
    postgres: int = 0
    """The server's process; 0 for none."""

    @property
    def urls(self) -> list[str]:
        return [one.url for one in self.served]

    @property
    def database(self) -> str:
        return "PostgreSQL" if self.database_url else "SQLite"

    async def start(self) -> Served:
        """One more process."""
        own = {"MUSTER_DATA_DIR": str(self.folder / "data"), "DATABASE_URL": self.database_url}
        one = await serve(MUSTER, {**own, **self.variables}, self.folder / "log")
        if self.database_url:
            let_run_anywhere(one.process.pid)
        self.served.append(one)
        return one

    async def kill(self, one: Served) -> None:
        """Without a word."""
        self.served.remove(one)
        one.process.kill()
        await one.process.wait()

    async def stop(self) -> None:
        """In order, all of them."""
        for one in self.served:
            await one.stop()

    async def load(self, rate: float, seconds: float, alike: int = 1) -> Outcome:
        """What came before counts no more."""
        self.end.forget()
        return await send(self.urls, self.doors, self.end, rate=rate, seconds=seconds, alike=alike)

    def processor_seconds(self) -> float:
        """What Muster and its database have worked."""
        children = Path(f"/proc/{self.postgres}/task/{self.postgres}/children")
        backends = [self.postgres, *map(int, children.read_text().split())] if self.postgres else []
        return sum(one.processor_seconds() for one in self.served) + sum(map(_seconds_of, backends))

    def resident_megabytes(self) -> float:
        """All processes of Muster together."""
        return sum(one.resident_megabytes() for one in self.served)


@asynccontextmanager
async def site(*, replicas: int = 0, people: int = PEOPLE, **variables: str) -> AsyncIterator[Site]:
    """One process on SQLite, or so many replicas on a PostgreSQL of their own; warm, and paging."""
    with tempfile.TemporaryDirectory() as name, _postgres(replicas) as (url, process):
        folder = Path(name)
        doors = await seed(folder / "data", url, people)
        async with TelephoneEnd() as end:
            environment = {"MUSTER_VOICE": end.provider, "MUSTER_REQUESTS_PER_SECOND": "0", "MUSTER_BUNDLE": "0"}
            found = Site(folder, doors, end, url, {**environment, **variables}, postgres=process)
            try:
                for _ in range(replicas or 1):
                    await found.start()
                yield found
            finally:
                await found.stop()


async def warm(found: Site) -> None:
    """Have everything done once that is measured afterwards: imports, connections, prepared statements."""
    await found.load(WARM_RATE, WARM_SECONDS)
    await asyncio.sleep(0.2)


@contextmanager
def _postgres(replicas: int) -> Iterator[tuple[str, int]]:
    """With full durability; while it is there, the driver runs wherever there is room."""
    if not replicas:
        yield "", 0
        return
    with everywhere():
        server = Server(DURABLE).start()
        process = server._process
        try:
            yield server.empty_database(), process.pid if process else 0
        finally:
            server.remove()


@contextmanager
def everywhere() -> Iterator[None]:
    """This process, and whatever it starts, may use all processors."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def let_run_anywhere(process: int) -> None:
    """Every thread that there is, not only the first."""
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(ProcessLookupError):
            os.sched_setaffinity(int(task.name), range(os.cpu_count() or 1))


def _seconds_of(process: int) -> float:
    with suppress(OSError):
        return time.clock_gettime((~process << 3) | 2)
    return 0.0
