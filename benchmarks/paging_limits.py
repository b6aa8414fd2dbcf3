"""What could nobody beat on this machine: HTTP that does nothing, a commit, a queue with nothing around it?"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import aiohttp
import psycopg

from benchmarks.alarm_load import share
from benchmarks.paging_bench import Bench
from benchmarks.paging_report import Figure
from benchmarks.paging_site import DURABLE, everywhere
from benchmarks.served import Served, serve
from tests.postgres import Server

LASTS = 2.0
SENDERS = 32
BODY = b'{"title": "Checkout fails", "summary": "%s"}' % (b"x" * 160)
ANSWER = 120
"""Bytes, as an alarm's and its answer have."""
QUEUED = 200_000
DEQUEUE = (
    "UPDATE queue SET leased = true WHERE id IN (SELECT id FROM queue WHERE NOT leased AND due_at <= now() "
    "ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING id"
)


async def limits(bench: Bench) -> None:
    """Each of them on its own, for some seconds."""
    await bench.quiet()
    with tempfile.TemporaryDirectory() as name:
        await _bare_post(bench, Path(name))
        with _sqlite(Path(name)) as commit:
            _keep(bench, "commit SQLite", "bare commit of one row, SQLite", await asyncio.to_thread(_often, commit))
    await bench.quiet()
    with everywhere():
        await asyncio.to_thread(_of_postgres, bench)


async def _bare_post(bench: Bench, folder: Path) -> None:
    served = await serve(
        ("-m", "benchmarks.bare_http"), {"BARE_SIZES": json.dumps({"/alarms": ANSWER})}, folder / "bare.log"
    )
    try:
        one, many = await _posted(served, 1), await _posted(served, SENDERS)
    finally:
        await served.stop()
    said = f"{_milliseconds(one)}; {len(many) / LASTS:.0f} a second"
    bench.limits["post"] = f"bare POST {said}"
    bench.tell(Figure(name=f"bare aiohttp POST, p50 / p99 alone; with {SENDERS} senders", reached=said))


async def _posted(served: Served, senders: int) -> list[float]:
    took: list[float] = []
    end = time.perf_counter() + LASTS

    async def one_sender(http: aiohttp.ClientSession) -> None:
        while (began := time.perf_counter()) < end:
            async with http.post(f"{served.url}/alarms", data=BODY) as response:
                await response.read()
            took.append(time.perf_counter() - began)

    async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as group:
        for _ in range(senders):
            group.create_task(one_sender(http))
    return sorted(took)


@contextmanager
def _sqlite(folder: Path) -> Iterator[Callable[[], object]]:
    """One row, one commit, as durable as Muster's."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None, check_same_thread=False)
    with closing(connection):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, content BLOB)")
        yield lambda: connection.execute("INSERT INTO row (content) VALUES (zeroblob(500))")


def _of_postgres(bench: Bench) -> None:
    server = Server(DURABLE).start()
    try:
        with psycopg.connect(server.empty_database(), autocommit=True) as connection:
            connection.execute("CREATE TABLE row (id bigserial PRIMARY KEY, content bytea)")
            connection.execute("CREATE TABLE queue (id bigserial PRIMARY KEY, due_at timestamptz, leased boolean)")
            connection.execute(
                "INSERT INTO queue (due_at, leased) SELECT now() - interval '1 h' + n * interval '1 ms', false "
                "FROM generate_series(1, %s) n", (QUEUED,),
            )  # fmt: skip
            connection.execute("CREATE INDEX ON queue (due_at) WHERE NOT leased")
            connection.execute("ANALYZE")
            row = b"x" * 500
            took = _often(lambda: connection.execute("INSERT INTO row (content) VALUES (%s)", (row,)))
            _keep(bench, "commit PostgreSQL", "bare commit of one row, PostgreSQL", took)
            for batch in (1, 50):
                _keep(
                    bench,
                    "dequeue PostgreSQL" if batch == 50 else "dequeue one PostgreSQL",
                    f"bare SKIP LOCKED dequeue, {batch} at a time",
                    _often(lambda batch=batch: connection.execute(DEQUEUE, (batch,))),  # type: ignore[misc]
                    batch,
                )
    finally:
        server.remove()


def _often(do: Callable[[], object]) -> list[float]:
    took: list[float] = []
    end = time.perf_counter() + LASTS
    while (began := time.perf_counter()) < end:
        do()
        took.append(time.perf_counter() - began)
    return sorted(took)


def _keep(bench: Bench, key: str, name: str, took: list[float], each: int = 1) -> None:
    said = f"{len(took) * each / sum(took):.0f} a second, {_milliseconds(took)}"
    bench.limits[key] = f"{name}: {said}"
    bench.tell(Figure(name=name, reached=said))


def _milliseconds(took: list[float]) -> str:
    return f"{share(took, 0.5) * 1e3:.2f} / {share(took, 0.99) * 1e3:.2f} ms"
