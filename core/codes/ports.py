"""What the limit of wrong codes needs of storage."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.codes.wrong_codes import WrongCodes


class Guessers(Protocol):
    async def get(self, actor: str) -> WrongCodes | None:
        """What this one got wrong, if they ever tried."""

    async def forget_before(self, at: datetime) -> None:
        """Forget those who have not tried since."""
