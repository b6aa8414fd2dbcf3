"""A look into a database file without taking it: for `muster doctor`, while a process may have it open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def anything_sealed(database: Path) -> bool:
    """Whether the file has rows that only its keyring can open; False also where it has no such tables yet."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("SELECT 1 FROM data_key LIMIT 1").fetchone() is not None
        except sqlite3.DatabaseError:
            return False
