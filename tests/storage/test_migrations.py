"""The revisions make the tables that the code declares; a start that has nothing to migrate does without Alembic."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from core.step import Step
from core.work import Schedule
from storage.keys.entries import METADATA
from storage.keys.file import KeyringFile
from storage.keys.keyring import open_keyring
from storage.keys.local import LocalProvider
from storage.keys.provider import Wrapped
from storage.migrate import HEAD, SCRIPTS, migrate
from storage.opening import open_storage
from storage.shelves import SHELVES
from tests.storage.examples import ACCOUNT, NOON, SET, StandingClock, event, incident, keep, opened, set_up


def test_models_and_migrations_agree(tmp_path: Path) -> None:
    migrate(tmp_path / "muster.db", ACCOUNT)
    engine = create_engine(f"sqlite:///{tmp_path / 'muster.db'}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        ours = {shelf.name for shelf in SHELVES} | {"data_key", "data_key_wrap", "step"}
        assert ours <= set(SQLModel.metadata.tables)
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_the_newest_revision_is_the_one_that_a_start_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "muster.db"
    migrate(path, ACCOUNT)
    first = path.read_bytes()
    migrate(path, ACCOUNT)
    assert path.read_bytes() == first


def test_the_first_start_makes_everything(tmp_path: Path) -> None:
    async def start() -> None:
        storage = await open_storage(
            tmp_path / "a" / "muster.db", tmp_path / "a" / "keyring.json", ACCOUNT, StandingClock()
        )
        await storage.close()

    asyncio.run(start())
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700
    assert {file.name for file in (tmp_path / "a").iterdir()} == {"muster.db", "muster.db.lock", "keyring.json"}


async def test_what_was_kept_before_there_were_tenants_is_the_configured_accounts(tmp_path: Path) -> None:
    (tmp_path / "now").mkdir()
    async with set_up(tmp_path / "now") as storage:
        await keep(storage, incident(), event())
        await storage.store.commit([Schedule(Step(kind="page", subject="x", due_at=NOON))])
    before = tmp_path / "before"
    before.mkdir()
    (before / "keyring.json").write_bytes((tmp_path / "now" / "keyring.json").read_bytes())
    (before / "keyring.json").chmod(0o600)
    copy_without_tenants(tmp_path / "now" / "muster.db", before / "muster.db")
    wrap_as_before(tmp_path / "now" / "muster.db", before)
    async with opened(before) as storage:
        assert await storage.incidents.get(incident().arn) == incident(version=1)
        assert await storage.timeline.get(event().incident_arn, event().event_id) is not None
        assert await storage.steps.is_scheduled("page x")
    with closing(sqlite3.connect(before / "muster.db")) as connection:
        wraps = connection.execute("SELECT DISTINCT kek_id, region FROM data_key_wrap ORDER BY kek_id").fetchall()
    assert wraps == [(SET, "us-east-1"), (METADATA, "")], "the first start makes a wrap for each Region"


def copy_without_tenants(source: Path, target: Path) -> None:
    """The same records in the form of the revision that knew one account only."""
    migrate(target, ACCOUNT, "0002")
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("ATTACH ? AS now", (str(source),))
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
            if table not in ("alembic_version", "data_key"):
                connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}")  # noqa: S608 - our own tables
        connection.commit()


def wrap_as_before(source: Path, before: Path) -> None:
    """The data keys as they were wrapped when they knew no Regions."""
    local = LocalProvider(open_keyring(KeyringFile(before / "keyring.json"), StandingClock(), expected=True))
    with closing(sqlite3.connect(before / "muster.db")) as connection:
        connection.execute("ATTACH ? AS now", (str(source),))
        found = connection.execute(
            "SELECT id, data_key.kek_id, owner, created_at, region, wrapped FROM now.data_key "
            "JOIN now.data_key_wrap ON id = data_key_id"
        ).fetchall()
        for key_id, kek_id, owner, created_at, region, wrapped in found:
            context = {"kekId": kek_id, "tenant": ACCOUNT, "contactArn" if ":contact/" in owner else "owner": owner}
            now = {**context, **({"region": region} if region else {})}
            data_key = local.unwrap_now(key_id, Wrapped(kek_id, wrapped), now)
            then = local.wrap_now(kek_id, data_key, context).blob
            connection.execute(
                "INSERT INTO main.data_key VALUES (?, ?, ?, ?, ?, NULL)", (key_id, kek_id, owner, then, created_at)
            )
        connection.commit()


RESTART = """
import asyncio, sys
from pathlib import Path
from storage.opening import open_storage
from tests.storage.examples import ACCOUNT, SET, StandingClock

folder = Path(sys.argv[1])

async def start():
    await (await open_storage(folder / "muster.db", folder / "keyring.json", ACCOUNT, StandingClock())).close()

loaded = []
for _ in range(2):
    for name in [name for name in sys.modules if name.startswith("alembic")]:
        del sys.modules[name]
    asyncio.run(start())
    loaded.append("alembic" in sys.modules)
print(loaded, "sqlalchemy.dialects.postgresql" in sys.modules)
"""


def test_only_a_database_that_is_behind_needs_alembic(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", RESTART, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].startswith("[True, False]")
