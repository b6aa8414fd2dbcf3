"""PostgreSQL is shared by several processes, and goes away at times: nobody is told yes for what is not there."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from core.errors import Conflict, Locked
from storage.database import Statement, StorageFailed
from storage.outage import Outage
from storage.postgres import PostgresDatabase
from storage.postgres_connecting import Patience
from storage.postgres_text import wording
from storage.postgres_writer import WRITER
from storage.statements import Compiled
from tests.postgres import Server, server
from tests.storage.notes import CHANGE, CREATE, INSERT, ids, insert

WORDS = Compiled("SELECT words FROM note WHERE id = :id")
NAMED = Compiled("SELECT id FROM note WHERE words = :words")
CLEAR = Compiled("DELETE FROM note")
END_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = 'muster' AND datname = current_database()
"""
SLEEP = Compiled("SELECT pg_sleep(:seconds)::text")


def change(number: int, words: str = "changed") -> Statement:
    return Statement(CHANGE, {"id": number, "words": words}, expects=1)


@pytest.fixture
def url() -> Iterator[str]:
    made = server().empty_database()
    yield made
    server().drop(made)


@pytest.fixture
async def database(url: str) -> AsyncIterator[PostgresDatabase]:
    opened = PostgresDatabase(url)
    await opened.write([Statement(CREATE)])
    yield opened
    await opened.close()


@pytest.fixture
async def other(database: PostgresDatabase, url: str) -> AsyncIterator[PostgresDatabase]:
    """Another process's."""
    opened = PostgresDatabase(url)
    yield opened
    await opened.close()


async def test_everybody_gets_the_answer_to_his_own_question(database: PostgresDatabase) -> None:
    await database.write([Statement(INSERT, {"id": at, "words": f"{at}" * at}) for at in range(400)])
    found = await asyncio.gather(*(database.read(WORDS, {"id": at}) for at in range(400)))
    assert found == [[(f"{at}" * at,)] for at in range(400)]


async def test_large_texts_go_both_ways_at_once(database: PostgresDatabase) -> None:
    large = [Statement(INSERT, {"id": at, "words": f"{at}" * 1_000_000}) for at in range(8)]
    await asyncio.gather(*(database.write([one]) for one in large))
    found = await asyncio.gather(*(database.read(WORDS, {"id": at}) for at in range(8)))
    assert found == [[(one.parameters["words"],)] for one in large]


async def test_of_two_processes_that_change_the_same_version_one_is_refused(
    database: PostgresDatabase, other: PostgresDatabase
) -> None:
    taking = Statement(Compiled("UPDATE note SET words = 'mine' WHERE id = 1 AND words = 'free'"), expects=1)
    for _ in range(20):
        await database.write([Statement(Compiled("DELETE FROM note")), Statement(INSERT, {"id": 1, "words": "free"})])
        outcomes = await asyncio.gather(database.write([taking]), other.write([taking]), return_exceptions=True)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "list"]


async def test_a_conflict_with_another_process_harms_nobody_in_the_same_group(
    database: PostgresDatabase, other: PostgresDatabase
) -> None:
    await other.write([insert(7)])
    outcomes = await asyncio.gather(*(database.write([insert(at)]) for at in range(20)), return_exceptions=True)
    assert [at for at, outcome in enumerate(outcomes) if isinstance(outcome, Conflict)] == [7]
    assert await ids(other) == list(range(20))


async def test_groups_that_lock_each_other_out_end_soon_and_nothing_is_half_done(
    database: PostgresDatabase, other: PostgresDatabase
) -> None:
    await database.write([insert(at) for at in range(40)])
    forth = [database.write([change(at, "forth"), change(39 - at, "forth")]) for at in range(20)]
    back = [other.write([change(39 - at, "back"), change(at, "back")]) for at in reversed(range(20))]
    async with asyncio.timeout(20):
        outcomes = await asyncio.gather(*forth, *back, return_exceptions=True)
    assert all(isinstance(outcome, list | Conflict) for outcome in outcomes)
    told = [one for one in zip([*range(20)] * 2, ["forth"] * 20 + ["back"] * 20, outcomes, strict=True)]
    for at in range(20):
        words = {(await database.read(WORDS, {"id": where}))[0][0] for where in (at, 39 - at)}
        assert len(words) == 1, "the two of a change set are changed together"
        assert words <= {w for where, w, outcome in told if isinstance(outcome, list)} | {"w" * 100}


