"""A copy of everything that is kept, as it is at this moment, while somebody else may be writing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def copy_storage(database: Path, keyring: Path, copied_database: Path, copied_keyring: Path) -> None:
    """Copy what there is of the two, for this user's eyes only.

    The keyring comes second: a key is kept before anything is sealed with it.
    """
    if database.exists():
        _for_its_owner_only(copied_database, b"")
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copied_database)) as copy:
            source.backup(copy)
    if keyring.exists():
        _for_its_owner_only(copied_keyring, keyring.read_bytes())


def _for_its_owner_only(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
