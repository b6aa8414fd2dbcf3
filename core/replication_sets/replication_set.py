"""What a replication set is: the proof that this installation is set up, and the name of its key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    sse_kms_key_id: str | None = None
    """The customer's key; None stands for `DefaultKey`."""
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicationSet:
    arn: str
    regions: dict[str, Region]
    deletion_protected: bool = False
    created_at: datetime
    created_by: str
    last_modified_at: datetime
    last_modified_by: str
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 0
