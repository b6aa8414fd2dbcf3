"""What is removed while nobody runs shows, by what is left of it and by what is said outside the database."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from core.work import Save
from storage.account import Storage
from tests.audit.examples import audit_event, tamper
from tests.storage.examples import NOON, opened

ANCHOR = "audit-anchor.json"


async def live(storage: Storage, hours: int = 1) -> None:
    for _ in range(hours):
        for _ in range(3):
            await storage.store.commit([Save(audit_event())])
        await storage.cutting.cut("us-east-1", NOON, storage.trail.head)
        await close_hour(storage)


async def close_hour(storage: Storage) -> None:
    await storage.trail.close_hour("us-east-1", NOON + timedelta(hours=1))


async def fault(storage: Storage) -> str:
    return str((await storage.trail.check()).fault)


@asynccontextmanager
async def restarted(folder: Path) -> AsyncIterator[Storage]:
    """After a restart, which signs what it finds."""
    async with opened(folder) as storage:
        await close_hour(storage)
        yield storage


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["DELETE FROM audit_digest"], "anchor"),
        (["DELETE FROM audit", "DELETE FROM audit_digest", "DELETE FROM audit_file"], "anchor"),
        (
            ["DELETE FROM audit", "DELETE FROM audit_digest", "DELETE FROM audit_file", "DELETE FROM audit_head"],
            "anchor",
        ),
        (["DELETE FROM audit_digest WHERE number = 2", "DELETE FROM audit WHERE number > 3"], "anchor"),
    ],
)
async def test_what_was_removed_shows_before_and_after_a_restart(
    tmp_path: Path, statements: list[str], told: str
) -> None:
    async with opened(tmp_path) as storage:
        await live(storage, hours=2)
    for one in statements:
        assert tamper(tmp_path, one)
    for _ in range(2):
        async with opened(tmp_path) as storage:
            assert told in await fault(storage)
            await close_hour(storage)
            assert told in await fault(storage)


async def test_a_whole_chain_that_no_digest_told_of_is_missed_by_its_files(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await close_hour(storage)
        await storage.store.commit([Save(audit_event())])
        await storage.cutting.cut("us-east-1", NOON, storage.trail.head)
    assert tamper(tmp_path, "DELETE FROM audit")
    async with restarted(tmp_path) as storage:
        assert "record 1 " in await fault(storage)


async def test_a_chain_is_missed_by_its_head_when_nothing_else_is_left_of_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await live(storage)
    for removed in ("DELETE FROM audit", "DELETE FROM audit_digest", "DELETE FROM audit_file"):
        assert tamper(tmp_path, removed)
    (tmp_path / ANCHOR).unlink()
    async with opened(tmp_path) as storage:
        assert "record 1 " in await fault(storage)


async def test_a_database_of_yesterday_is_told_until_somebody_accepts_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await live(storage)
    yesterday = tmp_path / "yesterday.db"
    shutil.copy2(tmp_path / "muster.db", yesterday)
    async with restarted(tmp_path) as storage:
        await live(storage)
    for beside in tmp_path.glob("muster.db-*"):
        beside.unlink()
    yesterday.replace(tmp_path / "muster.db")
    async with restarted(tmp_path) as storage:
        assert "older than its anchor" in await fault(storage)
        assert "older than its anchor" in await storage.trail.troubles.state()
        await storage.trail.accept_restore("us-east-1", NOON)
        assert await fault(storage) == "None"
        assert await storage.trail.troubles.state() == "ok"
    async with restarted(tmp_path) as storage:
        assert await fault(storage) == "None"


async def test_an_anchor_that_is_gone_is_told_and_not_made_anew(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await live(storage)
    (tmp_path / ANCHOR).write_text("{}")
    async with restarted(tmp_path) as storage:
        assert "is missing" in await fault(storage)
        assert "is missing" in await storage.trail.troubles.state()
    (tmp_path / ANCHOR).unlink()
    async with restarted(tmp_path) as storage:
        assert "is missing" in await fault(storage)


async def test_nobody_else_may_read_the_anchor(tmp_path: Path) -> None:
    async with restarted(tmp_path):
        assert (tmp_path / ANCHOR).stat().st_mode & 0o777 == 0o600


async def test_a_new_replica_takes_the_anchor_over_from_whoever_signs_and_signs_on_without_complaint(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as storage:
        await live(storage)
    (tmp_path / ANCHOR).unlink()
    async with opened(tmp_path) as storage:
        await storage.trail.follow()
        assert await storage.trail.troubles.state() == "ok"
        await close_hour(storage)
        assert await fault(storage) == "None"


async def test_a_replica_that_follows_misses_an_anchor_that_it_had(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await live(storage)
        (tmp_path / ANCHOR).unlink()
        await storage.trail.follow()
        assert "is missing" in await storage.trail.troubles.state()
        (tmp_path / ANCHOR).write_text("{}")
    async with opened(tmp_path) as storage:
        await storage.trail.follow()
        assert "is missing" in await storage.trail.troubles.state()


async def test_a_replica_that_follows_believes_in_no_older_database_than_its_anchor(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await live(storage, hours=2)
    assert tamper(tmp_path, "DELETE FROM audit_digest WHERE number = 2")
    async with opened(tmp_path) as storage:
        await storage.trail.follow()
        assert "older than its anchor" in await storage.trail.troubles.state()
