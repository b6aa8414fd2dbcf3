"""What does a process tell about itself while PostgreSQL is away, and how soon does it end when it is told to?"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot import environment
from bot.main import Muster, compose
from core.clock import SteadyClock
from tests.postgres import Server
from tests.watching.test_metrics import figures

SOON = 3.0
"""Seconds; on a machine with nothing else to do it is less than one, which is what others wait for an answer."""
ENDS_WITHIN = 10.0


@pytest.fixture
def postgres() -> Iterator[Server]:
    server = Server().start()
    yield server
    server.thaw()
    server.remove()


@pytest.fixture
async def muster(tmp_path: Path, postgres: Server) -> AsyncIterator[Muster]:
    settings = replace(environment.read({}), data_dir=tmp_path, port=0, database_url=postgres.new_database())
    made = await compose(settings, SteadyClock())
    await made.start()
    while made.engine.turned_at is None:  # noqa: ASYNC110 - the engine tells nobody
        await asyncio.sleep(0)
    yield made


async def got(muster: Muster, path: str) -> tuple[int, str, float]:
    began = time.monotonic()
    async with aiohttp.ClientSession() as session, session.get(muster.server.url + path) as answer:
        return answer.status, await answer.text(), time.monotonic() - began


@pytest.mark.parametrize("away", ["gone", "frozen"])
async def test_whoever_looks_hears_soon_that_the_database_is_away_and_the_end_comes_soon_too(
    muster: Muster, postgres: Server, away: str
) -> None:
    assert (await got(muster, "/readyz"))[0] == 200
    assert 'muster_steps_due{lane="page"}' in (await got(muster, "/metrics"))[1]
    postgres.freeze() if away == "frozen" else postgres.stop(signal.SIGQUIT)
    answers = {path: await got(muster, path) for path in ("/readyz", "/healthz", "/metrics")}
    began = time.monotonic()
    await muster.stop()
    ended = time.monotonic() - began
    assert {path: status for path, (status, *_) in answers.items()} == {
        "/readyz": 503,
        "/healthz": 503,
        "/metrics": 200,
    }
    assert max(lasted for *_, lasted in answers.values()) < SOON
    told = figures(answers["/metrics"][1].encode())
    assert told["muster_up", (("check", "database"),)] == told["muster_ready", ()] == 0
    assert not [name for name, _ in told if name in ("muster_steps_due", "muster_oldest_due_seconds")]
    assert ended < ENDS_WITHIN
