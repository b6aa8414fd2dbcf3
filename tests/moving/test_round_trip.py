"""Whoever moves finds everything as it was: every answer of every operation that reads is the same in both houses."""

from __future__ import annotations

from bot.moving.reading import Reading
from tests.moving.house import House, Inventory
from tests.moving.sources import SmallPages


async def test_every_answer_is_the_same_in_the_new_house(full: House, empty: House):
    report = await empty.take(await full.told())
    assert report.lines == []
    before, after = await Inventory(full).taken(), await Inventory(empty).taken()
    assert after == before


async def test_everything_is_read_however_small_the_pages_are(full: House, empty: House):
    await empty.take([one async for one in Reading(SmallPages(full.this)).everything()])
    assert await Inventory(empty).taken() == await Inventory(full).taken()


async def test_a_second_import_finds_everything_the_same_and_stores_nothing(full: House, empty: House):
    told = await full.told()
    await empty.take(told)
    before = empty.rows()
    again = await empty.take(told)
    assert {result for counted in again.counts.values() for result in counted} == {"same"}
    assert empty.rows() == before
