"""A move that was broken off anywhere is taken up again, and ends as one that was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.moving.progress import Progress
from bot.moving.reading import Reading
from bot.moving.report import Report
from bot.moving.run import carry
from bot.moving.source_gone import SourceGone
from core.moving.ports import Source
from tests.moving.house import House, Inventory, open_house
from tests.moving.sources import Breaking, Remembering

MOST_CALLS = 120
"""More than the full house takes, so that some runs are not broken off at all."""


async def move(source: Source, house: House) -> Report:
    return await carry(Reading(source).everything(), house.this, Progress(house.seen), Report())


@given(breaks=st.lists(st.integers(0, MOST_CALLS), min_size=1, max_size=3))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_move_that_breaks_off_is_taken_up_again(
    full: House, tmp_path_factory: pytest.TempPathFactory, breaks: list[int]
):
    source = Remembering(full.this, REMEMBERED.setdefault(id(full), {}))
    whole = WHOLE.get(id(full)) or WHOLE.setdefault(id(full), await Inventory(full).taken())
    house = await open_house(Path(tmp_path_factory.mktemp("new")))
    try:
        for calls in breaks:
            try:
                await move(Breaking(source, calls), house)
            except SourceGone:
                continue
        await move(source, house)
        assert await Inventory(house).taken() == whole
    finally:
        await house.close()


REMEMBERED: dict[int, dict[str, dict[str, Any]]] = {}
WHOLE: dict[int, dict[str, Any]] = {}
