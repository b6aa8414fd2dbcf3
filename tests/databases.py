"""Which database a test's records are in: the same tests run on SQLite and on PostgreSQL.

pytestmark = on_both            # every test of the module twice; its ids say on which
database_in(folder)             # what `open_storage` is handed there
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import psycopg
import pytest

from tests.migrated import lay_down
from tests.postgres import server

Kind = Literal["sqlite", "postgresql"]

on_both = [
    pytest.mark.usefixtures("kind_of_database"),
    pytest.mark.parametrize("kind_of_database", ["sqlite", "postgresql"], indirect=True),
]
"""The marks for whatever asks `database_in`."""

_made: dict[Path, str] | None = None
"""The databases of the test that runs, by folder; None while it is one on SQLite."""


def database_in(folder: Path) -> Path | str:
    """The database of a folder; on PostgreSQL it is there, with its tables, from the first time that somebody asks."""
    if _made is None:
        lay_down(folder / "muster.db")
        return folder / "muster.db"
    if folder not in _made:
        _made[folder] = server().new_database()
    return _made[folder]


def is_on_postgres() -> bool:
    """Whether the test that runs does so on PostgreSQL."""
    return _made is not None


def kinds(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """The fixture itself; a conftest makes it known."""
    global _made
    kind: Kind = getattr(request, "param", "sqlite")
    if kind == "postgresql":
        _made = {}
    yield kind
    for url in (_made or {}).values():
        server().give_back(url)
    _made = None


def tamper(folder: Path, *statements: str, values: Sequence[Any] = ()) -> int:
    """Change the database behind Muster's back, with `?` for values; how many rows that touched."""
    touched = 0
    database = database_in(folder)
    if isinstance(database, Path):
        with closing(sqlite3.connect(database)) as file, file:
            for statement in statements:
                touched += file.execute(statement, values).rowcount
        return touched
    with psycopg.connect(database) as connection:
        for statement in statements:
            touched += connection.execute(statement.replace("?", "%s").encode(), values or None).rowcount
    return touched


def backed_up(folder: Path) -> Path | str:
    """A copy of the database, which nobody has open."""
    database = database_in(folder)
    if isinstance(database, Path):
        return Path(shutil.copy(database, folder.parent / f"{folder.name}-backup.db"))
    return server().copy(database)


def bring_back(folder: Path, backup: Path | str) -> None:
    """Have the database as it was when it was copied."""
    if isinstance(backup, Path):
        shutil.copy(backup, folder / "muster.db")
    else:
        server().drop(database_in(folder))
        _made[folder] = backup


def files_of(folder: Path) -> dict[str, bytes]:
    """All that lies on the disk: what is in the folder, and for PostgreSQL what its server wrote."""
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    database = database_in(folder)
    return files if isinstance(database, Path) else files | server().files_of(database)


def look(folder: Path, question: str) -> list[tuple[Any, ...]]:
    """What the database has, past Muster."""
    database = database_in(folder)
    if isinstance(database, Path):
        with closing(sqlite3.connect(database)) as file:
            return file.execute(question).fetchall()
    with psycopg.connect(database) as connection:
        return connection.execute(question.encode()).fetchall()
