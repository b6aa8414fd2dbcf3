"""A database as a new installation has it: migrated once for each process, copied for each test that begins with one.

Migrating takes a third of a second, which thousands of tests would spend again and again.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from storage.migrate import migrate

ACCOUNT = "111122223333"


def lay_down(path: Path) -> None:
    """Put it at `path`, unless there is a database already."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(_template(), path)


@cache
def _template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="migrated-")) / "muster.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    migrate(path, ACCOUNT)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path
