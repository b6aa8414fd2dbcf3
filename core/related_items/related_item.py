"""What a related item is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedItem:
    generated_id: str
    """`related-item/TYPE/` and 32 upper-case hexadecimal digits."""
    incident_arn: str
    item_type: str
    value: dict[str, object]
    """AWS's `ItemValue` union, as it came."""
    title: str | None = None
    added_at: datetime
    version: int = 0
