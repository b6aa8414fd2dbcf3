"""A record that was changed, taken out, moved or cut off behind Muster's back is named; what a crash leaves is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.errors import Conflict
from core.listing import Window
from core.work import Note, Save
from storage.account import Storage
from storage.audit.checking import Report
from storage.database import Row
from storage.statements import Compiled
from storage.tenancy import TenantDatabase
from tests.audit.examples import audit_event, tamper
from tests.storage.examples import NOON, contact, opened, set_up

HOUR = timedelta(hours=1)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with opened(tmp_path) as storage:
        yield storage


async def record(storage: Storage, count: int) -> None:
    for _ in range(count):
        await storage.store.commit([Save(audit_event())])


async def close_hour(storage: Storage) -> None:
    await storage.trail.close_hour("us-east-1", NOON + HOUR)


async def checked(storage: Storage) -> Report:
    return replace(await storage.trail.check(), until="")


async def numbers(storage: Storage) -> list[int]:
    rows = await storage.events.listing(everything(), Window(1000))
    return sorted(one.number for one in rows.items)


def everything():
    from core.audit.looking_up import Wanted

    return Wanted()


async def test_what_nobody_touched_is_in_order(storage: Storage) -> None:
    await record(storage, 5)
    await close_hour(storage)
    await record(storage, 2)
    assert await checked(storage) == Report(records=7, chains=1, digests=1, not_vouched_for=2)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE audit SET outcome = 'AccessDeniedException' WHERE number = 3", "record 3 "),
        ("UPDATE audit SET sealed = zeroblob(100) WHERE number = 2", "record 2 "),
        ("UPDATE audit SET at = at + 1 WHERE number = 4", "record 4 "),
        ("UPDATE audit SET tenant = '444455556666' WHERE number = 4", "record 4 "),
        ("DELETE FROM audit WHERE number = 3", "record 3 "),
        ("DELETE FROM audit WHERE number = 1", "record 1 "),
        ("DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)", "record 5 "),
        ("DELETE FROM audit WHERE number > 2", "record 3 "),
        ("DELETE FROM audit", "record 1 "),
        ("UPDATE audit SET number = number + 10 WHERE number >= 3", "record 3 "),
        ("UPDATE audit_digest SET document = replace(document, '\"last\":5', '\"last\":4')", "digest 1 "),
        ("UPDATE audit_digest SET signature = zeroblob(64)", "digest 1 "),
        ("DELETE FROM audit_digest WHERE number = 1", "digest 1 "),
        ("DELETE FROM audit_digest WHERE number = 2", "digest 2 "),
        ("UPDATE audit SET number = -1 WHERE number = 5", "record -1 "),
    ],
)
async def test_the_first_that_is_not_as_it_was_is_named(
    storage: Storage, tmp_path: Path, statement: str, named: str
) -> None:
    await record(storage, 5)
    await close_hour(storage)
    await close_hour(storage)
    assert tamper(tmp_path, statement)
    assert named in str((await storage.trail.check()).fault)


async def test_two_records_that_changed_places_are_noticed(storage: Storage, tmp_path: Path) -> None:
    await record(storage, 5)
    assert tamper(tmp_path, "UPDATE audit SET number = -2 WHERE number = 2")
    tamper(tmp_path, "UPDATE audit SET number = 2 WHERE number = 4")
    tamper(tmp_path, "UPDATE audit SET number = 4 WHERE number = -2")
    assert "record 2 " in str((await storage.trail.check()).fault)


async def test_the_end_cannot_be_cut_off_while_muster_runs_even_before_a_digest(
    storage: Storage, tmp_path: Path
) -> None:
    await record(storage, 3)
    assert tamper(tmp_path, "DELETE FROM audit WHERE number = 3")
    assert "record 3 " in str((await storage.trail.check()).fault)


async def test_what_a_digest_told_cannot_be_cut_off_over_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await record(storage, 3)
        await close_hour(storage)
    assert tamper(tmp_path, "DELETE FROM audit WHERE number = 3")
    async with opened(tmp_path) as storage:
        await close_hour(storage)
        assert "record 3 " in str((await storage.trail.check()).fault)


async def test_a_chain_ends_where_a_crash_ends_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await record(storage, 3)
    tamper(tmp_path, "DELETE FROM audit WHERE number = 3")  # a read that was noted, and that the disk never saw
    async with opened(tmp_path) as storage:
        await record(storage, 2)
        await close_hour(storage)
        assert await checked(storage) == Report(records=4, chains=2, digests=1)


async def test_what_is_rolled_back_leaves_no_hole(tmp_path: Path) -> None:
    async with set_up(tmp_path) as storage:
        kept = contact()
        await storage.store.commit([Save(kept)])
        stale = replace(kept, version=7)

        async def change(entity: object) -> bool:
            try:
                await storage.store.commit([Save(audit_event()), Save(entity)])  # type: ignore[arg-type]
            except Conflict:
                return False
            return True

        attempts = [change(stale), change(replace(kept, version=1)), change(stale), change(stale)]
        outcomes = await asyncio.gather(*attempts, record(storage, 1), *(change(stale) for _ in range(20)))
        assert outcomes.count(True) == 1
        assert await numbers(storage) == [1, 2]
        assert (await storage.trail.check()).fault is None


async def test_the_same_record_twice_is_refused_and_leaves_no_hole(storage: Storage) -> None:
    one = audit_event()
    await storage.store.commit([Save(one)])
    with pytest.raises(Conflict):
        await storage.store.commit([Save(one)])
    await record(storage, 1)
    assert await numbers(storage) == [1, 2]


async def test_records_of_reads_are_links_too(storage: Storage) -> None:
    for _ in range(10):
        await storage.store.commit([Note(audit_event())])
    await record(storage, 1)
    assert await numbers(storage) == list(range(1, 12))
    assert (await storage.trail.check()).fault is None


async def test_a_digest_covers_the_reads_of_the_last_moment_too(storage: Storage) -> None:
    await storage.store.commit([Note(audit_event())])
    await close_hour(storage)
    assert await checked(storage) == Report(records=1, chains=1, digests=1)


async def test_a_check_in_the_midst_of_writing_finds_nothing_wrong(storage: Storage) -> None:
    writing = asyncio.gather(*(record(storage, 5) for _ in range(20)))
    while not writing.done():
        assert (await storage.trail.check()).fault is None
    await writing
    assert (await storage.trail.check()).records == 100


async def test_a_digest_without_events_says_so(storage: Storage) -> None:
    await record(storage, 1)
    await close_hour(storage)
    assert (await storage.trail.close_hour("us-east-1", NOON + 2 * HOUR)).stretches == ()


async def test_what_was_kept_long_enough_leaves_a_signed_checkpoint(storage: Storage, tmp_path: Path) -> None:
    await record(storage, 3)
    late = NOON + timedelta(days=400)
    await storage.store.commit([Save(audit_event(at=late))])
    digest = await storage.trail.close_hour("us-east-1", late, forget_before=NOON + HOUR)
    assert [(one.chain, one.through) for one in digest.pruned] == [(digest.stretches[0].chain, 3)]
    assert await numbers(storage) == [4]
    assert await checked(storage) == Report(records=1, chains=1, digests=1)
    assert tamper(tmp_path, "DELETE FROM audit")
    assert "record 4 " in str((await storage.trail.check()).fault)


async def test_much_is_forgotten_a_bite_at_a_time_and_no_record_is_missed_meanwhile(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await record(storage, 2)
        await close_hour(storage)
    late = NOON + timedelta(days=400)
    async with opened(tmp_path) as storage:
        await record(storage, 6)
        await storage.store.commit([Save(audit_event(at=late))])
        storage.trail.bite = 3
        left = []
        while not left or storage.trail.has_more_to_forget:
            digest = await storage.trail.close_hour("us-east-1", late, forget_before=NOON + HOUR)
            report = await storage.trail.check()
            assert (report.fault, report.digests) == (None, digest.number)
            left.append(report.records)
        assert left == [6, 3, 1]
        assert not tamper(tmp_path, "DELETE FROM audit WHERE number < 7")
        assert tamper(tmp_path, "DELETE FROM audit_digest WHERE number = 3")
        assert (await storage.trail.check()).fault


async def test_a_chain_that_is_forgotten_whole_is_not_missed(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await record(storage, 3)
        await close_hour(storage)
    async with opened(tmp_path) as storage:
        await storage.trail.close_hour("us-east-1", NOON + HOUR, forget_before=NOON + HOUR)
        await storage.trail.close_hour("us-east-1", NOON + HOUR, forget_before=NOON + HOUR)
        assert await checked(storage) == Report(records=0, chains=0, digests=3)


async def test_a_start_asks_no_more_however_many_there_were_before_it(tmp_path: Path) -> None:
    asked = []
    for _ in range(4):
        async with opened(tmp_path) as storage:
            await record(storage, 2)
            counting = storage.trail._database = Counting(storage.trail._database)
            digest = await storage.trail.close_hour("us-east-1", NOON + HOUR, forget_before=NOON - HOUR)
            assert [(one.first, one.last) for one in digest.stretches] == [(1, 2)]
            asked.append(counting.reads)
    assert asked[1] == asked[-1], "the first finds nothing that it could go on from"


class Counting(TenantDatabase):
    """How often it is read."""

    def __init__(self, database: TenantDatabase) -> None:
        super().__init__(database._everybodys, database._tenant)
        self.reads = 0

    async def read(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[Row]:
        """See `Database`."""
        self.reads += 1
        return await super().read(compiled, parameters)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_digest SET document = 'x', signature = 'y'",
        "UPDATE audit SET link = 'x' WHERE number = 3",
        "UPDATE audit SET number = 'x' WHERE number = 3",
    ],
)
async def test_what_was_changed_keeps_no_digest_from_being_made(
    storage: Storage, tmp_path: Path, statement: str
) -> None:
    await close_hour(storage)
    await record(storage, 3)
    assert tamper(tmp_path, statement)
    assert (await storage.trail.close_hour("us-east-1", NOON + HOUR)).number == 2
    assert (await storage.trail.check()).fault is not None
