"""The embedded database: one process, group commit, and a thread that waits for the disk; reads need no thread."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from storage.database import Condition, Linking, Row, Statement, StorageFailed, Written
from storage.outage import Outage
from storage.process_lock import ProcessLock
from storage.room import has_room
from storage.sqlite_writer import Submission, Writer, failure
from storage.statements import Compiled

SOON = 0.05
"""Seconds that an unawaited change set waits for company."""


class SqliteDatabase:
    """`Database` on one SQLite file."""

    def __init__(self, path: Path) -> None:
        """Take the file for this process alone; `AnotherProcess` where somebody has it."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.condition, self._directory = Condition(), path.parent.absolute()
        self._lock = ProcessLock(path)
        try:
            _for_its_owner_only(path)
            self._reader = connect(path)
            self._writer = Writer(connect(path), self._directory)
        except sqlite3.OperationalError as error:
            self._lock.release()
            raise failure(error, self._directory) from error
        except BaseException:
            self._lock.release()
            raise
        self._waker: asyncio.TimerHandle | None = None

    async def write(self, statements: Sequence[Statement]) -> list[Written]:
        """See `Database`.  A caller that is cancelled has still written."""
        if not statements:
            return []
        future: asyncio.Future[list[Written]] = asyncio.get_running_loop().create_future()
        self._writer.submit(Submission(statements, future))
        try:
            written = await future
        except Outage as outage:
            self.condition.failed(self, outage)
            raise
        if self.condition.outage and any(one.touched for one in written) and has_room(self._directory):
            self.condition.wrote(self)
        return written

    def write_soon(self, statements: Sequence[Statement]) -> None:
        """See `Database`."""
        self._writer.submit_later(Submission(statements))
        if self._waker is None:
            self._waker = asyncio.get_running_loop().call_later(SOON, self._wake)

    def _wake(self) -> None:
        self._waker = None
        self._writer.wake()

    async def read(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[Row]:
        """See `Database`.  In the loop's thread: an index look-up takes less time than asking another thread for it."""
        connection = self._writer.at_rest or self._reader
        try:
            return connection.execute(compiled.text, compiled.bind(parameters)).fetchall()
        except sqlite3.OperationalError as error:
            raise StorageFailed(f"The database could not read: {error}") from error

    def link_with(self, linking: Linking) -> None:
        """See `Database`."""
        self._writer.linking = linking

    async def close(self) -> None:
        """See `Database`."""
        if self._waker is not None:
            self._waker.cancel()
        await self._writer.close()
        self._reader.close()
        self._lock.release()


def _for_its_owner_only(path: Path) -> None:
    """SQLite gives its WAL the same mode."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the settings that everybody uses; transactions are begun by hand."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.text_factory = _text
    for setting in (
        "busy_timeout = 5000",
        "journal_mode = WAL",
        "synchronous = FULL",
        "wal_autocheckpoint = 4000",
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _text(kept: bytes) -> str:
    """A text that was damaged must not fail everything that is read together with it."""
    return kept.decode(errors="replace")
