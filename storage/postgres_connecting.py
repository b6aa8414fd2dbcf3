"""How is a connection to PostgreSQL made, and made again?  At once, and then after pauses that grow up to a second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection, Error, OperationalError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from storage.database import StorageFailed
from storage.postgres_line import Line

log = logging.getLogger(__name__)

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
    ) -> None:
        """`at_first`: what every new connection does, such as LISTEN; `heard` is told each notification's channel."""
        self._conninfo = with_defaults(url)
        self._patience = patience or Patience()
        self._heard, self._at_first = heard, at_first
        self._line: Line | None = None
        self._attempt: asyncio.Task[Line] | None = None
        self._why = "it took too long"

    @property
    def now(self) -> Line | None:
        """The line, where it is open."""
        return self._line if self._line and self._line.is_open else None

    async def line(self) -> Line:
        """The open line, or a new one; `StorageFailed` where none comes about in time."""
        if line := self.now:
            return line
        if self._attempt is None or self._attempt.done():
            self._attempt = asyncio.create_task(self._connect(), name=CONNECTING)
        try:
            return await asyncio.wait_for(asyncio.shield(self._attempt), self._patience.connection)
        except TimeoutError:
            raise StorageFailed(f"PostgreSQL cannot be reached: {self._why}. Nothing was stored.") from None

    async def _connect(self) -> Line:
        pause = FIRST_PAUSE
        while True:
            try:
                self._line = await self.once()
                return self._line
            except OperationalError as error:
                self._why = reason(error)
                log.warning("PostgreSQL cannot be reached: %s", self._why)
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
        if self._attempt:
            self._attempt.cancel()
        if self._line:
            self._line.close()


def reason(error: Error) -> str:
    """The first line of it; libpq tells host and user there, and no password."""
    return (str(error).splitlines() or [type(error).__name__])[0]
