"""Replicas that start at once migrate once; the tables are those of SQLite; a later release's are left alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

import storage.opening  # noqa: F401  (declares every table)
from storage.database import StorageFailed
from storage.keys.beginning import make
from storage.keys.file import KeyringFile
from storage.migrate import HEAD, Newer, migrate
from storage.opening import open_storage
from tests.postgres import ACCOUNT, server
from tests.storage.examples import StandingClock, contact

CONDITIONS = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"


@pytest.fixture
def url() -> Iterator[str]:
    made = server().empty_database()
    yield made
    server().drop(made)


@pytest.fixture
def migrated() -> Iterator[str]:
    made = server().new_database()
    yield made
    server().drop(made)


def test_models_and_migrations_agree(migrated: str) -> None:
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(migrated))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_an_index_of_some_rows_is_one_here_too(migrated: str) -> None:
    some = {
        index.name: index.info["where"]
        for table in SQLModel.metadata.tables.values()
        for index in table.indexes
        if "where" in index.info
    }
    with psycopg.connect(migrated) as connection:
        made = dict(connection.execute(CONDITIONS).fetchall())
    assert len(some) > 10
    for name, definition in made.items():
        assert (" WHERE " in definition) == (name in some), definition


def test_every_text_is_ordered_by_its_bytes(migrated: str) -> None:
    with psycopg.connect(migrated) as connection:
        other = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type LIKE 'character%' AND collation_name IS DISTINCT FROM 'C' "
            "AND table_name <> 'alembic_version'"
        ).fetchall()
    assert other == []


async def test_replicas_that_start_at_once_on_an_empty_database_all_come_up(url: str, tmp_path: Path) -> None:
    make(KeyringFile(tmp_path / "keyring.json"), StandingClock(), expected=False)

    async def start() -> None:
        await (await open_storage(url, tmp_path / "keyring.json", ACCOUNT, StandingClock())).close()

    await asyncio.gather(*(asyncio.to_thread(asyncio.run, start()) for _ in range(3)))


def test_an_older_release_leaves_a_newer_database_alone(migrated: str) -> None:
    with psycopg.connect(migrated) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Newer, match=rf"9999.*{HEAD}.*Start that release"):
        migrate(migrated, ACCOUNT)


def test_where_there_is_no_server_it_says_how_to_name_one() -> None:
    with pytest.raises(StorageFailed, match="DATABASE_URL") as failed:
        migrate("postgresql://me:secret@127.0.0.1:1/x", ACCOUNT)
    assert "secret" not in str(failed.value)


def test_a_user_who_may_make_no_tables_is_told_so(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
    with pytest.raises(StorageFailed, match=r"permission denied.*may CREATE"):
        migrate(url.replace("//muster@", "//guest@"), ACCOUNT)


async def test_a_release_can_be_at_work_while_the_next_one_migrates(migrated: str, tmp_path: Path) -> None:
    running = await open_storage(migrated, tmp_path / "keyring.json", ACCOUNT, StandingClock())
    await running.keys.create("arn:set")
    with psycopg.connect(migrated) as connection:
        connection.execute("ALTER TABLE contact ADD COLUMN later bigint")
        connection.execute("ALTER TABLE access_key ADD COLUMN later varchar DEFAULT ''")
    assert await running.contacts.get(contact().arn) is None
    assert await running.access_keys.permanent(None) == []
    await running.close()
