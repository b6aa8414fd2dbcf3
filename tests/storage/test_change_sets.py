"""Every database applies change sets whole or not at all, in groups of which only the guilty ones fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.errors import Conflict
from storage.database import Database, Statement, StorageFailed
from storage.opening import open_database
from storage.statements import Compiled
from tests.databases import database_in, on_both
from tests.storage.notes import CHANGE, CREATE, INSERT, TAKE, ids, insert

pytestmark = on_both


async def with_notes(folder: Path) -> Database:
    opened = open_database(database_in(folder))
    await opened.write([Statement(CREATE)])
    return opened


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await with_notes(tmp_path)
    yield opened
    await opened.close()


async def test_what_was_written_can_be_read_at_once(database: Database) -> None:
    await database.write([insert(1)])
    assert await ids(database) == [1]


async def test_of_many_change_sets_only_the_conflicting_one_fails(database: Database) -> None:
    sets = [[insert(number), insert(1000 + number)] for number in range(200)]
    sets[77] = [insert(5000), insert(5000)]
    outcomes = await asyncio.gather(*(database.write(one) for one in sets), return_exceptions=True)
    failed = [number for number, outcome in enumerate(outcomes) if isinstance(outcome, Exception)]
    assert failed == [77]
    assert isinstance(outcomes[77], Conflict)
    expected = {*range(200), *range(1000, 1200)} - {77, 1077}
    assert set(await ids(database)) == expected


async def test_a_change_set_that_touches_other_than_it_expected_leaves_nothing(database: Database) -> None:
    with pytest.raises(Conflict):
        await database.write([insert(1), Statement(CHANGE, {"id": 99, "words": "x"}, expects=1)])
    assert await ids(database) == []


async def test_rows_come_back_from_statements_that_return_them(database: Database) -> None:
    await database.write([insert(1), insert(2), insert(3)])
    [taken] = await database.write([Statement(TAKE, {"id": 2}, expects=2)])
    assert sorted(taken.rows) == [(1,), (2,)]
    assert await ids(database) == [3]


@pytest.mark.parametrize(
    "bad",
    [
        Statement(Compiled("INSERT INTO nowhere VALUES (1)")),
        Statement(INSERT, {"id": 1}),
        Statement(INSERT, {"id": 1, "words": "\ud800"}),
        Statement(INSERT, {"id": 2**70, "words": "too big"}),
        Statement(INSERT, {"id": 1, "words": object()}),
        Statement(INSERT, None),  # type: ignore[arg-type]
        Statement(Compiled(None)),  # type: ignore[arg-type]
    ],
)
async def test_a_statement_that_cannot_run_harms_nobody_else(database: Database, bad: Statement) -> None:
    outcomes = await asyncio.gather(
        database.write([insert(1)]),
        database.write([insert(2), bad]),
        database.write([insert(3)]),
        return_exceptions=True,
    )
    assert isinstance(outcomes[1], Exception)
    assert await ids(database) == [1, 3]


async def test_a_change_set_without_changes_is_done(database: Database) -> None:
    assert await database.write([]) == []


async def test_what_nobody_waits_for_is_written_soon(database: Database) -> None:
    database.write_soon([insert(1)])
    database.write_soon([insert(2)])
    async with asyncio.timeout(30):
        while await ids(database) != [1, 2]:  # noqa: ASYNC110  (nobody is told, that is the point)
            await asyncio.sleep(0)


async def test_what_nobody_waits_for_travels_with_the_next_change_set(database: Database) -> None:
    database.write_soon([insert(1)])
    await database.write([insert(2)])
    assert await ids(database) == [1, 2]


async def test_what_nobody_waits_for_and_is_not_written_is_told_of_in_the_log(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await database.write([insert(1)])
    database.write_soon([insert(1)])
    await database.write([insert(2)])
    assert "What nobody waited for was not stored: " in caplog.text
    assert "note" in caplog.text


async def test_closing_finishes_what_was_handed_in(tmp_path: Path) -> None:
    database = await with_notes(tmp_path)
    writes = [asyncio.ensure_future(database.write([insert(number)])) for number in range(50)]
    await asyncio.sleep(0)
    database.write_soon([insert(100)])
    await database.close()
    await asyncio.gather(*writes)
    with pytest.raises(StorageFailed, match="closed"):
        await database.write([insert(200)])
    again = open_database(database_in(tmp_path))
    assert await ids(again) == [*range(50), 100]
    await again.close()


async def test_a_caller_that_gave_up_does_not_disturb_the_others(database: Database) -> None:
    given_up = asyncio.ensure_future(database.write([insert(1)]))
    other = asyncio.ensure_future(database.write([insert(2)]))
    await asyncio.sleep(0)
    given_up.cancel()
    await other
    assert await ids(database) == [1, 2]
