"""A list that was shown is kept for its reader alone, changed by the next one, and forgotten in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.answering.offer import Offer
from tests.databases import on_both
from tests.operations.muster import ARNS, START

pytestmark = on_both

ANAS = Offer(reader="SMS +12065550101", page_arns=(ARNS.page("ana", "1"), ARNS.page("ana", "2")), at=START)


async def test_it_is_found_by_its_reader_and_by_nobody_else(world):
    await world.muster.keep(ANAS)
    assert await world.storage.offers.get(ANAS.reader) == replace(ANAS, version=1)
    assert await world.storage.offers.get("SMS +12065550102") is None


async def test_the_next_list_takes_its_place(world):
    await world.muster.keep(ANAS)
    found = await world.storage.offers.get(ANAS.reader)
    await world.muster.keep(replace(found, page_arns=(ARNS.page("ana", "3"),)))
    assert (await world.storage.offers.get(ANAS.reader)).page_arns == (ARNS.page("ana", "3"),)


async def test_nobody_needs_it_for_long(world):
    await world.muster.keep(ANAS)
    await world.storage.offers.forget_before(START)
    assert await world.storage.offers.get(ANAS.reader)
    await world.storage.offers.forget_before(START + timedelta(seconds=1))
    assert await world.storage.offers.get(ANAS.reader) is None
