"""Fixtures: a Muster with nothing in it, and one that has its replication set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.operations.muster import Muster, open_muster


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Muster]:
    """Before anybody has made a replication set."""
    muster = await open_muster(tmp_path)
    yield muster
    await muster.storage.close()


@pytest.fixture
async def muster(fresh: Muster) -> Muster:
    """Ready to work."""
    await fresh.onboard()
    return fresh
