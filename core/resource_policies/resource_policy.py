"""What a policy on a resource is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePolicy:
    """Stored as it was put, and only where it was understood; what it allows is read from `text` anew."""

    resource_arn: str
    """Of a response plan or a contact."""
    id: str
    text: str
    put_at: datetime
    put_by: str
    version: int = 0
