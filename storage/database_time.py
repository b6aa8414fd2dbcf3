"""What time is it for everybody?  The database's clock, so that replicas whose own clocks are wrong agree."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BigInteger, cast, extract, func, literal_column, select

from core.clock import SystemClock, passed
from storage.database import Database
from storage.moments import EPOCH, to_datetime
from storage.statements import compiled

READ_EVERY = timedelta(seconds=5)
LONGEST_ANSWER = timedelta(milliseconds=100)
"""What was answered later says too little of when it was said, unless nothing better has come for long.

Then it counts as said at its end, and not in the middle: a clock that is behind is put right at once by the next
answer, and one that is ahead, which pages people too soon, is never set back but only slowed down."""
TOO_OLD = timedelta(minutes=1)
QUICK, MOST_QUESTIONS = timedelta(milliseconds=5), 5
"""The first answer comes with the connection's making, and would be off by half of what that took: so often it is asked
again until an answer comes as quickly as that."""

_now = compiled(
    select(cast(extract("epoch", func.clock_timestamp()) * literal_column("1000000"), BigInteger).label("now"))
)


class _Answer(NamedTuple):
    now: datetime
    asked_at: timedelta
    lasted: timedelta


class DatabaseTime:
    """`Clock`: the database's, carried on in between by what nobody can set."""

    def __init__(self, database: Database, elapsed: Callable[[], timedelta] = passed) -> None:
        self._database, self._elapsed = database, elapsed
        self._began_at = EPOCH
        """What the database's clock showed when `elapsed` was nothing."""
        self._read_at: timedelta | None = None
        self._is_rough = False
        """Whether that rests on an answer that took long."""
        self._one_at_a_time = asyncio.Lock()

    def now(self) -> datetime:
        """The present moment, as the database has it."""
        return self._began_at + self._elapsed()

    @property
    def skew(self) -> timedelta:
        """By how much this machine's clock is ahead."""
        return SystemClock().now() - self.now() if self._read_at is not None else timedelta()

    async def keep_up(self) -> None:
        """Ask, unless that was done just now and well answered."""
        if self._read_at is None or self._is_rough or self._elapsed() - self._read_at >= READ_EVERY:
            await self.read()

    async def read(self) -> None:
        """Ask the database, and take the middle of question and answer for the moment that a quick one speaks of."""
        async with self._one_at_a_time:
            answers = [await self._answer()]
            while answers[-1].lasted > QUICK and len(answers) < MOST_QUESTIONS:
                answers.append(await self._answer())
        best = min(answers, key=lambda answer: answer.lasted)
        is_rough = best.lasted > LONGEST_ANSWER
        if not is_rough or self._read_at is None or best.asked_at - self._read_at > TOO_OLD:
            self._began_at = best.now - best.asked_at - (best.lasted if is_rough else best.lasted / 2)
            self._read_at, self._is_rough = best.asked_at, is_rough

    async def _answer(self) -> _Answer:
        asked_at = self._elapsed()
        [(now,)] = await self._database.read(_now, {})
        return _Answer(to_datetime(int(now)), asked_at, self._elapsed() - asked_at)
