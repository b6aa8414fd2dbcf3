"""A Muster that has its replication set, with an engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases import kinds
from tests.engine.world import World
from tests.operations.muster import onboarded

kind_of_database = pytest.fixture(kinds, params=["sqlite", "postgresql"], autouse=True, name="kind_of_database")
"""Each of these tests runs on both."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with onboarded(tmp_path) as muster:
        yield World(muster)
