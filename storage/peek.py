"""A look into a database file without taking it: for `muster doctor`, while a process may have it open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

_WRAPS = "SELECT kek_id, count(*) FROM data_key_wrap GROUP BY kek_id ORDER BY kek_id"


def anything_sealed(database: Path) -> bool:
    """Whether the file has rows that only its keyring can open; False also where it has no such tables yet."""
    return bool(_told(database, "SELECT 1 FROM data_key LIMIT 1"))


def wraps_by_key(database: Path) -> dict[str, int]:
    """How many wraps of data keys there are under each key of the keyring."""
    return dict(_told(database, _WRAPS))


def _told(database: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute(question).fetchall()
        except sqlite3.DatabaseError:
            return []
