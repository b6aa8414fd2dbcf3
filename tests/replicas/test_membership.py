"""Does each replica know who else lives, and is what the dead held taken up again, by whoever notices first?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.engine.membership import EVERY, LEASE
from core.step import Step
from core.work import Finish, Schedule
from storage.account import Storage
from storage.database import StorageFailed
from tests.databases import on_both
from tests.operations.muster import MovableClock
from tests.replicas.examples import Process
from tests.storage.examples import NOON, opened

pytestmark = on_both

DEED = timedelta(seconds=90)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with opened(tmp_path) as storage:
        yield storage


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOON)


async def two(storage: Storage, clock: MovableClock) -> tuple[Process, Process]:
    first = Process(storage, clock)
    await first.joins()
    clock.advance(milliseconds=1)
    second = Process(storage, clock)
    await second.joins()
    await first.looks()
    return first, second


async def holds(process: Process, subject: str) -> Step:
    await process.storage.store.commit([Schedule(Step(kind="page", subject=subject, due_at=NOON))])
    [step] = await process.steps.claim("page", process.clock.now(), 1, DEED)
    return step


async def test_everybody_sees_everybody(storage: Storage, clock: MovableClock) -> None:
    first, second = await two(storage, clock)
    assert first.sees == second.sees == {first.holder.id, second.holder.id}
    assert first.membership.leads
    assert not second.membership.leads


async def test_what_the_dead_held_is_free_when_their_lease_is_over_and_not_before(
    storage: Storage, clock: MovableClock
) -> None:
    first, second = await two(storage, clock)
    held = await holds(second, "x")
    for _ in range(2):
        clock.advance(seconds=1)
        await first.looks()
    assert await first.steps.claim("page", clock.now(), 1, DEED) == []
    clock.advance(seconds=1)
    await first.looks()
    [taken] = await first.steps.claim("page", clock.now(), 1, DEED)
    assert (taken.subject, taken.attempts) == (held.subject, 2)
    assert first.sees == {first.holder.id}


async def test_what_the_living_hold_stays_theirs_however_long_it_takes(storage: Storage, clock: MovableClock) -> None:
    first, second = await two(storage, clock)
    await holds(second, "x")
    for _ in range(20):
        clock.advance(seconds=1)
        await second.looks()
        await first.looks()
    assert await first.steps.claim("page", clock.now(), 1, DEED) == []


async def test_the_end_of_another_is_noticed_at_once_and_not_only_at_the_next_full_second(
    storage: Storage, clock: MovableClock
) -> None:
    first, _ = await two(storage, clock)
    clock.advance(seconds=2.5)
    await first.looks()
    pause = await first.membership.look()
    assert pause < 0.6 < EVERY.total_seconds()


async def test_who_was_taken_for_dead_goes_on_as_somebody_else(storage: Storage, clock: MovableClock) -> None:
    first, second = await two(storage, clock)
    held, was = await holds(second, "x"), second.holder.id
    for _ in range(4):
        clock.advance(seconds=1)
        await first.looks()
    await second.looks()
    assert second.holder.id not in (was, "")
    [taken] = await first.steps.claim("page", clock.now(), 1, DEED)
    await storage.store.commit([Finish(held)])
    assert await storage.steps.is_scheduled(taken.key), "the dead have no say in it"
    await first.looks()
    assert first.sees == {first.holder.id, second.holder.id}


async def test_after_a_time_without_the_database_nobody_is_taken_for_dead_at_once(
    storage: Storage, clock: MovableClock
) -> None:
    first, second = await two(storage, clock)
    await holds(second, "x")
    clock.advance(seconds=60)
    await first.looks()
    await second.looks()
    clock.advance(seconds=1)
    await first.looks()
    assert await first.steps.claim("page", clock.now(), 1, DEED) == []
    assert len(first.sees) == 2


async def test_who_takes_leave_is_not_waited_for(storage: Storage, clock: MovableClock) -> None:
    first, second = await two(storage, clock)
    await second.membership.leave()
    await first.looks()
    assert first.sees == {first.holder.id}


async def test_what_could_not_be_taken_over_is_tried_again(storage: Storage, clock: MovableClock) -> None:
    first, second = await two(storage, clock)
    await holds(second, "x")
    clock.advance(seconds=2)
    await first.looks()
    clock.advance(seconds=2)
    release, first.steps.release_nobodys = first.steps.release_nobodys, failing  # type: ignore[method-assign]
    with pytest.raises(StorageFailed):
        await first.looks()
    first.steps.release_nobodys = release  # type: ignore[method-assign]
    await first.looks()
    assert len(await first.steps.claim("page", clock.now(), 1, DEED)) == 1


async def failing() -> int:
    raise StorageFailed("no connection")


async def test_a_start_takes_over_what_nobody_has(storage: Storage, clock: MovableClock) -> None:
    long_dead = Process(storage, clock)
    await holds(long_dead, "x")
    first = Process(storage, clock)
    await first.joins()
    assert len(await first.steps.claim("page", clock.now(), 1, DEED)) == 1
    assert LEASE < DEED
