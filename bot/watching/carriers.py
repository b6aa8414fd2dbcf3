"""A carrier, looked on while it carries."""

from __future__ import annotations

from bot.watching.observer import Observer
from core.engine.ports import ActivationMessage, Carrier, HandedOver, Notice, PageMessage


class ObservedCarrier:
    """`Carrier` around another one, which is called `name` in the figures."""

    def __init__(self, carrier: Carrier, name: str, observer: Observer, *, revises: bool = False) -> None:
        """`revises`: whether it can change what it has sent; of one that does nothing there, nothing is counted."""
        self._carrier, self._name, self._observer, self._revises = carrier, name, observer, revises

    @property
    def name(self) -> str:
        """What the figures call it."""
        return self._name

    async def page(self, message: PageMessage) -> HandedOver:
        """See `Carrier`."""
        with self._observer.send(self._name, "page"):
            return await self._carrier.page(message)

    async def find(self, message: PageMessage) -> HandedOver | None:
        """See `Carrier`; nothing is sent."""
        return await self._carrier.find(message)

    async def revise(self, message: PageMessage) -> None:
        """See `Carrier`."""
        if not self._revises:
            return await self._carrier.revise(message)
        with self._observer.send(self._name, "revision"):
            return await self._carrier.revise(message)

    async def activate(self, message: ActivationMessage) -> HandedOver:
        """See `Carrier`."""
        with self._observer.send(self._name, "activation"):
            return await self._carrier.activate(message)

    async def warn(self, message: Notice) -> None:
        """See `Carrier`."""
        with self._observer.send(self._name, "notice"):
            await self._carrier.warn(message)
