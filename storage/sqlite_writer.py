"""Writes whatever has arrived in one group, each change set in a savepoint of its own.

One sync of the disk serves the whole group, and nobody hears yes before it.  Statements are carried out in the loop's
own thread, where one takes less time than to pass the interpreter's lock to another thread and back; a thread of its
own waits for the disk.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Conflict
from storage.database import Linking, Statement, StorageFailed, Written
from storage.outage import Outage
from storage.room import is_full

log = logging.getLogger(__name__)

LARGEST_GROUP = 256
PATIENCE = 5000
"""Milliseconds that another program, such as an operator's shell, may keep us from writing."""


@dataclass(frozen=True, slots=True, eq=False)
class Submission:
    """A change set, and who waits for it, if anybody does."""

    statements: Sequence[Statement]
    future: asyncio.Future[list[Written]] | None = None


Outcome = list[Written] | Exception


class Writer:
    """Owns the writing connection."""

    linking: Linking
    """Set before the first record of the audit is written."""

    def __init__(self, connection: sqlite3.Connection, directory: Path) -> None:
        """`directory`: where its files are."""
        self.linking = _NotYet()
        self._directory = directory
        self._connection = connection
        self._connection.execute("PRAGMA busy_timeout = 0")
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="disk")
        self._waiting: deque[Submission] = deque()
        self._later: deque[Submission] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._is_transacting = False
        """Whether a transaction is open."""
        self._closed = False

    @property
    def at_rest(self) -> sqlite3.Connection | None:
        """The connection, where nothing is being written by it: it has in memory what another one has to read again
        after each commit."""
        return None if self._is_transacting or self._closed else self._connection

    def submit(self, submission: Submission) -> None:
        """Hand in a change set."""
        if self._closed:
            raise StorageFailed("The database is closed.")
        self._waiting.append(submission)
        self._begin()

    def submit_later(self, submission: Submission) -> None:
        """Hand in a change set that travels with the next group; `wake` sees to it that there is one."""
        self._later.append(submission)

    def wake(self) -> None:
        """Write now what was handed in for later."""
        if self._later and not self._closed:
            self._begin()

    async def close(self) -> None:
        """Write what was handed in, then stop."""
        self._closed = True
        self._begin()
        while self._writing and not self._writing.done():
            await asyncio.wait([self._writing])
        self._disk.shutdown()
        self._connection.close()

    def _begin(self) -> None:
        if self._writing is None or self._writing.done():  # who is cancelled before it began says nothing of its end
            self._writing = asyncio.create_task(self._write(), name="writer")

    async def _write(self) -> None:
        """Group by group, until nothing is left."""
        try:
            while group := self._gather():
                for submission, outcome in zip(group, await self._committed(group), strict=True):
                    _answer(submission, outcome)
        finally:
            self._writing = None

    def _gather(self) -> list[Submission]:
        group = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_GROUP))]
        while self._later:
            group.append(self._later.popleft())
        return group

    async def _committed(self, group: list[Submission]) -> Sequence[Outcome]:
        head = self.linking.head
        self._is_transacting = True
        try:
            await self._open()
            outcomes = [self._apply(submission.statements) for submission in group]
            await self._in_thread(lambda: self._connection.execute("COMMIT"))
        except (sqlite3.Error, StorageFailed) as error:
            self._give_up()
            self.linking.return_to(head)
            return [error if isinstance(error, StorageFailed) else self._failure(error)] * len(group)
        except BaseException:  # the loop ends; what was committed by then is
            if self._connection.in_transaction:
                self._give_up()
                self.linking.return_to(head)
            raise
        finally:
            self._is_transacting = False
        return outcomes

    async def _open(self) -> None:
        """Begin a transaction; where another program is at one, wait for it without holding up the loop."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            await self._in_thread(self._open_patiently)

    def _open_patiently(self) -> None:
        self._connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        finally:
            self._connection.execute("PRAGMA busy_timeout = 0")

    async def _in_thread(self, do: Callable[[], object]) -> None:
        """Whoever is cancelled meanwhile goes only when it is done: two threads must never be at one connection."""
        doing = asyncio.get_running_loop().run_in_executor(self._disk, do)
        try:
            await asyncio.shield(doing)
        except asyncio.CancelledError:
            await asyncio.wait([doing])
            raise

    def _apply(self, statements: Sequence[Statement]) -> Outcome:
        """Carry out one change set, or leave no trace of it."""
        if _is_one_insertion(statements):
            return self._insert(statements)
        self._connection.execute("SAVEPOINT change_set")
        outcome = self._attempt(statements)
        if isinstance(outcome, Exception):
            self._refuse_all_where_it_took_all(outcome)
            self._connection.execute("ROLLBACK TO change_set")
        self._connection.execute("RELEASE change_set")
        return outcome

    def _insert(self, statements: Sequence[Statement]) -> Outcome:
        """One insertion alone leaves no trace where it fails."""
        outcome = self._attempt(statements)
        self._refuse_all_where_it_took_all(outcome)
        return outcome

    def _refuse_all_where_it_took_all(self, outcome: Outcome) -> None:
        """A full disk may take the whole group with it: then SQLite has ended the transaction."""
        if not self._connection.in_transaction:
            raise outcome if isinstance(outcome, StorageFailed) else sqlite3.OperationalError(str(outcome))

    def _attempt(self, statements: Sequence[Statement]) -> Outcome:
        """What they did; where one fails, none of them counts, and the audit's chain is as long as it was before."""
        head = self.linking.head
        outcome = self._tried(statements)
        if isinstance(outcome, Exception):
            self.linking.return_to(head)
        return outcome

    def _tried(self, statements: Sequence[Statement]) -> Outcome:
        try:
            return [self._execute(statement) for statement in statements]
        except sqlite3.IntegrityError as error:
            return Conflict(str(error))
        except sqlite3.Error as error:
            return self._failure(error)
        except Exception as error:  # whatever it is, its owner hears of it and all others go on
            return error

    def _execute(self, statement: Statement) -> Written:
        compiled = statement.compiled
        parameters = self.linking.link(statement.parameters) if statement.linked else statement.parameters
        cursor = self._connection.execute(compiled.text, compiled.bind(parameters))
        rows = cursor.fetchall() if cursor.description else []
        count = len(rows) if cursor.description else cursor.rowcount
        if statement.expects is not None and count != statement.expects:
            raise Conflict(f"Expected to change {statement.expects} rows, found {count}: {compiled.text}")
        return Written(count, rows)

    def _failure(self, error: sqlite3.Error) -> StorageFailed:
        return failure(error, self._directory)

    def _give_up(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:  # the failure that is being reported already says what is wrong
            pass


class _NotYet:
    """Before the key of the chain was read, nothing is audited."""

    head = None

    def link(self, _: Mapping[str, Any]) -> dict[str, Any]:
        raise StorageFailed("The audit has no chain yet.")

    def return_to(self, _: object) -> None:
        """There is nothing to take back."""

    def begin_anew(self) -> None:
        """There is nothing to go on with."""


def _is_one_insertion(statements: Sequence[Statement]) -> bool:
    """A statement by itself needs no savepoint; but one that may find that it should not have been made does."""
    return len(statements) == 1 and statements[0].expects is None


def failure(error: sqlite3.Error, directory: Path) -> StorageFailed:
    """What it means that SQLite could not."""
    if is_full(error, directory):
        return Outage(
            "full",
            f"The disk is full at {directory}: nothing could be written, and nobody is paged until it can. Make room "
            "there; a Muster that runs goes on by itself.",
        )
    return StorageFailed(f"The database could not write: {error}. Nothing was stored.")


def _answer(submission: Submission, outcome: Outcome) -> None:
    future = submission.future
    if future is None:
        if isinstance(outcome, Exception):  # nobody waits to hear of it; a trace that is missing must not go unnoticed
            log.error("What nobody waited for was not stored: %s", outcome)
    elif future.done():  # whoever waited has been cancelled
        return
    elif isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
