"""An entity is opened once and kept at hand, for exactly as long as its row has not changed in a byte."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.work import Save
from storage.account import Storage
from storage.sealing import CannotOpen
from tests.databases import on_both, tamper
from tests.storage.examples import incident, keep, set_up

ARN = incident().arn


pytestmark = on_both


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with set_up(tmp_path) as storage:
        await keep(storage, incident(title="Down"))
        yield storage


async def test_what_was_read_before_need_not_be_opened_again(storage: Storage) -> None:
    assert await storage.incidents.get(ARN) is await storage.incidents.get(ARN)


async def test_what_was_changed_since_is_read_as_it_is_now(storage: Storage) -> None:
    before = await storage.incidents.get(ARN)
    assert before
    await storage.store.commit([Save(replace(before, title="Up again"))])
    after = await storage.incidents.get(ARN)
    assert after
    assert (before.title, after.title) == ("Down", "Up again")


@pytest.mark.parametrize("column", ["sealed = substr(sealed, 1, 100)", "version = version + 1", "status = 'RESOLVED'"])
async def test_what_was_altered_outside_is_not_read_from_memory(storage: Storage, tmp_path: Path, column: str) -> None:
    before = await storage.incidents.get(ARN)
    tamper(tmp_path, f"UPDATE incident SET {column}")  # noqa: S608 - one of the three above
    try:
        assert await storage.incidents.get(ARN) != before
    except CannotOpen:
        assert not column.startswith("status")
