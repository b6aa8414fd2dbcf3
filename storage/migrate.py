"""Brings a database to the revision that this program was written for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from storage.database import StorageFailed

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0018"
"""The newest revision; a test compares it with the scripts."""
SCRIPTS = Path(__file__).parent / "migrations"


class Newer(StorageFailed):
    """A later release has been at this database."""


def migrate(database: Path | str, tenant: str, revision: str = HEAD) -> None:
    """Run what is missing; `tenant` is the account that the rows of a database with a single one belong to.

    Alembic takes half a second to import, so it is asked only when something is.
    """
    found = revision_of(database)
    if found == revision:
        return
    if found and found > HEAD:
        raise Newer(
            f"The database has the form {found}, and this release knows {HEAD} at most: a later one has been here. "
            "Start that release, or a newer one; or restore the backup from before it."
        )
    with _to_migrate(database) as connection:
        _upgrade(connection, tenant, revision)


def _upgrade(connection: Connection, tenant: str, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    config.attributes["tenant"] = tenant
    command.upgrade(config, revision)


def revision_of(database: Path | str) -> str | None:
    """Which form it has; None where nobody has migrated it yet."""
    if isinstance(database, str):
        from storage import postgres_migrating

        return postgres_migrating.revision_of(database)
    with closing(sqlite3.connect(database)) as connection:
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:  # no such table
            return None
        return found[0] if found else None


def _to_migrate(database: Path | str) -> AbstractContextManager[Connection]:
    if isinstance(database, str):
        from storage import postgres_migrating

        return postgres_migrating.alone(database)
    return _of_file(database)


@contextmanager
def _of_file(database: Path) -> Iterator[Connection]:
    from sqlalchemy import create_engine

    engine = create_engine(f"sqlite:///{database}")
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
