"""Two real processes on one real PostgreSQL: what one of them had in hand when it was killed, the other does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.control import Running
from core.engine.membership import LEASE
from tests.replicas.site import Post, Two, database, lives
from tests.scenarios.process import MusterProcess

AND_A_BIT = 1.5
"""Seconds; half of one is what is aimed at.  On a busy machine a page takes longer in any case, and so it may here."""
TAKEN_OVER_WITHIN = 10.0
"""Seconds for the control socket; half of one is what is aimed at."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "d").mkdir(mode=0o700)
    return tmp_path / "d"


@asynccontextmanager
async def running(folder: Path, post: Post) -> AsyncIterator[tuple[Two, dict[str, MusterProcess]]]:
    async with database(folder, post) as two:
        processes = {name: two.replica(name) for name in ("a", "b")}
        async with lives(*processes.values()):
            yield two, processes


async def test_a_page_that_a_killed_replica_had_in_hand_goes_out_by_the_other_within_its_lease(folder: Path) -> None:
    post = Post()
    async with running(folder, post) as (two, processes):
        contact = await two.somebody(post)
        post.waits = True
        began = time.monotonic()
        await two.page(contact)
        await post.until(2)
        usual = time.monotonic() - began
        killed = post.senders[1][0]
        began = time.monotonic()
        await processes[killed].kill()
        await post.until(3)
        lasted = time.monotonic() - began
        assert post.senders[2][0] != killed
        assert post.codes[1] == post.codes[2], "a page that is sent again has its code still"
        assert lasted < LEASE.total_seconds() + AND_A_BIT + usual
        said = processes[post.senders[2][0]].said()
        assert "is gone; whoever carries out what is due takes over what it held" in said


async def test_who_is_left_does_the_errands_of_commands(folder: Path) -> None:
    async with running(folder, Post()) as (two, processes):
        async with two.operator() as control:
            assert isinstance(control, Running)
        [waits] = [one for one in processes.values() if "Another replica on this machine listens" in one.said()]
        [listens] = [one for one in processes.values() if one is not waits]
        await listens.kill()
        await somebody_listens(folder)
        async with two.operator() as control:
            assert isinstance(control, Running)


async def somebody_listens(folder: Path) -> None:
    async with asyncio.timeout(TAKEN_OVER_WITHIN):
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_unix_connection(folder / "muster.sock")
                return writer.close()
            await asyncio.sleep(0.02)


async def test_who_is_told_to_end_gives_its_work_back_at_once(folder: Path) -> None:
    post = Post()
    async with running(folder, post) as (two, processes):
        contact = await two.somebody(post)
        await processes["a"].stop()
        await somebody_listens(folder)  # or else the page is started by a process of its own, which takes its time
        began = time.monotonic()
        await two.page(contact)
        await post.until(2)
        assert post.senders[1][0] == "b"
        assert time.monotonic() - began < LEASE.total_seconds()
        assert await processes["b"].stop() == 0
