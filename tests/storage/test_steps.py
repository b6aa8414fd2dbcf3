"""Steps are claimed when they are due, by one at a time, and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.errors import Conflict
from core.step import Kind, Step
from core.work import Cancel, Change, Finish, Postpone, Save, Schedule
from storage.account import Storage
from storage.holder import Holder
from storage.replicas import StoredReplicas
from storage.steps import StoredSteps
from tests.audit.examples import audit_event
from tests.databases import is_on_postgres, on_both, tamper
from tests.replicas.examples import replica
from tests.storage.examples import ACCOUNT, NOON, minutes, opened

LEASE = timedelta(seconds=10)


pytestmark = on_both


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with opened(tmp_path) as storage:
        yield storage


def step(subject: str, due_at: datetime = NOON, kind: Kind = "page") -> Step:
    return Step(kind=kind, subject=subject, due_at=due_at)


async def do(storage: Storage, *changes: Change) -> None:
    await storage.store.commit(list(changes))


async def claimed(storage: Storage, now: datetime = NOON, limit: int = 10) -> list[Step]:
    return await storage.steps.claim("page", now, limit, LEASE)


async def test_what_is_due_is_claimed_the_most_overdue_first(storage: Storage) -> None:
    late, later, not_yet = step("b", NOON - minutes(2)), step("a", NOON - minutes(1)), step("c", NOON + minutes(1))
    await do(storage, Schedule(later), Schedule(not_yet), Schedule(late))
    taken = [replace(one, generation=0, held_by="") for one in await claimed(storage)]
    assert taken == [replace(late, attempts=1), replace(later, attempts=1)]


async def test_no_more_is_claimed_than_asked_for(storage: Storage) -> None:
    await do(storage, *(Schedule(step(str(number), NOON - minutes(number))) for number in range(5)))
    assert [one.subject for one in await claimed(storage, limit=2)] == ["4", "3"]
    assert [one.subject for one in await claimed(storage, limit=9)] == ["2", "1", "0"]


async def test_lanes_do_not_see_each_other(storage: Storage) -> None:
    await do(storage, Schedule(step("x", kind="announce")))
    assert await claimed(storage) == []
    assert len(await storage.steps.claim("chat", NOON, 10, LEASE)) == 1


async def test_two_who_claim_at_once_never_get_the_same_step(storage: Storage) -> None:
    await do(storage, *(Schedule(step(str(number))) for number in range(40)))
    batches = await asyncio.gather(*(claimed(storage, limit=7) for _ in range(8)))
    subjects = [one.subject for batch in batches for one in batch]
    assert sorted(subjects) == sorted(map(str, range(40)))


async def test_a_step_whose_holder_died_comes_back_after_its_lease(storage: Storage) -> None:
    await do(storage, Schedule(step("x")))
    await claimed(storage)
    assert await claimed(storage, NOON + LEASE / 2) == []
    assert [one.attempts for one in await claimed(storage, NOON + LEASE)] == [2]


async def test_a_step_that_was_held_when_the_process_died_is_free_at_the_next_start(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await do(storage, Schedule(step("x")))
        await claimed(storage)
    async with opened(tmp_path) as storage:
        await storage.steps.release_nobodys()  # what a start does where others may be alive
        assert [one.attempts for one in await claimed(storage)] == [2]


async def test_nobody_lets_go_of_what_the_living_hold(storage: Storage) -> None:
    others, home = Holder(ACCOUNT), StoredReplicas(storage.database)
    await home.join(replica(others.id))
    await do(storage, Schedule(step("x")), Schedule(step("y")))
    [held] = await StoredSteps(storage.database, others).claim("page", NOON, 1, LEASE)
    await claimed(storage)
    assert await storage.steps.release_nobodys() == 0
    await home.remove(others.id, NOON + minutes(1))
    assert await storage.steps.release_nobodys() == 1
    assert [one.subject for one in await claimed(storage)] == [held.subject]


async def test_what_is_given_back_at_the_end_is_free_at_once(storage: Storage) -> None:
    others = StoredSteps(storage.database, Holder(ACCOUNT))
    await do(storage, Schedule(step("x")), Schedule(step("y")))
    [theirs] = await others.claim("page", NOON, 1, LEASE)
    [ours] = await claimed(storage)
    await storage.steps.release_ours()
    assert [one.subject for one in await others.claim("page", NOON, 9, LEASE)] == [ours.subject]
    assert theirs.subject != ours.subject


async def test_a_finished_step_is_gone(storage: Storage) -> None:
    await do(storage, Schedule(step("x")))
    [held] = await claimed(storage)
    await do(storage, Finish(held))
    assert not await storage.steps.is_scheduled(held.key)
    assert await storage.steps.next_due_at("page") is None


async def test_scheduling_again_moves_a_step_instead_of_doubling_it(storage: Storage) -> None:
    await do(storage, Schedule(step("x", NOON + minutes(5))), Schedule(step("x", NOON + minutes(1))))
    assert await storage.steps.next_due_at("page") == NOON + minutes(1)
    assert len(await claimed(storage, NOON + minutes(9))) == 1


async def test_what_was_scheduled_anew_while_it_was_held_stands_and_is_done_after_that(storage: Storage) -> None:
    await do(storage, Schedule(step("x")))
    [held] = await claimed(storage)
    await do(storage, Schedule(step("x", NOON + minutes(1))))
    assert await claimed(storage, NOON + timedelta(seconds=1)) == [], "one at a time"
    await do(storage, Finish(held))
    assert await claimed(storage, NOON + timedelta(seconds=2)) == []
    [again] = await claimed(storage, NOON + minutes(1))
    assert (again.generation, again.attempts) == (held.generation + 1, 1)


async def test_a_postponed_step_is_due_later_and_remembers_its_attempts(storage: Storage) -> None:
    await do(storage, Schedule(step("x")))
    [held] = await claimed(storage)
    await do(storage, Postpone(held, NOON + minutes(1)))
    assert await storage.steps.next_due_at("page") == NOON + minutes(1)
    assert [one.attempts for one in await claimed(storage, NOON + minutes(1))] == [2]


async def test_postponing_does_not_move_what_was_scheduled_anew(storage: Storage) -> None:
    await do(storage, Schedule(step("x")))
    [held] = await claimed(storage)
    await do(storage, Schedule(step("x", NOON)))
    await do(storage, Postpone(held, NOON + minutes(60)))
    assert len(await claimed(storage)) == 1


async def test_a_cancelled_step_is_forgotten_even_while_it_is_held(storage: Storage) -> None:
    await do(storage, Schedule(step("x")), Schedule(step("y")))
    [held, _] = await claimed(storage)
    await do(storage, Cancel(held.key), Cancel("page never-was"))
    await do(storage, Finish(held), Postpone(held, NOON))
    assert not await storage.steps.is_scheduled(held.key)


async def test_who_holds_a_cancelled_step_has_no_say_in_the_one_that_took_its_place(storage: Storage) -> None:
    """A second code is asked for while the first is on its way: the second goes out, and once."""
    await do(storage, Schedule(step("x")))
    [held] = await claimed(storage)
    await do(storage, Cancel(held.key))
    await do(storage, Schedule(step("x")))
    [fresh] = await claimed(storage)
    await do(storage, Finish(held))
    await do(storage, Postpone(held, NOON + minutes(60)))
    assert await storage.steps.is_scheduled(held.key)
    assert await claimed(storage) == [], "the new one is held as well"
    await do(storage, Postpone(fresh, NOON))
    assert len(await claimed(storage)) == 1


async def test_a_step_that_is_finished_and_scheduled_in_one_change_is_another_one(storage: Storage) -> None:
    await do(storage, Schedule(step("x")))
    [held] = await claimed(storage)
    await do(storage, Finish(held), Schedule(step("x")))
    [again] = await claimed(storage)
    await do(storage, Finish(held))
    assert await storage.steps.is_scheduled(again.key)


async def test_who_lost_a_step_to_another_process_can_neither_finish_it_nor_give_it_back(storage: Storage) -> None:
    others = StoredSteps(storage.database, Holder(ACCOUNT))
    await do(storage, Schedule(step("x")))
    [lost] = await claimed(storage)
    [taken_over] = await others.claim("page", NOON + LEASE, 10, LEASE)
    await do(storage, Finish(lost), Postpone(lost, NOON))
    assert await storage.steps.is_scheduled(lost.key)
    assert await claimed(storage, NOON + LEASE) == [], "the other one is still at it"
    await do(storage, Finish(taken_over))
    assert not await storage.steps.is_scheduled(lost.key)


async def test_who_lost_a_step_has_no_say_in_what_was_scheduled_anew(storage: Storage) -> None:
    others = StoredSteps(storage.database, Holder(ACCOUNT))
    await do(storage, Schedule(step("x")))
    [lost] = await claimed(storage)
    await others.claim("page", NOON + LEASE, 10, LEASE)
    await do(storage, Schedule(step("x", NOON)))
    await do(storage, Finish(lost))
    assert await claimed(storage, NOON + LEASE) == [], "it is not let go of either"


async def test_nobody_is_woken_for_what_was_moved_beyond_the_end_of_its_lease(storage: Storage) -> None:
    await do(storage, Schedule(step("x")))
    await claimed(storage)
    await do(storage, Schedule(step("x", NOON + 2 * LEASE)))
    assert await claimed(storage, NOON + LEASE) == []
    assert await storage.steps.next_due_at("page") is None
    assert len(await claimed(storage, NOON + 2 * LEASE)) == 1


async def test_the_next_due_time_counts_held_steps_from_the_end_of_their_lease(storage: Storage) -> None:
    await do(storage, Schedule(step("x")), Schedule(step("y", NOON + minutes(5))))
    assert await storage.steps.next_due_at("page") == NOON
    await claimed(storage)
    assert await storage.steps.next_due_at("page") == NOON + LEASE
    assert await storage.steps.next_due_at("chat") is None


async def test_a_step_scheduled_with_a_change_that_fails_is_not_scheduled(storage: Storage) -> None:
    record = audit_event()
    await do(storage, Save(record))
    with pytest.raises(Conflict):
        await do(storage, Schedule(step("x")), Save(record))
    assert not await storage.steps.is_scheduled(step("x").key)


TOO_SMALL, TOO_LARGE = -9_000_000_000_000_000_000, 9_000_000_000_000_000_000
"""Microseconds, before and after all dates that there are."""


async def damage(storage: Storage, folder: Path, column: str, value: object) -> None:
    """Two steps are due, and in the row of one of them this stands."""
    await do(storage, Schedule(step("damaged")), Schedule(step("sound")))
    change = f"UPDATE step SET {column} = ? WHERE subject = 'damaged'"  # noqa: S608 - our own names
    assert tamper(folder, change, values=[value]) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("due_at", TOO_SMALL),
        ("leased_until", TOO_SMALL),
        ("attempts", 2**31 - 1),
        ("failures", 2**31 - 1),
        ("generation", 2**63 - 1),
    ],
)
async def test_a_damaged_row_is_claimed_as_far_as_it_can_be_and_keeps_nobody_from_the_others(
    storage: Storage, tmp_path: Path, column: str, value: int
) -> None:
    await damage(storage, tmp_path, column, value)
    assert await storage.steps.next_due_at("page") is not None
    assert (await storage.backlogs.of("page", NOON)).due == 2
    assert {one.step.subject for one in await storage.outbox.waiting(NOON + minutes(1), 10)} == {"damaged", "sound"}
    taken = {one.subject: one for one in await claimed(storage)}
    assert taken.keys() == {"damaged", "sound"}
    await do(storage, Postpone(taken["damaged"], NOON + minutes(1), "KeyError"), Finish(taken["sound"]))


@pytest.mark.parametrize("column", ["due_at", "leased_until"])
async def test_a_time_that_never_comes_keeps_nobody_waiting_longer_than_until_the_next_start(
    storage: Storage, tmp_path: Path, column: str
) -> None:
    await damage(storage, tmp_path, column, TOO_LARGE)
    assert await storage.steps.next_due_at("page") == NOON
    assert [one.subject for one in await claimed(storage)] == ["sound"]
    assert await storage.steps.next_due_at("page")
    await storage.steps.release_nobodys()
    assert [one.subject for one in await claimed(storage)] == ["damaged"]


@pytest.mark.parametrize("column", ["due_at", "attempts", "failures", "generation", "subject", "kind"])
async def test_sqlite_lets_a_text_stand_anywhere_which_keeps_nobody_from_the_others(
    storage: Storage, tmp_path: Path, column: str
) -> None:
    if is_on_postgres():
        return  # where a column of numbers has numbers, and a text is one
    await do(storage, Schedule(step("damaged")), Schedule(step("sound")))
    change = f"UPDATE step SET {column} = CAST(x'ff' AS TEXT) WHERE subject = 'damaged'"  # noqa: S608 - our own names
    assert tamper(tmp_path, change) == 1
    assert await storage.steps.next_due_at("page") == NOON
    assert "sound" in [one.subject for one in await claimed(storage)]
    assert await storage.outbox.waiting(NOON + minutes(1), 10)
    assert (await storage.backlogs.of("page", NOON)).due