async def test_a_row_that_somebody_holds_for_long_is_a_conflict(database: PostgresDatabase, url: str) -> None:
    await database.write([insert(1), insert(2)])
    with psycopg.connect(url) as holding:
        holding.execute("UPDATE note SET words = 'held' WHERE id = 1")
        outcomes = await asyncio.gather(
            database.write([change(1)]), database.write([change(2)]), return_exceptions=True
        )
    assert isinstance(outcomes[0], Conflict)
    assert not isinstance(outcomes[1], Exception)


async def test_what_waits_when_its_connection_is_cut_hears_that_nobody_knows(
    database: PostgresDatabase, url: str
) -> None:
    await database.write([insert(1)])
    with psycopg.connect(url) as holding:
        holding.execute("UPDATE note SET words = 'held' WHERE id = 1")
        waiting = asyncio.ensure_future(database.write([change(1)]))
        while not (found := holding.execute("SELECT pid FROM pg_locks WHERE NOT granted").fetchall()):  # noqa: ASYNC110
            await asyncio.sleep(0)
        holding.execute("SELECT pg_terminate_backend(%s)", found[0])
        with pytest.raises(StorageFailed, match="not known whether"):
            await waiting
    await database.write([change(1)])
    assert await database.read(WORDS, {"id": 1}) == [("changed",)]


