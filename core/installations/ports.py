"""What installations need of storage."""

from __future__ import annotations

from typing import Protocol

from core.installations.installation import Installation


class Installations(Protocol):
    async def get(self, team_id: str) -> Installation | None:
        """The installation in this workspace."""

    async def all(self) -> list[Installation]:
        """Every installation of the account, the oldest first; there is one, unless its workspace has changed."""
