"""Which processes share this database, and until when does each of them count as alive?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """One process, in one of its lives."""

    id: str
    name: str
    """Where it runs, for whoever reads a list of them."""
    release: str
    started_at: datetime
    alive_until: datetime
    """What it holds is taken over by others then, unless it says before that it lives."""
    skew: timedelta = timedelta()
    """By how much its machine's clock is ahead of the database's."""


class Replicas(Protocol):
    async def renew(self, replica: Replica) -> bool:
        """Store until when it is alive; False where nobody knows it any more."""

    async def join(self, replica: Replica) -> None:
        """Add it."""

    async def all(self) -> list[Replica]:
        """Those that have not been removed, the eldest first."""

    async def remove(self, replica_id: str, not_alive_at: datetime) -> None:
        """Forget one, unless it has said meanwhile that it lives longer."""
