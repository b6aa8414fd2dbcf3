"""Who carries which type of contact channel."""

from __future__ import annotations

from collections.abc import Mapping

from bot.delivery.no_carrier import NoCarrier
from core.engine.ports import Carrier


class CarriersByType:
    """`otherwise` carries what nothing is configured for; without it such a message is refused, with what to set."""

    def __init__(self, configured: Mapping[str, Carrier], otherwise: Carrier | None = None) -> None:
        self._configured = dict(configured)
        self._otherwise = otherwise

    def for_type(self, channel_type: str) -> Carrier:
        """The carrier of this type."""
        return self._configured.get(channel_type) or self._otherwise or NoCarrier(channel_type)
