"""One process to a database file: two would each believe that every lease is theirs."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

ADVICE = "Stop it first, or give this one a data directory of its own."


class AnotherProcess(Exception):
    """Somebody else has this database open."""

    def __init__(self, database: Path, owner: str, advice: str = ADVICE) -> None:
        super().__init__(f"{database} is in use by process {owner}. {advice}")
        self.database = database
        self.owner = owner


class ProcessLock:
    """An advisory lock beside the database; it dies with the process, however that dies."""

    def __init__(self, database: Path) -> None:
        path = database.with_name(f"{database.name}.lock")
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(self._descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
            os.close(self._descriptor)
            raise AnotherProcess(database, owner) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let the next one in."""
        os.close(self._descriptor)
