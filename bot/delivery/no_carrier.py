"""What carries a type of message that nothing is configured for: it says what to configure."""

from __future__ import annotations

from typing import NoReturn

from core.engine.ports import ActivationMessage, CannotDeliver, HandedOver, Notice, PageMessage

SETTINGS = {"SLACK": "SLACK_BOT_TOKEN", "EMAIL": "MUSTER_MAIL", "SMS": "MUSTER_SMS", "VOICE": "MUSTER_VOICE"}
"""What to set for each type of channel."""


class NoCarrier:
    def __init__(self, channel_type: str) -> None:
        self._channel_type = channel_type

    async def page(self, _: PageMessage) -> HandedOver:
        """Cannot."""
        self._refuse()

    async def find(self, _: PageMessage) -> HandedOver | None:
        """Nothing was sent."""
        return None

    async def revise(self, _: PageMessage) -> None:
        """Nothing was sent, so nothing is to be changed."""

    async def activate(self, _: ActivationMessage) -> HandedOver:
        """Cannot."""
        self._refuse()

    async def warn(self, _: Notice) -> None:
        """Cannot."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        way_out = f"set {SETTINGS[self._channel_type]}"
        raise CannotDeliver(f"no provider is configured for {self._channel_type}: {way_out}, or MUSTER_OUTBOX_FILE=1")
