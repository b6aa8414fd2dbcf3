"""What the related items' operations need of storage."""

from __future__ import annotations

from typing import Protocol

from core.listing import Listing, Window
from core.related_items.related_item import RelatedItem


class RelatedItems(Protocol):
    async def listing(self, incident_arn: str, window: Window) -> Listing[RelatedItem]:
        """In the order in which they were added."""

    async def all_of(self, incident_arn: str) -> list[RelatedItem]:
        """Every one of an incident's items."""
