"""A look into a database without opening it as Muster does: for commands, while a process may have it open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

_WRAPS = "SELECT kek_id, count(*) FROM data_key_wrap GROUP BY kek_id ORDER BY kek_id"


def is_there(database: Path | str) -> bool:
    """Whether anything was ever kept there: a file, or in PostgreSQL our tables."""
    if isinstance(database, Path):
        return database.exists()
    from storage.postgres_migrating import revision_of

    return revision_of(database) is not None


def anything_sealed(database: Path | str) -> bool:
    """Whether there are rows that only its keyring can open; False also where it has no such tables yet."""
    return bool(_told(database, "SELECT 1 FROM data_key LIMIT 1"))


def wraps_by_key(database: Path | str) -> dict[str, int]:
    """How many wraps of data keys there are under each key of the keyring."""
    return dict(_told(database, _WRAPS))


def _told(database: Path | str, question: str) -> list[tuple[Any, ...]]:
    if isinstance(database, str):
        from storage.postgres_migrating import told

        return told(database, question)
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute(question).fetchall()
        except sqlite3.DatabaseError:
            return []
