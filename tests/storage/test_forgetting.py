"""What is old goes, all of it, and nobody who writes waits until it is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.once import Answered
from core.work import Save
from storage.account import Storage
from storage.forgetting import BITE
from tests.databases import on_both
from tests.storage.examples import NOON, keep, set_up

pytestmark = on_both

LATER = timedelta(hours=1)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with set_up(tmp_path) as storage:
        await keep(storage, *(answered(number) for number in range(2 * BITE + 1)))
        yield storage


def answered(number: int) -> Answered:
    return Answered(key=f"me StartIncident {number}", digest="", answer={}, at=NOON + number * timedelta(seconds=1))


async def test_more_than_a_bite_is_forgotten_and_nothing_that_is_not_old(storage: Storage) -> None:
    await storage.answered_calls.forget_before(answered(2 * BITE).at)
    assert await storage.answered_calls.get(answered(0).key) is None
    assert await storage.answered_calls.get(answered(2 * BITE - 1).key) is None
    assert await storage.answered_calls.get(answered(2 * BITE).key)


async def test_whoever_writes_meanwhile_waits_for_one_bite_only(storage: Storage) -> None:
    forgetting = asyncio.create_task(storage.answered_calls.forget_before(NOON + 24 * LATER))
    await asyncio.sleep(0)
    await storage.store.commit([Save(answered(9 * BITE))])
    assert await storage.answered_calls.get(answered(2 * BITE).key), "the last of the old is still there"
    await forgetting
    assert await storage.answered_calls.get(answered(2 * BITE).key) is None
