"""A Muster that has its replication set, with an engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.answering.people import People
from tests.engine.world import World
from tests.operations.muster import open_muster


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    muster = await open_muster(tmp_path)
    await muster.onboard()
    yield World(muster)
    await muster.storage.close()


@pytest.fixture
def people(world: World) -> People:
    return People(world)
