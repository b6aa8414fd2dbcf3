"""Carries pages to nobody, as fast as can be."""

from __future__ import annotations

from core.engine.ports import ActivationMessage, HandedOver, Notice, PageMessage


class Nowhere:
    """See `core.engine.ports.Carrier`."""

    async def page(self, _: PageMessage) -> HandedOver:
        """Take it."""
        return HandedOver(info="nowhere", delivered=True)

    async def find(self, _: PageMessage) -> HandedOver | None:
        """Nobody keeps it."""
        return None

    async def revise(self, _: PageMessage) -> None:
        """Nobody reads it."""

    async def activate(self, _: ActivationMessage) -> HandedOver:
        """Take it."""
        return HandedOver(info="nowhere", delivered=True)

    async def warn(self, _: Notice) -> None:
        """Nobody reads it."""
