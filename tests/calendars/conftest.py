"""Fixtures: a Muster whose schedule `payments` hands over each Thursday at 17:00, and somebody who may ask for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.calendars.subscribing import Subscribed
from tests.operations.muster import onboarded


@pytest.fixture
async def subscribed(tmp_path: Path) -> AsyncIterator[Subscribed]:
    async with onboarded(tmp_path) as muster:
        made = Subscribed(muster)
        await made.fill()
        yield made
