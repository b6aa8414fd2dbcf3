"""A Muster that has its replication set, with an engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.answering.people import People
from tests.engine.world import World
from tests.operations.muster import onboarded


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with onboarded(tmp_path) as muster:
        yield World(muster)


@pytest.fixture
def people(world: World) -> People:
    return People(world)
