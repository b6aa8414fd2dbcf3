"""The one task that writes: whatever has arrived goes to PostgreSQL as one transaction, in one way there and back.

The statements themselves check what they touched, so the whole group is sent at once and is stored or is not.  Where it
is not, each change set is tried in a savepoint of its own, so that only the guilty one hears of it.

A connection that is lost before the answer leaves open whether the group was stored, and its owners are told so.
Nothing comes of repeating: whoever repeats a call with its token, or a step that is still there, finds what was
stored by its version or its key, and a step that was finished is not there any more.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import Conflict, Locked
from storage.database import Linking, Statement, StorageFailed, Written
from storage.postgres_connecting import Connecting
from storage.postgres_line import Answer, Line, Lost, Question, Refused
from storage.postgres_text import Wording, wording
from storage.statements import Compiled

log = logging.getLogger(__name__)

WRITER = "writer"
"""The name of its task."""
LARGEST_GROUP = 256
CONFLICTS = ("23", "40", "22012")
"""A constraint, a deadlock or another's change, an unexpected number of rows."""
LOCKED = "55P03"
"""A lock that is held too long."""


@dataclass(frozen=True, slots=True, eq=False)
class Submission:
    """A change set, and who waits for it, if anybody does."""

    statements: Sequence[Statement]
    future: asyncio.Future[list[Written]] | None = None


Outcome = list[Written] | Exception
ENDED = StorageFailed("The database is closed: it is not known whether this was stored.")


def _command(text: str) -> Question:
    return Question(wording(Compiled(text)), [], [])


BEGIN, COMMIT, ROLLBACK = _command("BEGIN"), _command("COMMIT"), _command("ROLLBACK")
SAVE, RELEASE = _command("SAVEPOINT change_set"), _command("RELEASE change_set")
BE_QUICK = _command("SET LOCAL lock_timeout = '20ms'")
"""The group has waited already; each of many that are held by others must not keep all the rest waiting once more."""
GO_BACK = _command("ROLLBACK TO change_set")


