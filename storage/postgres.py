"""PostgreSQL, for several processes at once: one line to write by, a few to read by."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from storage.database import Condition, Linking, Row, Statement, StorageFailed, Written
from storage.postgres_connecting import Connecting, Patience
from storage.postgres_line import Lost, Question, Refused
from storage.postgres_text import CannotBeKept, wording
from storage.postgres_writer import Submission, Writer
from storage.statements import Compiled

SOON = 0.05
"""Seconds that an unawaited change set waits for company."""
READERS = 3
"""So many questions are answered at a time; a long one holds up those behind it, and they go where fewest wait."""


class PostgresDatabase:
    """`Database` on PostgreSQL."""

    def __init__(
        self,
        url: str,
        patience: Patience | None = None,
        readers: int = READERS,
        condition: Condition | None = None,
    ) -> None:
        """`url`: as DATABASE_URL has it; made where the loop runs, and connected when it is first asked.

        With no `readers`, one line does both: for few questions, which must not wait behind what others hold up.
        `condition`: that of the same database, where it is spoken to by more than one of these.
        """
        self.condition = condition = condition or Condition()
        self._writing = Connecting(url, patience, condition=condition)
        self._readers = [Connecting(url, patience, condition=condition) for _ in range(readers)] or [self._writing]
        self._writer = Writer(self._writing)
        self._waker: asyncio.TimerHandle | None = None
        self._closed = False

    async def write(self, statements: Sequence[Statement]) -> list[Written]:
        """See `Database`.  A caller that is cancelled has still written."""
        if not statements:
            return []
        future: asyncio.Future[list[Written]] = asyncio.get_running_loop().create_future()
        self._writer.submit(Submission(statements, future))
        return await future

    def write_soon(self, statements: Sequence[Statement]) -> None:
        """See `Database`."""
        self._writer.submit_later(Submission(statements))
        if self._waker is None:
            self._waker = asyncio.get_running_loop().call_later(SOON, self._wake)

    def _wake(self) -> None:
        self._waker = None
        self._writer.wake()

    async def read(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[Row]:
        """See `Database`.  A question whose answer was lost with the connection is asked once more."""
        made = wording(compiled)
        try:
            question = Question(made, *made.values(parameters))
        except CannotBeKept:  # and so it is not there
            return []
        reader = min(self._readers, key=_busy)
        try:
            return await self._answer(reader, question)
        except Lost:  # its next line is newer than what has cut this one; the others' may be cut and not know it yet
            pass
        return await self._answer(reader, question, again=False)

    async def _answer(self, reader: Connecting, question: Question, *, again: bool = True) -> list[Row]:
        if self._closed:
            raise StorageFailed("The database is closed.")
        line = reader.now or await reader.line()
        try:
            [answer] = await line.ask([question])
        except Refused as refused:
            raise reader.refused(refused, "read") from refused
        except Lost as lost:
            outage = reader.lost("")
            if again:
                raise
            raise outage from lost
        return answer.rows

    def link_with(self, linking: Linking) -> None:
        """See `Database`."""
        self._writer.linking = linking

    async def close(self) -> None:
        """See `Database`."""
        if self._waker is not None:
            self._waker.cancel()
        try:
            await self._writer.close()
        finally:  # whatever ended the writer, no connection may stay open
            self._closed = True
            for one in (*self._readers, self._writing):
                one.close()


def _busy(reader: Connecting) -> int:
    """How many wait there; whoever has no line yet comes after those who have one and nothing to do."""
    line = reader.now
    return 2 * line.waiting if line else 1
