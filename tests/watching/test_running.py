"""What does a process that runs tell about itself?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot import environment
from bot.main import Muster, compose
from core.caller import Caller
from core.clock import SteadyClock, SystemClock
from core.step import Step
from core.work import Schedule
from tests.watching.test_metrics import Figures, figures


class Hour:
    """A clock that is an hour behind."""

    def now(self) -> datetime:
        return SystemClock().now() - timedelta(hours=1)


SELF = Caller(arn="arn:aws:iam::111122223333:root", standing="administrator", name="root")


@pytest.fixture
async def muster(tmp_path: Path) -> AsyncIterator[Muster]:
    made = await compose(replace(environment.read({}), data_dir=tmp_path, port=0), SteadyClock())
    await made.start()
    yield made
    await made.stop()


async def got(muster: Muster, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(muster.server.url + path) as answer:
        return answer.status, await answer.text()


async def told(muster: Muster) -> Figures:
    status, text = await got(muster, "/metrics")
    assert status == 200
    return figures(text.encode())


async def turned(muster: Muster) -> None:
    """Every lane has looked for something to do."""
    while muster.engine.turned_at is None:  # noqa: ASYNC110 - the engine tells nobody
        await asyncio.sleep(0)


async def test_old_records_go_once_an_hour_however_many_there_are_and_a_start_waits_for_none(tmp_path: Path):
    settings = replace(environment.read({}), data_dir=tmp_path, port=0, audit_kept=timedelta(0))
    made = await compose(settings, SteadyClock())
    await made.start()
    try:
        for _ in range(5):
            await made.dispatcher.call(SELF, "ssm-incidents:ListReplicationSets", {})
        made.storage.trail.bite = 2
        await made.auditing.close_hour()
        assert (await made.storage.trail.check()).records == 3
        await made.auditing.close_hour_and_forget()
        assert (await made.storage.trail.check()).records == 0
    finally:
        await made.stop()


async def test_it_is_ready_once_it_serves_and_not_while_it_ends(muster: Muster):
    await turned(muster)
    assert await got(muster, "/readyz") == (200, '{"status": "ready"}')
    assert (await told(muster))["muster_ready", ()] == 1
    muster.health.is_open = False
    assert await got(muster, "/readyz") == (503, '{"status": "not ready", "why": "it starts, or it ends"}')
    assert (await told(muster))["muster_ready", ()] == 0
    assert (await got(muster, "/healthz"))[0] == 200


async def test_ending_begins_with_not_being_ready(tmp_path: Path):
    muster = await compose(replace(environment.read({}), data_dir=tmp_path, port=0), SystemClock())
    await muster.start()
    seen, close = [], muster.control.stop

    async def closing() -> None:
        seen.append(muster.health.is_open)
        await close()

    muster.control.stop = closing  # type: ignore[method-assign]
    await muster.stop()
    assert seen == [False]


async def test_calls_are_counted(muster: Muster):
    await muster.dispatcher.call(SELF, "ssm-incidents:ListReplicationSets", {})
    counted = (("operation", "ssm-incidents:ListReplicationSets"), ("outcome", "ok"))
    assert (await told(muster))["muster_calls_total", counted] == 1


async def test_what_is_due_and_not_done_is_told_for_each_lane(muster: Muster):
    await muster.engine.stop()
    now = muster.clock.now()
    due = [Step(kind="announce", subject=f"s{n}", due_at=now - timedelta(seconds=30 + n)) for n in range(3)]
    later = Step(kind="announce", subject="later", due_at=now + timedelta(hours=1))
    await muster.storage.store.commit([Schedule(step) for step in (*due, later)])
    found = await told(muster)
    assert found["muster_steps_due", (("lane", "chat"),)] == 3
    assert found["muster_steps_due", (("lane", "outward"),)] == 0
    assert 32 <= found["muster_oldest_due_seconds", (("lane", "chat"),)] < 62
    assert found["muster_oldest_due_seconds", (("lane", "outward"),)] == 0


async def test_checks_are_told_as_one_or_nothing(muster: Muster):
    await turned(muster)
    found = await told(muster)
    assert found["muster_up", (("check", "database"),)] == 1
    assert found["muster_up", (("check", "engine"),)] == 1
    assert found["muster_replicas", ()] == 1


async def test_a_clock_that_was_set_back_is_told(muster: Muster):
    """The time that counts goes on meanwhile."""
    assert isinstance(muster.clock, SteadyClock)
    assert (await told(muster))["muster_clock_skew_seconds", ()] == 0
    muster.clock.follow(Hour())
    muster.clock.now()
    assert -3601 < (await told(muster))["muster_clock_skew_seconds", ()] < -3590
