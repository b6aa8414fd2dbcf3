"""New versions of the keys, while others write: no request fails, no document is touched, and the old versions go."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.work import Save
from storage.audit.anchor import anchor_beside
from storage.data_keys import RENEWED_AFTER
from storage.keys.entries import KeyDestroyed, KeyringRefused
from storage.keys.file import KeyringFile
from storage.keys.holders import Holders
from storage.keys.kept import KeptKeys
from storage.keys.keyring import Keyring, open_keyring
from storage.opening import Storages
from storage.sqlite import SqliteDatabase
from tests.operations.muster import MovableClock
from tests.storage.examples import ACCOUNT, ANA, SET, contact, event, incident, keep, migrated, replication_set

FIRST, SECOND = {"metadata", SET}, {"metadata#2", f"{SET}#2"}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def keyring(tmp_path: Path, clock: MovableClock) -> Keyring:
    return open_keyring(KeyringFile(tmp_path / "keyring.json"), clock, expected=False)


@pytest.fixture
async def storages(tmp_path: Path, clock: MovableClock, keyring: Keyring) -> AsyncIterator[Storages]:
    (tmp_path / "muster.db").write_bytes(migrated())
    database = tmp_path / "muster.db"
    anchor = anchor_beside(None, database.parent)
    opened = Storages(SqliteDatabase(database), Holders(keyring), ACCOUNT, clock, anchor)
    storage = await opened.of(ACCOUNT)
    await storage.keys.create(SET)
    await keep(storage, replication_set())
    await keep(storage, incident(), *(event(str(number)) for number in range(20)))
    yield opened
    await opened.close()


def asked(folder: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "muster.db")) as connection:
        return connection.execute(question).fetchall()


def in_use(folder: Path) -> set[object]:
    return {row[0] for row in asked(folder, "SELECT DISTINCT kek_id FROM data_key_wrap")}


async def test_keys_are_renewed_under_load_and_the_old_ones_are_not_needed_any_more(
    storages: Storages, tmp_path: Path, clock: MovableClock
) -> None:
    storage = await storages.of(ACCOUNT)
    documents = "SELECT event_id, sealed FROM timeline_event ORDER BY event_id"
    before = asked(tmp_path, documents)
    done = asyncio.Event()

    async def write(writer: int) -> int:
        """New contacts need new data keys, which are wrapped while the keys change."""
        written = 0
        while not done.is_set() or written < 20:
            await keep(storage, contact(f"{writer}-{written}"), event(f"{writer}-{written}"))
            assert await storage.contacts.get(contact(f"{writer}-{written}").arn)
            written += 1
        return written

    writers = [asyncio.ensure_future(write(writer)) for writer in range(4)]
    assert set(await storages.upkeep.add()) == SECOND
    assert in_use(tmp_path) == FIRST
    assert await storages.upkeep.promote() > 0
    while True:
        try:
            assert set(await storages.upkeep.retire()) == FIRST
            break
        except KeyringRefused:  # one is being made at this moment
            await storages.upkeep.rewrap()
    done.set()
    written = await asyncio.gather(*writers)
    assert in_use(tmp_path) == SECOND
    assert asked(tmp_path, documents)[: len(before)] != [], "there were documents"
    assert set(before) <= set(asked(tmp_path, documents)), "and none of them was touched"
    storage = await storages.of(ACCOUNT)
    for writer, count in enumerate(written):
        for number in range(count):
            assert await storage.contacts.get(contact(f"{writer}-{number}").arn)


async def test_an_old_version_stays_while_anything_is_wrapped_under_it(storages: Storages, tmp_path: Path) -> None:
    await storages.upkeep.add()
    await storages.upkeep.promote()
    with closing(sqlite3.connect(tmp_path / "muster.db")) as connection, connection:
        connection.execute("UPDATE data_key_wrap SET kek_id = 'metadata' WHERE kek_id = 'metadata#2'")
    with pytest.raises(KeyringRefused, match="under metadata"):
        await storages.upkeep.retire()
    assert not [report for report in await storages.upkeep.check() if report.state == "destroyed"]


async def test_what_a_crash_left_under_the_old_version_the_next_start_wraps_anew(
    storages: Storages, tmp_path: Path, clock: MovableClock
) -> None:
    old = asked(tmp_path, "SELECT data_key_id, region, kek_id, wrapped FROM data_key_wrap")
    await storages.upkeep.add()
    await storages.upkeep.promote()
    with closing(sqlite3.connect(tmp_path / "muster.db")) as connection, connection:
        for key_id, region, kek_id, wrapped in old[:1]:
            connection.execute(
                "UPDATE data_key_wrap SET kek_id = ?, wrapped = ? WHERE data_key_id = ? AND region = ?",
                (kek_id, wrapped, key_id, region),
            )
    assert len(in_use(tmp_path)) == 3
    await storages.upkeep.begin()
    assert in_use(tmp_path) == SECOND
    assert all(report.opens is not False for report in await storages.upkeep.check())


async def test_a_version_is_added_and_promoted_once(storages: Storages) -> None:
    with pytest.raises(KeyringRefused, match="muster keyring add"):
        await storages.upkeep.promote()
    with pytest.raises(KeyringRefused, match="no former version"):
        await storages.upkeep.retire()
    await storages.upkeep.add()
    with pytest.raises(KeyringRefused, match="muster keyring promote"):
        await storages.upkeep.add()


async def test_a_set_is_destroyed_with_all_versions_of_its_key(storages: Storages) -> None:
    await storages.upkeep.add()
    await storages.upkeep.promote()
    storage = await storages.of(ACCOUNT)
    await storage.keys.destroy(SET)
    states = {report.id: report.state for report in await storages.upkeep.check()}
    assert (states[SET], states[f"{SET}#2"]) == ("destroyed", "destroyed")
    assert (states["metadata"], states["metadata#2"]) == ("former", "active")
    assert not await storage.keys.exist(SET)
    with pytest.raises(KeyDestroyed):
        await keep(storage, contact())


async def test_the_check_finds_a_key_that_opens_nothing(storages: Storages, tmp_path: Path) -> None:
    assert all(report.opens is not False for report in await storages.upkeep.check())
    with closing(sqlite3.connect(tmp_path / "muster.db")) as connection, connection:
        connection.execute("UPDATE data_key_wrap SET wrapped = zeroblob(60) WHERE kek_id = 'metadata'")
        connection.execute("UPDATE data_key_wrap SET kek_id = 'lost' WHERE kek_id != 'metadata'")
    reports = {report.id: report for report in await storages.upkeep.check()}
    assert reports["metadata"].opens is False
    assert (reports["lost"].state, reports["lost"].opens) == ("missing", False)


async def test_after_a_year_a_new_data_key_seals_and_the_old_one_opens_still(
    storages: Storages, tmp_path: Path, clock: MovableClock
) -> None:
    storage = await storages.of(ACCOUNT)
    await keep(storage, contact())
    clock.advance(seconds=(RENEWED_AFTER + timedelta(days=1)).total_seconds())
    await storage.keys.mend()
    kept = await storage.contacts.get(ANA)
    assert kept
    await storage.store.commit([Save(replace(kept, display_name="Anna"))])
    keys = asked(tmp_path, f"SELECT retired_at IS NULL FROM data_key WHERE owner = '{ANA}' ORDER BY created_at")  # noqa: S608 - ours
    assert keys == [(0,), (1,)]
    again = await storages.of(ACCOUNT)
    changed = await again.contacts.get(ANA)
    assert changed
    assert changed.display_name == "Anna"
    assert await again.incidents.open_with_dedupe_string("dedupe-one"), "a blind index stays as it is"


async def test_an_old_version_stays_while_something_is_being_wrapped(storages: Storages, keyring: Keyring) -> None:
    await storages.upkeep.add()
    await storages.upkeep.promote()
    with keyring.wrapping(), pytest.raises(KeyringRefused, match="being made"):
        await storages.upkeep.retire()


async def test_the_only_wrap_of_a_data_key_is_never_dropped(storages: Storages, tmp_path: Path) -> None:
    storage = await storages.of(ACCOUNT)
    kept = KeptKeys(storage.database, ACCOUNT)
    await kept.drop_other_regions(SET, ["eu-west-1"])
    assert {row[0] for row in asked(tmp_path, "SELECT region FROM data_key_wrap")} == {"", "us-east-1"}