class Writer:
    """Owns the writing line."""

    def __init__(self, connecting: Connecting) -> None:
        self.linking: Linking = NotYet()
        """Set before the first record of the audit is written."""
        self._connecting = connecting
        self._queue: deque[Submission] = deque()
        self._later: deque[Submission] = deque()
        self._news = asyncio.Event()
        self._closed = False
        self._task = asyncio.create_task(self._run(), name=WRITER)

    def submit(self, submission: Submission) -> None:
        """Hand in a change set."""
        if self._closed:
            raise StorageFailed("The database is closed.")
        self._queue.append(submission)
        self._news.set()

    def submit_later(self, submission: Submission) -> None:
        """Hand in a change set that travels with the next group; `wake` sees to it that there is one."""
        self._later.append(submission)

    def wake(self) -> None:
        """Write now what was handed in for later."""
        self._news.set()

    async def close(self) -> None:
        """Write what was handed in, then stop."""
        self._closed = True
        self._news.set()
        await self._task

    async def _run(self) -> None:
        group: list[Submission] = []
        try:
            while True:
                group = self._gather()
                if group:
                    _answer(group, await self._outcomes(group))
                elif self._closed:
                    return
                else:
                    await self._news.wait()
                self._news.clear()
        finally:  # whoever ends the task must not leave others waiting for it
            self._closed = True
            left = [*group, *self._queue]
            _answer([one for one in left if one.future and not one.future.done()], itertools.repeat(ENDED))

    def _gather(self) -> list[Submission]:
        """Whatever there is; the rest of too much comes next."""
        group = [self._queue.popleft() for _ in range(min(LARGEST_GROUP, len(self._queue)))]
        while self._later and not self._queue:
            group.append(self._later.popleft())
        return [submission for submission in group if submission.statements]

    async def _outcomes(self, group: Sequence[Submission]) -> list[Outcome]:
        head = self.linking.head
        try:
            line = await self._connecting.line()
            outcomes = await self._write(line, group)
            self._connecting.heard_of(outcomes)
            return outcomes
        except Lost:
            # The server may store it yet, and must not meet records of the same numbers.
            self.linking.begin_anew()
            return [self._connecting.lost(": it is not known whether this was stored")] * len(group)
        except StorageFailed as failure:
            return [failure] * len(group)
        except Exception as error:  # whatever it is, its owners hear of it and the task goes on for all others
            self.linking.return_to(head)
            return [error] * len(group)

    async def _write(self, line: Line, group: Sequence[Submission]) -> list[Outcome]:
        head = self.linking.head
        made = [self._made(submission.statements) for submission in group]
        good = [questions for questions in made if not isinstance(questions, Exception)]
        try:
            answers = iter(await line.ask([question for questions in good for question in questions]) if good else ())
        except Refused as refused:
            self.linking.return_to(head)
            return [self._failure(refused)] if len(group) == 1 else await self._one_by_one(line, group)
        return [
            questions if isinstance(questions, Exception) else [_written(one, next(answers)) for one in questions]
            for questions in made
        ]

    async def _one_by_one(self, line: Line, group: Sequence[Submission]) -> list[Outcome]:
        head = self.linking.head
        try:
            await line.ask([BEGIN, BE_QUICK])
            outcomes = [await self._in_savepoint(line, submission.statements) for submission in group]
            await line.ask([COMMIT])
        except Refused as refused:
            await line.ask([ROLLBACK])
            self.linking.return_to(head)
            return [self._failure(refused)] * len(group)
        return outcomes

    async def _in_savepoint(self, line: Line, statements: Sequence[Statement]) -> Outcome:
        """Carry out one change set, or leave no trace of it."""
        head = self.linking.head
        questions = self._made(statements)
        if isinstance(questions, Exception):
            return questions
        try:
            _, *answers, _ = await line.ask([SAVE, *questions, RELEASE])
        except Refused as refused:
            self.linking.return_to(head)
            await line.ask([GO_BACK])
            return self._failure(refused)
        return [_written(question, answer) for question, answer in zip(questions, answers, strict=True)]

    def _made(self, statements: Sequence[Statement]) -> list[Question] | Exception:
        """What to ask; where one cannot be asked, none is, and the audit's chain is as long as it was before."""
        head = self.linking.head
        try:
            return [self._question(statement) for statement in statements]
        except Exception as error:  # its owner hears of it, and nobody else
            self.linking.return_to(head)
            return error

    def _failure(self, refused: Refused) -> Exception:
        if refused.state == LOCKED:
            return Locked(str(refused))
        if refused.state.startswith(CONFLICTS):
            return Conflict(str(refused))
        return self._connecting.refused(refused, "write")

    def _question(self, statement: Statement) -> Question:
        compiled = statement.compiled
        parameters = self.linking.link(statement.parameters) if statement.linked else statement.parameters
        made = wording(compiled, statement.expects)
        return Question(made, *made.values(parameters))


class NotYet:
    """Before the key of the chain was read, nothing is audited."""

    head = None

    def link(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """See `Linking`."""
        raise StorageFailed("The audit has no chain yet.")

    def return_to(self, _: object) -> None:
        """There is nothing to take back."""

    def begin_anew(self) -> None:
        """There is nothing to go on with."""


def _written(question: Question, answer: Answer) -> Written:
    made: Wording = question.wording
    return Written(answer.touched, answer.rows if made.returns else [])


def _answer(group: Sequence[Submission], outcomes: Iterable[Outcome]) -> None:
    for submission, outcome in zip(group, outcomes, strict=False):
        future = submission.future
        if future is None:
            _complain(outcome)
        elif not future.done():
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)


def _complain(outcome: Outcome) -> None:
    """Nobody waits to hear of it; a trace that is missing must still not go unnoticed."""
    if isinstance(outcome, Exception):
        log.error("What nobody waited for was not stored: %s", outcome)
