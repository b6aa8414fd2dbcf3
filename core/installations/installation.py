"""What Slack handed out when somebody installed the app in a workspace, and whether it has to be renewed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

RENEWED_BEFORE = timedelta(hours=2)
"""So long before its end is a token exchanged for the next; Slack's last twelve hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    team_id: str
    """The workspace's."""
    team_name: str
    bot_user_id: str
    bot_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    """Good for one exchange; only where the app rotates its tokens."""
    expires_at: datetime | None = None
    """When the token ends, where the app rotates its tokens."""
    installed_by: str = ""
    """The Slack user id of who installed it."""
    installed_at: datetime
    version: int = 0


def is_due(installation: Installation, now: datetime) -> bool:
    """Whether the token has to be exchanged for the next."""
    if installation.refresh_token is None or installation.expires_at is None:
        return False
    return now >= installation.expires_at - RENEWED_BEFORE


def is_older(installation: Installation, at: datetime) -> bool:
    """Whether it was made before that moment; a late word of an earlier installation's end is none of its end."""
    return installation.installed_at.replace(microsecond=0) <= at
