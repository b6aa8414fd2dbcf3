"""Fixtures: a house that is full, and an empty one to move into."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.moving.full_house import fill
from tests.moving.house import House, open_house


@pytest.fixture
async def full(tmp_path: Path) -> AsyncIterator[House]:
    """With something of every kind in it."""
    house = await open_house(tmp_path / "full")
    await fill(house.muster)
    yield house
    await house.close()


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[House]:
    """Without even a replication set, and much later."""
    house = await open_house(tmp_path / "empty")
    house.muster.clock.advance(days=40)
    yield house
    await house.close()
