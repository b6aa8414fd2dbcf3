"""Brings a database to the revision that this program was written for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

HEAD = "0009"
"""The newest revision; a test compares it with the scripts."""
SCRIPTS = Path(__file__).parent / "migrations"


def migrate(database: Path, tenant: str, revision: str = HEAD) -> None:
    """Run what is missing; `tenant` is the account that the rows of a database with a single one belong to.

    Alembic takes half a second to import, so it is asked only when something is.
    """
    if _revision(database) == revision:
        return
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    engine = create_engine(f"sqlite:///{database}")
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        config.attributes["tenant"] = tenant
        command.upgrade(config, revision)
    engine.dispose()


def _revision(database: Path) -> str | None:
    with closing(sqlite3.connect(database)) as connection:
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:  # no such table: nobody has migrated it yet
            return None
        return found[0] if found else None
