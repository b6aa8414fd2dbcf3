"""What channels have been told of who is on call in a schedule, and what they are being told now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """A post that some channels have, and others not yet."""

    contact_arns: tuple[str, ...]
    """Who is on call by it."""
    begun_at: datetime
    channels: tuple[str, ...] = ()
    """The Slack channels that have it, or never will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff:
    """One row for each schedule."""

    schedule_arn: str
    told: tuple[str, ...]
    """Who is on call as far as channels know; at the first look, whoever was."""
    told_at: datetime
    under_way: UnderWay | None = None
    version: int = 0
