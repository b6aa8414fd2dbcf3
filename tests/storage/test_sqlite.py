"""The embedded database applies change sets whole or not at all, in groups, and for one process only."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Statement, StorageFailed
from storage.outage import Outage
from storage.process_lock import AnotherProcess
from storage.sqlite import SqliteDatabase
from storage.sqlite_writer import PATIENCE
from storage.statements import Compiled
from tests.storage.notes import CREATE, ids, insert


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    opened = SqliteDatabase(tmp_path / "notes.db")
    await opened.write([Statement(CREATE)])
    yield opened
    await opened.close()


async def test_on_a_full_disk_whoever_hears_of_a_failure_has_stored_nothing_and_everybody_else_has(
    database: SqliteDatabase,
) -> None:
    await database.write([Statement(Compiled("PRAGMA max_page_count = 20"))])
    large = insert(50)._replace(parameters={"id": 50, "words": "w" * 200_000})
    sets = [[insert(1), insert(2)], [insert(3)], [large], [insert(4)], [insert(5), insert(6)]]
    outcomes = await asyncio.gather(*(database.write(one) for one in sets), return_exceptions=True)
    good = [one for one, outcome in zip(sets, outcomes, strict=True) if not isinstance(outcome, Exception)]
    assert await ids(database) == [statement.parameters["id"] for one in good for statement in one]
    assert isinstance(outcomes[2], StorageFailed)


async def test_the_files_are_their_owners_alone(database: SqliteDatabase, tmp_path: Path) -> None:
    await database.write([insert(1)])
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert set(modes) == {"notes.db", "notes.db-wal", "notes.db-shm", "notes.db.lock"}
    assert set(modes.values()) == {0o600}


async def test_who_reads_sees_nothing_of_what_the_disk_has_not_taken_yet(database: SqliteDatabase) -> None:
    await database.write([insert(1)])
    disk, taken = database._writer._disk, threading.Event()
    disk.submit(taken.wait)
    writing = asyncio.create_task(database.write([insert(2)]))
    try:
        async with asyncio.timeout(30):
            while not database._writer._connection.in_transaction:  # noqa: ASYNC110 - which tells nobody
                await asyncio.sleep(0)
        assert await ids(database) == [1]
    finally:
        taken.set()
    await writing
    assert await ids(database) == [1, 2]


async def test_while_another_program_writes_nobody_waits_but_who_writes(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    shell = sqlite3.connect(tmp_path / "notes.db", isolation_level=None)
    shell.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(database.write([insert(1)]))
    async with asyncio.timeout(PATIENCE / 2000):
        for _ in range(100):
            await asyncio.sleep(0)
            assert await ids(database) == []
    assert not writing.done()
    shell.execute("COMMIT")
    shell.close()
    await writing
    assert await ids(database) == [1]


async def test_what_waits_while_the_disk_is_at_work_is_written_by_whoever_closes(tmp_path: Path) -> None:
    opened = SqliteDatabase(tmp_path / "notes.db")
    writing = [asyncio.create_task(opened.write([Statement(CREATE)]))]
    await asyncio.sleep(0)
    writing += [asyncio.create_task(opened.write([insert(number)])) for number in range(9)]
    await asyncio.sleep(0)
    await opened.close()
    assert all(one.done() for one in writing)
    assert await _stored(tmp_path / "notes.db") == list(range(9))
    with pytest.raises(StorageFailed, match="closed"):
        await opened.write([insert(10)])


OPEN = """
import sys
from pathlib import Path
from storage.sqlite import SqliteDatabase

