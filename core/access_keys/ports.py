"""What access keys need of storage."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.access_keys.access_key import AccessKey, AccessKeyUse


class AccessKeys(Protocol):
    async def get(self, key_id: str) -> AccessKey | None:
        """The key with this id, permanent or temporary, in force or not."""

    async def permanent(self, user_name: str | None) -> list[AccessKey]:
        """The permanent keys of one user, or of all, by user and age."""

    async def last_use(self, key_id: str) -> AccessKeyUse | None:
        """When and for what the key was used last."""

    async def note_use(self, use: AccessKeyUse) -> None:
        """Keep it soon; nobody waits for it, and a crash may lose it."""

    async def forget_expired_before(self, at: datetime) -> None:
        """Remove the temporary keys that expired before then."""
