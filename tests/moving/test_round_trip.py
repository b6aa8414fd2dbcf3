"""Whoever moves finds everything as it was: every answer of every operation that reads is the same in both houses."""

from __future__ import annotations

from tests.moving.house import House, Inventory


async def test_every_answer_is_the_same_in_the_new_house(full: House, empty: House):
    report = await empty.take(await full.told())
    assert report.lines == []
    before, after = await Inventory(full).taken(), await Inventory(empty).taken()
    assert after == before


async def test_a_second_import_finds_everything_the_same(full: House, empty: House):
    told = await full.told()
    await empty.take(told)
    again = await empty.take(told)
    assert {result for counted in again.counts.values() for result in counted} == {"same"}
