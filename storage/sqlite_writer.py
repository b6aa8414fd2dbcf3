"""The one thread that writes: it commits whatever has arrived in one group, each change set in a savepoint of its own.

One sync of the disk serves the whole group, and nobody hears yes before it.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from core.errors import Conflict
from storage.database import Linking, Statement, StorageFailed, Written
from storage.outage import Outage
from storage.room import is_full

log = logging.getLogger(__name__)

LARGEST_GROUP = 256


@dataclass(frozen=True, slots=True, eq=False)
class Submission:
    """A change set, and who waits for it, if anybody does."""

    statements: Sequence[Statement]
    loop: asyncio.AbstractEventLoop | None = None
    future: asyncio.Future[list[Written]] | None = None


Outcome = list[Written] | Exception
Group = list[tuple[Submission, Outcome]]


class Writer:
    """Owns the writing connection."""

    linking: Linking
    """Set before the first record of the audit is written."""

    def __init__(self, connection: sqlite3.Connection, directory: Path) -> None:
        """`directory`: where its files are."""
        self.linking = _NotYet()
        self._directory = directory
        self._connection = connection
        self._queue: SimpleQueue[Submission | None] = SimpleQueue()
        self._later: deque[Submission] = deque()
        self._closed = False
        self._thread = Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, submission: Submission) -> None:
        """Hand in a change set."""
        if self._closed:
            raise StorageFailed("The database is closed.")
        self._queue.put(submission)

    def submit_later(self, submission: Submission) -> None:
        """Hand in a change set that travels with the next group; `wake` sees to it that there is one."""
        self._later.append(submission)

    def wake(self) -> None:
        """Write now what was handed in for later."""
        if self._later and not self._closed:
            self._queue.put(Submission(()))

    def close(self) -> None:
        """Write what was handed in, then stop."""
        self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        going_on = True
        while going_on:
            submissions, going_on = self._gather()
            if submissions:
                _answer(self._commit(submissions))
        self._connection.close()

    def _gather(self) -> tuple[list[Submission], bool]:
        """Wait for one, and take whatever else is there; False at the end when it is the last group."""
        first = self._queue.get()
        taken = [first]
        try:
            while len(taken) < LARGEST_GROUP and taken[-1] is not None:
                taken.append(self._queue.get_nowait())
        except Empty:
            pass
        group = [submission for submission in taken if submission is not None]
        while self._later:
            group.append(self._later.popleft())
        return [submission for submission in group if submission.statements], taken[-1] is not None

    def _commit(self, submissions: list[Submission]) -> Group:
        if len(submissions) == 1 and _is_one_insertion(submissions[0].statements):
            return [(submissions[0], self._attempt(submissions[0].statements))]
        head = self.linking.head
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._apply(submission.statements) for submission in submissions]
            self._connection.execute("COMMIT")
        except (sqlite3.Error, StorageFailed) as error:
            self._give_up()
            self.linking.return_to(head)
            failure = error if isinstance(error, StorageFailed) else self._failure(error)
            return [(submission, failure) for submission in submissions]
        return list(zip(submissions, outcomes, strict=True))

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
        except Exception as error:  # whatever it is, its owner hears of it and the thread goes on for all others
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
    """A statement by itself is a transaction already; but not one that may find that it should not have been made."""
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


def _answer(group: Group) -> None:
    """Tell everybody at once: one wake-up of each loop, not one for each change set."""
    waiting: dict[asyncio.AbstractEventLoop, Group] = {}
    for submission, outcome in group:
        if submission.loop is None:
            _complain(outcome)
        else:
            waiting.setdefault(submission.loop, []).append((submission, outcome))
    for loop, its_group in waiting.items():
        try:
            loop.call_soon_threadsafe(_resolve, its_group)
        except RuntimeError:  # that loop has ended, and with it whoever waited
            continue


def _complain(outcome: Outcome) -> None:
    """Nobody waits to hear of it; a trace that is missing must still not go unnoticed."""
    if isinstance(outcome, Exception):
        log.error("What nobody waited for was not stored: %s", outcome)


def _resolve(group: Group) -> None:
    for submission, outcome in group:
        future = submission.future
        if future is None or future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