SqliteDatabase(Path(sys.argv[1]))
"""


async def test_whoever_wrote_and_was_ended_before_it_began_keeps_nobody_from_writing_or_closing(
    database: SqliteDatabase,
) -> None:
    before = asyncio.all_tasks()
    writing = asyncio.ensure_future(database.write([insert(1)]))
    await asyncio.sleep(0)  # it has handed in what is to be written, and the task that writes it has not begun
    for task in asyncio.all_tasks() - before - {writing}:
        task.cancel()
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        await database.write([insert(2)])
        await writing
    assert await ids(database) == [1, 2]


async def test_a_second_process_is_refused_and_told_who_has_it(database: SqliteDatabase, tmp_path: Path) -> None:
    second = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", OPEN, tmp_path / "notes.db"], capture_output=True, text=True, check=False
    )
    assert second.returncode != 0
    assert "AnotherProcess" in second.stderr
    assert "in use by process" in second.stderr


async def test_a_second_opening_in_the_same_process_is_refused_too(database: SqliteDatabase, tmp_path: Path) -> None:
    with pytest.raises(AnotherProcess):
        SqliteDatabase(tmp_path / "notes.db")


WRITER = """
import asyncio, sys
from pathlib import Path
from storage.database import Statement
from storage.sqlite import SqliteDatabase
from tests.storage.notes import CREATE, INSERT

async def main():
    database = SqliteDatabase(Path(sys.argv[1]))
    start = int(sys.argv[2])
    if start == 0:
        await database.write([Statement(CREATE)])

    async def write(number):
        for at in range(10_000):
            id = start + number * 10_000 + at
            words = {"words": "w" * 500}
            await database.write([Statement(INSERT, {"id": id, **words}), Statement(INSERT, {"id": -1 - id, **words})])
            print(id, flush=True)

    await asyncio.gather(*map(write, range(8)))

asyncio.run(main())
"""


def test_whatever_was_acknowledged_before_a_kill_is_there_after_it(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    acknowledged: set[int] = set()
    for start in range(0, 400_000, 100_000):
        child = subprocess.Popen([sys.executable, "-c", WRITER, path, str(start)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for _, line in zip(range(300), child.stdout, strict=False):
            acknowledged.add(int(line))
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read().splitlines(keepends=True)
        acknowledged |= {int(line) for line in rest if line.endswith("\n")}
        child.stdout.close()
        child.wait()
    stored = set(asyncio.run(_stored(path)))
    assert len(acknowledged) >= 1200
    assert acknowledged <= stored
    assert {-1 - number for number in stored} == stored, "half of a change set was stored"


async def _stored(path: Path) -> list[int]:
    database = SqliteDatabase(path)
    found = await ids(database)
    await database.close()
    return found


FULL = """
import asyncio, json, resource, signal, sys
from pathlib import Path
from storage.database import Statement, StorageFailed
from storage.sqlite import SqliteDatabase
from tests.storage.notes import ALL, CREATE, insert

async def main():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    database = SqliteDatabase(Path(sys.argv[1]))
    await database.write([Statement(CREATE)])
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
    stored, failed = [], []
    for number in range(1000):
        try:
            await database.write([insert(number)])
            stored.append(number)
        except StorageFailed as failure:
            failed.append(str(failure))
            if len(failed) == 3:
                break
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await database.write([insert(5000)])
    found = [row[0] for row in await database.read(ALL, {})]
    await database.close()
    print(json.dumps({"stored": stored, "failed": failed, "found": found}))

asyncio.run(main())
"""


def test_a_full_disk_is_reported_and_writing_goes_on_when_there_is_room_again(tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path / "notes.db"], capture_output=True, text=True, check=True
    )
    result = json.loads(child.stdout)
    assert len(result["failed"]) == 3
    assert all("could not write" in words for words in result["failed"])
    assert result["found"] == [*result["stored"], 5000]


async def test_a_full_disk_is_called_that_and_one_change_set_that_met_it_takes_no_other_reason_from_the_rest(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    await database.write([Statement(Compiled("PRAGMA max_page_count = 20"))])
    large = insert(50)._replace(parameters={"id": 50, "words": "w" * 200_000})
    sets = [[large, insert(1)], [insert(2), insert(3)], [large]]
    outcomes = await asyncio.gather(*(database.write(one) for one in sets), return_exceptions=True)
    failures = [one for one in outcomes if isinstance(one, Exception)]
    assert {type(one) for one in failures} == {Outage}
    assert {str(one).partition(":")[0] for one in failures} == {f"The disk is full at {tmp_path}"}
    assert database.condition.keeps_from_writing
    database.condition.settles_after = 0
    await database.write([Statement(Compiled("PRAGMA max_page_count = 1000"))])
    await database.write([large])
    assert database.condition.outage is None
