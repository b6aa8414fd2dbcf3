"""Whoever opened what is kept of one account, and closed it, leaves nothing behind."""

from __future__ import annotations

import asyncio
from pathlib import Path

from storage.opening import open_storage
from tests.databases import database_in, on_both
from tests.storage.examples import ACCOUNT, StandingClock

pytestmark = on_both


async def test_nothing_is_at_work_any_more_once_it_is_closed(tmp_path: Path) -> None:
    before = asyncio.all_tasks()
    storage = await open_storage(database_in(tmp_path), tmp_path / "keyring.json", ACCOUNT, StandingClock())
    await storage.close()
    assert asyncio.all_tasks() == before
