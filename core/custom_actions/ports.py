"""What the custom actions' operations need of storage."""

from __future__ import annotations

from typing import Protocol

from core.custom_actions.custom_action import CustomAction
from core.listing import Listing, Window


class CustomActions(Protocol):
    async def get(self, arn: str) -> CustomAction | None:
        """The custom action of that ARN."""

    async def listing(self, window: Window) -> Listing[CustomAction]:
        """In the order of their ARNs, which is that of their names."""
