"""An access key as it is kept, and when it was last used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

KeyStanding = Literal["administrator", "member"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a temporary key has beside a permanent one."""

    role: str
    name: str
    token_digest: str
    """Of the session token, which nobody but its holder needs to know."""
    issued_by: str | None = None
    """The permanent key that it goes back to, be it by way of other sessions; it ends with that key."""
    policies: tuple[str, ...] = ()
    """What limits it: the text of a policy, the ARNs of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    id: str
    user_name: str
    """Whose key it is; of a temporary key, who took on the role."""
    standing: KeyStanding
    secret: str = field(repr=False)
    """Not a digest of it: whoever checks a signature has to make it again."""
    created_at: datetime
    disabled_at: datetime | None = None
    """Final: a key that was disabled is never enabled again."""
    expires_at: datetime | None = None
    """Of a temporary key."""
    session: Session | None = None
    """Of a temporary key."""
    slot: int | None = None
    """Which of its user's keys it is; nothing once it is disabled, and of a temporary key."""
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKeyUse:
    """Kept apart from the key, so that using a key never gets into the way of changing it."""

    id: str
    """The key's."""
    used_at: datetime
    service: str
    region: str
    version: int = 0
