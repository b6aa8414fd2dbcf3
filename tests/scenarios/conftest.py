"""Worlds for the scenarios; each is a process of its own, so a test that can share one does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.organisation import set_up
from tests.scenarios.world import World, world_in


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A team that is ready, whose plans' minutes last 0.3 seconds."""
    async with world_in(tmp_path, minute="0.3s") as world:
        await set_up(world)
        yield world
