"""Where the operator's list of what waits comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A step that is late or was set aside; nothing of what it says is in here."""

    step: Step
    is_set_aside: bool
    error: str
    """The type of what went wrong the last time."""


class Outbox(Protocol):
    async def waiting(self, due_before: datetime, at_most: int) -> list[Waiting]:
        """What is set aside, then what was due before then, the most overdue first."""

    async def set_aside(self, key: str) -> Waiting | None:
        """The step of this key, if it is set aside."""
