"""How is a connection to PostgreSQL made, and made again?  At once, and then after pauses that grow up to a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection, Error, OperationalError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from storage.database import StorageFailed
from storage.outage import Condition, Outage
from storage.postgres_line import Line, Refused

READ_ONLY, FULL = "25006", "53100"
"""SQLSTATEs."""
TAKES_NO_WRITES = (
    "PostgreSQL takes no writes: it is a standby, or default_transaction_read_only is on. Nothing can be stored, and "
    "nobody is paged. Name the primary in DATABASE_URL, promote this one, or switch that off; a "
    "Muster that runs goes on by itself."
)
NO_ROOM = (
    "The disk of PostgreSQL's server is full: nothing can be stored, and nobody is paged. Make room there; a Muster "
    "that runs goes on by itself."
)
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
CONNECTING = "connecting"
"""The name of the task that makes a connection: whoever waits for it is not the only one."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that somebody waits."""

    connection: float = 5.0
    """For a connection; a restart of PostgreSQL takes less."""
    answer: float = 30.0
    """For an answer: longer than a statement may take, so that only a server that does not move is given up."""


DEFAULTS = {
    "application_name": "muster",
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "client_encoding": "utf8",
}
"""Where the address says nothing else."""
SETTINGS = """
SET synchronous_commit = on; SET lock_timeout = '200ms'; SET statement_timeout = '20s';
SET idle_in_transaction_session_timeout = '10s'; SET plan_cache_mode = force_generic_plan; SET jit = off;
SET enable_seqscan = off; SET enable_bitmapscan = off
"""
"""Every question is answered by an index; no estimate of a table's size may lead the planner elsewhere."""


def with_defaults(url: str) -> str:
    """The address with what we want where it is silent."""
    return make_conninfo("", **{**DEFAULTS, **conninfo_to_dict(url)})


class Connecting:
    """One place that has a line, or will have one again."""

    def __init__(
        self,
        url: str,
        patience: Patience | None = None,
        heard: Callable[[str], None] | None = None,
        *,
        at_first: str = "",
        condition: Condition | None = None,
    ) -> None:
        """`condition` is told how it goes.

        `at_first`: what every new connection does, such as LISTEN; `heard` is told each notification's channel.
        """
        self._conninfo = with_defaults(url)
        self._patience = patience or Patience()
        self._heard, self._at_first = heard, at_first
        self.condition = condition or Condition()
        self._line: Line | None = None
        self._closed = False
        self._attempt: asyncio.Task[Line] | None = None
        self._why = "it took too long"

    @property
    def now(self) -> Line | None:
        """The line, where it is open."""
        return self._line if self._line and self._line.is_open else None

    async def line(self) -> Line:
        """The open line, or a new one; `Outage` where none comes about in time."""
        if line := self.now:
            return line
        attempt = self._begin()
        try:
            return await asyncio.wait_for(asyncio.shield(attempt), self._patience.connection)
        except TimeoutError:
            raise self._failed(f"{self._why}. Nothing was stored.") from None

    def lost(self, what: str) -> Outage:
        """The line was lost; another is looked for, so that it is noticed when there can be one."""
        outage = Outage("away", f"The connection to PostgreSQL was lost{what}.")
        if self._closed or self.now:
            return outage
        self._begin()
        return self._told(outage)

    def refused(self, refused: Refused, doing: str) -> StorageFailed:
        """What it means that the server would not."""
        if refused.state == READ_ONLY:
            return self._told(Outage("read-only", TAKES_NO_WRITES))
        if refused.state == FULL:
            return self._told(Outage("full", NO_ROOM, str(refused)))
        return StorageFailed(f"PostgreSQL could not {doing} ({refused.state}): {refused}. Nothing was stored.")

    def heard_of(self, outcomes: Sequence[object]) -> None:
        """Whether something was stored.  Where nothing is taken, a new line may lead to a server that takes it."""
        if self.condition.outage is None:
            return
        if any(isinstance(one, Outage) and one.kind == "read-only" for one in outcomes) and self._line:
            self._line.close()
        elif any(isinstance(one, list) and any(written.touched for written in one) for one in outcomes):
            self.condition.wrote(self)

    def _begin(self) -> asyncio.Task[Line]:
        if self._attempt is None or self._attempt.done():
            self._attempt = asyncio.create_task(self._connect(), name=CONNECTING)
        return self._attempt

    def _failed(self, why: str) -> Outage:
        return self._told(Outage("away", f"PostgreSQL cannot be reached: {why}"))

    def _told(self, outage: Outage) -> Outage:
        if not self._closed:
            self.condition.failed(self, outage)
        return outage

    async def _connect(self) -> Line:
        pause = FIRST_PAUSE
        while True:
            try:
                self._line = await self.once()
                self.condition.reached(self)
                return self._line
            except OperationalError as error:
                self._why = reason(error)
                self._failed(f"{self._why}. It is tried again until it can be.")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def once(self) -> Line:
        """One attempt."""
        connection: AsyncConnection[Any] = await AsyncConnection.connect(self._conninfo, autocommit=True)
        try:
            await connection.execute(SETTINGS + (f"; {self._at_first}" if self._at_first else ""))
        except BaseException:
            connection.pgconn.finish()
            raise
        return Line(connection, self._patience.answer, self._heard)

    def close(self) -> None:
        """Let go."""
        self._closed = True
        if self._attempt:
            self._attempt.cancel()
        if self._line:
            self._line.close()


def reason(error: Error) -> str:
    """The first line of it; libpq tells host and user there, and no password."""
    return (str(error).splitlines() or [type(error).__name__])[0]
