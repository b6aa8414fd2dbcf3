"""An engine on a real database, to look on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.engine.world import World
from tests.operations.muster import onboarded


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with onboarded(tmp_path) as muster:
        yield World(muster)
