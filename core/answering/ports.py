"""What answers from outside Slack need of storage."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.answering.offer import Offer


class Offers(Protocol):
    async def get(self, reader: str) -> Offer | None:
        """The last list that this reader was shown."""

    async def forget_before(self, at: datetime) -> None:
        """Forget lists that were shown before then."""
