"""Does a process that cannot write for a while still say that it lives?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.postgres import server
from tests.replicas.composed import replica

MANY = 200
"""Change sets that wait for a lock: together for seconds."""


@pytest.fixture
def database() -> Iterator[str]:
    made = server().new_database()
    yield made
    server().drop(made)


async def test_whatever_holds_up_what_is_written_nobody_is_taken_for_dead(database: str, tmp_path: Path) -> None:
    async with replica(database, tmp_path) as muster:
        assert muster.membership
        with psycopg.connect(database) as somebody:
            somebody.execute("LOCK TABLE step")
            held_up = [asyncio.create_task(muster.storage.steps.release_ours()) for _ in range(MANY)]
            await asyncio.sleep(0)
            await muster.membership.look()
            assert not any(one.done() for one in held_up)
        await asyncio.gather(*held_up, return_exceptions=True)
