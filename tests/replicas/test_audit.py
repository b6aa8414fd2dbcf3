"""Does the record of calls go on without a complaint when another machine has to sign it?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.main import Muster
from core.clock import SystemClock
from storage.keys.beginning import for_variable
from tests.postgres import server
from tests.replicas.composed import replica


@pytest.fixture
async def apart(tmp_path: Path) -> AsyncIterator[tuple[Muster, Muster]]:
    """Two that have the database and the keyring in common, and no directory."""
    database, keyring = server().new_database(), for_variable("111122223333", SystemClock())
    async with AsyncExitStack() as stack:
        stack.callback(server().drop, database)
        first, second = [
            await stack.enter_async_context(replica(database, tmp_path / name, keyring)) for name in ("a", "b")
        ]
        yield first, second


async def test_who_becomes_the_eldest_goes_on_with_the_audit_where_the_last_one_left_it(
    apart: tuple[Muster, Muster],
) -> None:
    first, second = apart
    assert first.membership and second.membership
    await first.auditing.close_hour()
    await second.auditing.close_hour()
    assert not second.membership.leads, "or else it has signed"
    await first.membership.leave()
    await second.membership.look()
    await second.auditing.close_hour()
    assert await second.storage.trail.troubles.state() == "ok"
    assert (await second.storage.trail.check()).fault is None


async def test_a_machine_that_comes_to_an_old_database_alone_says_that_its_anchor_is_missing(
    apart: tuple[Muster, Muster],
) -> None:
    first, second = apart
    assert first.membership and second.membership
    await first.auditing.close_hour()
    await first.membership.leave()
    await second.membership.look()
    await second.auditing.close_hour()
    assert "is missing" in await second.storage.trail.troubles.state()
