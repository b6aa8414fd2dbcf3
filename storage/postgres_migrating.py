"""PostgreSQL's part of a migration: of several replicas that start at once, one does it, and the others wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.errors import UndefinedTable
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.database import StorageFailed
from storage.postgres_connecting import reason, with_defaults

LOCK = 0x4D555354
"""The number of the advisory lock, which is nobody else's: `MUST`, as bytes."""
WAITS = "60s"
"""For whoever migrates, and for whoever reads a table that is to be changed."""


def revision_of(url: str) -> str | None:
    """Which form the database has; None where nobody has migrated it yet."""
    with _connected(url) as connection:
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except UndefinedTable:
            return None
        return found[0] if found else None


def told(url: str, question: str) -> list[tuple[Any, ...]]:
    """The rows of a question; none where the tables that it asks about are not there yet."""
    with _connected(url) as connection:
        try:
            return connection.execute(question.encode()).fetchall()
        except UndefinedTable:
            return []


@contextmanager
def alone(url: str) -> Iterator[Connection]:
    """A transaction that nobody else migrates in; what others have done meanwhile is seen in it."""
    engine = create_engine("postgresql+psycopg://", creator=lambda: _connected(url), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{WAITS}'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection
    except DBAPIError as error:
        raise StorageFailed(
            f"PostgreSQL could not migrate: {str(error.orig).splitlines()[0]}. Nothing was changed. The user that "
            "DATABASE_URL names has to own the database, or may CREATE in its schema."
        ) from None


def _connected(url: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(with_defaults(url))
    except psycopg.OperationalError as error:
        raise StorageFailed(
            f"PostgreSQL cannot be reached: {reason(error)}. See that it runs and lets this machine in, or mend "
            "DATABASE_URL: postgresql://USER:PASSWORD@HOST/DATABASE"
        ) from None
