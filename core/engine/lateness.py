"""Is what is due done in time?  Asked every few seconds, for operators and for what people see in Slack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from core.clock import Clock
from core.engine.backlog import Backlogs
from core.operators.ports import Operators
from core.step import Lane

LATE_AFTER: dict[Lane, timedelta] = {
    "page": timedelta(seconds=30),
    "chat": timedelta(minutes=1),
    "outward": timedelta(minutes=2),
}
"""What is due for longer is late; the lease of a replica, a restart and a silent provider are shorter."""
WHAT: dict[Lane, str] = {
    "page": "Pages are late",
    "chat": "What is shown in Slack is late",
    "outward": "What notification targets are told is late",
}

Late = Mapping[Lane, datetime]
"""Since when the most overdue step of each late lane has been due."""


class Lateness:
    """Of one account."""

    def __init__(self, backlogs: Backlogs, clock: Clock, operators: Operators, account: str) -> None:
        self._backlogs, self._clock, self._operators, self._account = backlogs, clock, operators, account
        self.late: Late = {}
        """As of the last look."""

    async def look(self) -> None:
        """See what is late now, and tell operators what has changed."""
        late: dict[Lane, datetime] = {}
        for lane in LATE_AFTER:
            since = await self._since(lane)
            about = f"lane {lane} of {self._account}"
            if since is None:
                self._operators.over(about)
                continue
            late[lane] = since
            advice = " Look at /healthz and the log." if lane != "page" else " Call people directly until this is over."
            self._operators.tell(about, f"{WHAT[lane]} in account {self._account}.{advice}")
        self.late = late

    async def _since(self, lane: Lane) -> datetime | None:
        now = self._clock.now()
        oldest = (await self._backlogs.of(lane, now)).oldest_at
        return oldest if oldest and now - oldest > LATE_AFTER[lane] else None
