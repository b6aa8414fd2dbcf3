"""Where commands that wait for an answer are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.conversations.pending_command import PendingCommand


class PendingCommands(Protocol):
    async def get(self, key: str) -> PendingCommand | None:
        """The command that waits in this conversation, if one does."""

    async def put(self, command: PendingCommand) -> None:
        """Keep it, in place of whatever waited there."""

    async def drop(self, key: str) -> None:
        """Forget it; harmless where there is none."""

    async def forget_before(self, at: datetime) -> None:
        """Forget what was asked before then and never answered."""
