"""One connection in pipeline mode: what is asked goes out at once, and answers come back in the order of the questions.

Nobody waits for somebody else's answer before asking, and what is asked together is one transaction.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from psycopg import AsyncConnection, OperationalError
from psycopg.adapt import Transformer
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGresult

from storage.database import Row
from storage.postgres_text import Value, Wording, wording
from storage.statements import Compiled


class Lost(Exception):
    """The connection ended before the answer came: what was asked was done, or was not."""


class Refused(Exception):
    """PostgreSQL would not, and nothing that was asked together with it is done."""

    def __init__(self, at: int, state: str, message: str) -> None:
        super().__init__(message)
        self.at = at
        """Which one of what was asked together."""
        self.state = state
        """The SQLSTATE."""


class Question(NamedTuple):
    """A statement and its values."""

    wording: Wording
    values: list[Value]
    formats: list[int]


FORGET_PLANS = Question(wording(Compiled("DISCARD PLANS")), [], [])
PLANS_LAST = 10.0
"""Seconds: a plan that was made while a table had ten rows must not stay when it has a hundred thousand."""


class Answer(NamedTuple):
    """How many rows were touched, and those that came back."""

    touched: int
    rows: list[Row]


@dataclass(slots=True)
class _Asked:
    """What was asked together; `plan`: of each result that will come, whose it is, or what it prepares."""

    questions: Sequence[Question]
    future: asyncio.Future[list[Answer]]
    plan: deque[int | Wording]
    answers: list[Answer] = field(default_factory=list)
    refused: Refused | None = None


class Line:
    """Owns the connection; a statement that it has sent once is known to the server by a name."""

    def __init__(
        self, connection: AsyncConnection[Any], patience: float, heard: Callable[[str], None] | None = None
    ) -> None:
        """`patience`: seconds without any answer after which it is lost; `heard`: is told what was notified."""
        self._connection = connection
        self._pg = connection.pgconn
        self._socket = self._pg.socket  # which a lost connection does not know any more
        self._transformer = Transformer(connection)
        self._loop = asyncio.get_running_loop()
        self._names: dict[Wording, bytes] = {}
        self._numbers = count()
        self._asked: deque[_Asked] = deque()
        self._heard = heard
        self._is_writing = False
        self.is_open = True
        self._pg.nonblocking = 1
        self._pg.enter_pipeline_mode()
        self._loop.add_reader(self._socket, self._read)
        self._patience = patience
        self._oldest: _Asked | None = None
        self._look_again = self._loop.call_later(patience, self._look)
        self._plan_again = self._loop.call_later(PLANS_LAST, self._forget_plans)

    @property
    def waiting(self) -> int:
        """How many wait for an answer."""
        return len(self._asked)

    def ask(self, questions: Sequence[Question]) -> asyncio.Future[list[Answer]]:
        """The answers, in order; `Refused` or `Lost` instead of any."""
        future: asyncio.Future[list[Answer]] = self._loop.create_future()
        plan: deque[int | Wording] = deque()
        try:
            for at, question in enumerate(questions):
                self._send(question, plan)
                plan.append(at)
            self._pg.pipeline_sync()
            self._asked.append(_Asked(questions, future, plan))
            self._flush()
        except OperationalError as error:
            if not future.done():
                future.set_exception(Lost(str(error)))
            self._end(str(error))
        return future

    def _send(self, question: Question, plan: deque[int | Wording]) -> None:
        wording = question.wording
        name = self._names.get(wording)
        if name is None:
            name = self._names[wording] = b"m%d" % next(self._numbers)
            self._pg.send_prepare(name, wording.text, wording.types)
            plan.append(wording)
        self._pg.send_query_prepared(name, question.values, question.formats, Format.BINARY)

    def _flush(self) -> None:
        """Whatever the socket does not take now goes when it does."""
        left = self._pg.flush()
        if left and not self._is_writing:
            self._loop.add_writer(self._socket, self._write)
        elif self._is_writing and not left:
            self._loop.remove_writer(self._socket)
        self._is_writing = bool(left)

    def _write(self) -> None:
        try:
            self._flush()
        except OperationalError as error:
            self._end(str(error))

    def _read(self) -> None:
        try:
            self._pg.consume_input()
            self._tell_notifications()
            self._take_results()
            if self._pg.status != ConnStatus.OK:
                self._end("PostgreSQL ended the connection.")
        except OperationalError as error:
            self._end(str(error))

    def _look(self) -> None:
        """Whoever is the first to wait now, and was when we looked last, waits for a server that does not move."""
        oldest = self._asked[0] if self._asked else None
        if oldest is not None and oldest is self._oldest:
            return self._end(f"PostgreSQL has not answered for {self._patience:g} seconds.")
        self._oldest = oldest
        self._look_again = self._loop.call_later(self._patience, self._look)
        return None

    def _forget_plans(self) -> None:
        if self._names:
            self.ask([FORGET_PLANS]).add_done_callback(_without_listening)
        if self.is_open:
            self._plan_again = self._loop.call_later(PLANS_LAST, self._forget_plans)

    def _tell_notifications(self) -> None:
        while notification := self._pg.notifies():
            if self._heard:
                self._heard(notification.relname.decode())

    def _take_results(self) -> None:
        is_between = False
        while self._asked and not self._pg.is_busy():
            result = self._pg.get_result()
            if result is not None:
                self._take(self._asked[0], result)
            elif is_between:  # twice nothing: what comes next is not here yet
                return
            is_between = result is None

    def _take(self, asked: _Asked, result: PGresult) -> None:
        status = result.status
        if status == ExecStatus.PIPELINE_SYNC:
            self._asked.popleft()
            _resolve(asked)
            return
        # One more result than was asked for is about the end of the transaction.
        of = asked.plan.popleft() if asked.plan else len(asked.questions)
        if status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            if isinstance(of, int):
                asked.answers.append(self._answer(result))
            return
        if isinstance(of, Wording):
            self._names.pop(of, None)
        if status == ExecStatus.FATAL_ERROR and asked.refused is None:
            asked.refused = _refused(of, len(asked.answers), result)

    def _answer(self, result: PGresult) -> Answer:
        if result.status == ExecStatus.COMMAND_OK:
            return Answer(result.command_tuples or 0, [])
        self._transformer.set_pgresult(result)
        rows = self._transformer.load_rows(0, result.ntuples, tuple)
        return Answer(len(rows), rows)

    def _end(self, why: str) -> None:
        if not self.is_open:
            return
        self.is_open = False
        self._look_again.cancel()
        self._plan_again.cancel()
        self._loop.remove_reader(self._socket)
        if self._is_writing:
            self._loop.remove_writer(self._socket)
        self._pg.finish()
        for asked in self._asked:
            if not asked.future.done():
                asked.future.set_exception(Lost(why))
        self._asked.clear()

    def close(self) -> None:
        """Let go of the connection; who waits still hears `Lost`."""
        self._end("The connection is closed.")


def _without_listening(future: asyncio.Future[Any]) -> None:
    if not future.cancelled():
        future.exception()


def _resolve(asked: _Asked) -> None:
    if asked.future.done():  # whoever asked has gone
        return
    if asked.refused:
        asked.future.set_exception(asked.refused)
    else:
        asked.future.set_result(asked.answers)


def _refused(of: int | Wording, answered: int, result: PGresult) -> Refused:
    state = result.error_field(ord("C")) or b""
    message = result.error_field(ord("M")) or b"no reason was given"
    return Refused(of if isinstance(of, int) else answered, state.decode(), message.decode(errors="replace"))
