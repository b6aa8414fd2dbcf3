"""A Muster that has its replication set, with an engine and a Slack that is looked at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.handoffs.team import Team
from tests.operations.muster import onboarded


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    async with onboarded(tmp_path) as muster:
        team = Team(muster)
        await team.begin()
        yield team
