"""What an override is: other members of a rotation who are on call for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationOverride:
    id: str
    """A bare UUID; an override has no ARN."""
    rotation_arn: str
    starts_at: datetime
    ends_at: datetime
    contact_arns: tuple[str, ...]
    """Everybody who is on call instead; nobody where it is empty."""
    created_at: datetime
    version: int = 0
