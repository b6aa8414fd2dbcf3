"""The revisions make the tables that the code declares; a start that has nothing to migrate does without Alembic."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from storage.migrate import HEAD, SCRIPTS, migrate
from storage.opening import SHELVES, open_storage
from tests.storage.examples import ACCOUNT, StandingClock


def test_models_and_migrations_agree(tmp_path: Path) -> None:
    migrate(tmp_path / "muster.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'muster.db'}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        ours = {shelf.name for shelf in SHELVES} | {"data_key", "step"}
        assert ours <= set(SQLModel.metadata.tables)
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_the_newest_revision_is_the_one_that_a_start_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "muster.db"
    migrate(path)
    first = path.read_bytes()
    migrate(path)
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


RESTART = """
import asyncio, sys
from pathlib import Path
from storage.opening import open_storage
from tests.storage.examples import ACCOUNT, StandingClock

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