def cut_all(url: str) -> None:
    """End every connection of Muster's, as a restart does."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'muster' AND datname = current_database()"
        )


async def test_who_reads_does_not_notice_that_connections_were_cut(database: PostgresDatabase, url: str) -> None:
    await database.write([insert(1)])
    for _ in range(5):
        cut_all(url)
        assert await asyncio.gather(*(ids(database) for _ in range(9))) == [[1]] * 9


async def test_who_writes_after_connections_were_cut_does_so_by_a_new_one(database: PostgresDatabase, url: str) -> None:
    for number in range(5):
        cut_all(url)
        await asyncio.to_thread(until_none_is_left, url)
        await asyncio.sleep(0.01)
        await database.write([insert(number)])
    assert await ids(database) == list(range(5))


def until_none_is_left(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        left = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'muster' AND datname = current_database()"
        while connection.execute(left).fetchall():
            pass


async def test_a_question_that_is_wrong_is_told_so_and_others_are_answered(database: PostgresDatabase) -> None:
    wrong = Compiled("SELECT nothing FROM nowhere")
    outcomes = await asyncio.gather(
        database.read(wrong, {}), ids(database), database.read(wrong, {}), ids(database), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [StorageFailed, list, StorageFailed, list]
    assert "42P01" in str(outcomes[0])


async def test_a_text_that_cannot_be_kept_is_found_nowhere(database: PostgresDatabase) -> None:
    assert await database.read(NAMED, {"words": "a\0b"}) == []


async def test_a_server_that_does_not_move_is_given_up(url: str) -> None:
    database = PostgresDatabase(url, Patience(answer=0.2))
    with pytest.raises(StorageFailed, match="lost"):
        await database.read(SLEEP, {"seconds": 5})
    await database.close()


async def test_a_server_that_is_not_there_is_told_of_without_a_password() -> None:
    database = PostgresDatabase("postgresql://me:secret@127.0.0.1:1/x", Patience(connection=0.2))
    for asking in (database.write([insert(1)]), ids(database)):
        with pytest.raises(StorageFailed, match="cannot be reached") as failed:
            await asking
        assert not re.search("secret", str(failed.value))
    await database.close()


async def test_what_was_confirmed_before_the_server_crashed_is_there_when_it_is_back() -> None:
    crashing = Server().start()
    database = PostgresDatabase(crashing.url("postgres"))
    await database.write([Statement(CREATE)])
    confirmed: set[int] = set()

    async def write(first: int) -> None:
        for number in range(first, first + 200):
            try:
                await database.write([insert(number), insert(-number)])
            except StorageFailed:
                continue
            confirmed.add(number)

    async def crash() -> None:
        for limit in (50, 200):
            while len(confirmed) < limit:  # noqa: ASYNC110
                await asyncio.sleep(0)
            await asyncio.to_thread(crashing.stop, signal.SIGQUIT)
            await asyncio.to_thread(crashing.start)

    async with asyncio.timeout(60):
        await asyncio.gather(crash(), *(write(1000 * at + 1) for at in range(4)))
    stored = set(await ids(database))
    assert confirmed | {-number for number in confirmed} <= stored
    assert {-number for number in stored} == stored, "half of a change set was stored"
    assert len(confirmed) > 400
    await database.close()
    crashing.remove()


async def test_what_somebody_else_holds_keeps_the_others_of_its_group_waiting_for_a_moment_only(
    database: PostgresDatabase, url: str
) -> None:
    held = range(20)
    await database.write([Statement(INSERT, {"id": at, "words": "old"}) for at in held])
    with psycopg.connect(url) as somebody:
        somebody.execute("SELECT * FROM note FOR UPDATE")
        began = asyncio.get_running_loop().time()
        guilty = [asyncio.create_task(database.write([change(at)])) for at in held]
        other = await asyncio.create_task(database.write([Statement(INSERT, {"id": 100, "words": "new"})]))
        assert other[0].touched == 1
        assert asyncio.get_running_loop().time() - began < 0.5 * len(held) / 2, "half of what each lock alone once took"
        outcomes = await asyncio.gather(*guilty, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {Locked}
    await database.write([change(at) for at in held])


async def test_by_a_line_of_its_own_a_process_says_that_it_lives_whatever_holds_up_the_rest(
    database: PostgresDatabase, url: str
) -> None:
    apart = PostgresDatabase(url, readers=0)
    await database.write([Statement(INSERT, {"id": at, "words": "old"}) for at in (1, 2)])
    await apart.read(WORDS, {"id": 1})
    with psycopg.connect(url) as somebody:
        somebody.execute("SELECT * FROM note WHERE id = 1 FOR UPDATE")
        held_up = asyncio.create_task(database.write([change(1)]))
        await asyncio.sleep(0)
        await apart.write([change(2)])
        assert await apart.read(WORDS, {"id": 2}) == [("changed",)]
        assert not held_up.done()
        with pytest.raises(Locked):
            await held_up
    await apart.close()


async def test_whatever_ended_the_writer_no_connection_stays_open(url: str) -> None:
    database = PostgresDatabase(url)
    await database.write([Statement(CREATE)])
    await database.read(WORDS, {"id": 1})
    [writer] = [task for task in asyncio.all_tasks() if task.get_name() == WRITER]
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await database.close()
    with psycopg.connect(url) as connection:
        others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        for _ in range(100):
            if not connection.execute(others).fetchall():
                return
            connection.rollback()
            await asyncio.sleep(0.02)  # the server hears of it by and by
    pytest.fail("A connection is open.")


async def test_a_server_that_takes_no_writes_is_called_that_and_is_found_writing_again(
    database: PostgresDatabase, url: str
) -> None:
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    await database.write([insert(1)])
    server().do(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(END_ALL)
    until_none_is_left(url)
    with pytest.raises(StorageFailed, match="lost"):
        await database.write([insert(9)])
    for at in (2, 3):
        with pytest.raises(Outage, match="takes no writes"):
            await database.write([insert(at)])
    assert await ids(database) == [1]
    assert database.condition.keeps_from_writing
    server().do(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    await database.write([insert(4)])
    assert database.condition.outage is None
    assert await ids(database) == [1, 4]


async def test_a_full_disk_of_the_server_is_called_that(database: PostgresDatabase) -> None:
    full = "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'"
    await database.write(
        [
            Statement(Compiled(f"CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {full}; END$$")),
            Statement(Compiled("CREATE TRIGGER full_up BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION full_up()")),
        ]
    )
    outcomes = await asyncio.gather(*(database.write([insert(at)]) for at in range(3)), return_exceptions=True)
    assert {type(one) for one in outcomes} == {Outage}
    assert {str(one).partition(":")[0] for one in outcomes} == {"The disk of PostgreSQL's server is full"}
    assert database.condition.keeps_from_writing
    database.condition.settles_after = 0
    await database.write([Statement(Compiled("DROP TRIGGER full_up ON note"))])
    await database.write([insert(4)])
    assert database.condition.outage is None


def test_a_statement_has_one_text_be_it_read_or_written_and_so_is_prepared_once() -> None:
    assert wording(CHANGE) is wording(CHANGE, None)
    assert wording(CHANGE, 1) is wording(CHANGE, 1) is not wording(CHANGE)
