"""What Slack handed over: on disk before Slack hears yes, kept until it has taken effect and been answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEntry:
    id: str
    """Slack's own id of the delivery, the same for each of its retries."""
    kind: str
    """`event`, `command`, `action` or `view`."""
    body: dict[str, object]
    received_at: datetime
    done_at: datetime | None = None
    held_by: str = field(default="", compare=False)
    """The process that has promised to carry it out."""
    version: int = 0
