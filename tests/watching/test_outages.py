"""What does a process say while its database is away, full, or read only; and does it go on by itself?"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import environment
from bot.assembly.errands import root
from bot.assembly.parts import Part
from bot.main import Muster, compose
from bot.watching.logs import configure
from core.clock import SteadyClock
from core.errors import Refusal
from storage.database import Statement
from storage.outage import Outage
from storage.statements import Compiled
from tests.postgres import Server

WITHIN = 30.0
LOOKS = 12
"""So often is it asked while the database is away, for half a second or more each time."""


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = list(root.handlers), root.level
    configure("json", stream)
    yield stream
    root.handlers, root.level = handlers, level


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[list[Muster]]:
    made: list[Muster] = []
    yield made
    for muster in made:
        await muster.stop()


async def started(running: list[Muster], folder: Path, url: str = "", part: Part = "all") -> Muster:
    settings = replace(environment.read({}), data_dir=folder, port=0, database_url=url)
    muster = await compose(settings, SteadyClock(), part=part)
    running.append(muster)
    await muster.start()
    await until(muster, 200)
    return muster


async def told(muster: Muster, path: str) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.get(muster.server.url + path) as answer:
        return answer.status, await answer.json()


async def until(muster: Muster, status: int) -> dict[str, Any]:
    """What `/readyz` says when it answers this."""
    async with asyncio.timeout(WITHIN):
        while True:
            found, body = await told(muster, "/readyz")
            if found == status:
                return body


async def test_while_postgresql_is_away_the_log_says_so_once_and_once_that_it_is_back(
    tmp_path: Path, running: list[Muster], log: io.StringIO
) -> None:
    own = Server().start()
    try:
        muster = await started(running, tmp_path, own.new_database())
        before = len(log.getvalue())
        own.stop(signal.SIGQUIT)
        for _ in range(LOOKS):
            assert (await told(muster, "/healthz"))[0] == 503
        assert "PostgreSQL cannot be reached" in (await told(muster, "/readyz"))[1]["why"]
        own.start()
        await until(muster, 200)
        while muster.storages.condition.outage:  # noqa: ASYNC110 - each of its connections notices for itself
            await asyncio.sleep(0)
        lines = [json.loads(line)["event"] for line in log.getvalue()[before:].splitlines()]
        of_the_database = [line for line in lines if line.startswith("The database")]
        assert [line.partition(":")[0].partition(",")[0] for line in of_the_database] == [
            "The database",
            "The database does its work again",
        ]
        rest = [line for line in lines if line not in of_the_database]
        assert len(rest) <= 3, rest
    finally:
        await running.pop().stop()
        own.remove()


async def test_a_web_half_on_a_database_that_takes_no_writes_is_not_ready_until_it_does(
    tmp_path: Path, running: list[Muster]
) -> None:
    own = Server().start()
    try:
        muster = await started(running, tmp_path, own.new_database(), "web")
        own.do("ALTER SYSTEM SET default_transaction_read_only = on")
        own.do("SELECT pg_reload_conf()")
        assert "takes no writes" in (await until(muster, 503))["why"]
        assert "takes no writes" in (await told(muster, "/healthz"))[1]["database"]
        assert "takes no writes" in await muster.houses.operators.state()
        own.do("ALTER SYSTEM SET default_transaction_read_only = off")
        own.do("SELECT pg_reload_conf()")
        await until(muster, 200)
    finally:
        await running.pop().stop()
        own.remove()


async def test_on_a_full_disk_it_says_so_keeps_what_it_took_and_goes_on_when_there_is_room(
    tmp_path: Path, running: list[Muster], log: io.StringIO
) -> None:
    muster = await started(running, tmp_path)
    caller, call = root(muster.settings), muster.dispatcher.call
    await call(caller, "ssm-incidents:CreateReplicationSet", {"regions": {"us-east-1": {}}})
    template = {"title": "Down", "impact": 2}
    plan = await call(caller, "ssm-incidents:CreateResponsePlan", {"name": "p", "incidentTemplate": template})
    await at_most(muster, 1)
    taken: list[str] = []
    with pytest.raises((Refusal, Outage)):
        while True:
            started_one = await call(caller, "ssm-incidents:StartIncident", {"responsePlanArn": plan["arn"]})
            taken.append(started_one["incidentRecordArn"])
    says = f"The disk is full at {tmp_path}"
    assert says in (await until(muster, 503))["why"]
    assert says in (await told(muster, "/healthz"))[1]["database"]
    assert says in await muster.houses.operators.state()
    assert len([line for line in log.getvalue().splitlines() if f"The database: {says}" in line]) == 1
    muster.storages.condition.settles_after = 0
    await at_most(muster, 1_000_000)
    await until(muster, 200)
    await call(caller, "ssm-incidents:StartIncident", {"responsePlanArn": plan["arn"], "title": "After"})
    for arn in taken:
        await call(caller, "ssm-incidents:GetIncidentRecord", {"arn": arn})


async def at_most(muster: Muster, pages: int) -> None:
    """SQLite's own idea of a full disk; never less than there is."""
    await muster.storage.database.write([Statement(Compiled(f"PRAGMA max_page_count = {pages}"))])
