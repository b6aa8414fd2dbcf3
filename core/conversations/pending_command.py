"""A command that lacks something: kept until its writer's next message in the thread completes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingCommand:
    key: str
    """`CHANNEL THREAD USER`."""
    text: str
    """The command so far, in plain text."""
    asked_at: datetime
    addressed_only: bool = False
    """After an answer that did not fit, only what is said to the bot by name is taken for one."""
    version: int = 0
