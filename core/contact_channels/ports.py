"""What the contact channels' operations need of storage."""

from __future__ import annotations

from typing import Protocol

from core.contact_channels.contact_channel import ChannelType, ContactChannel
from core.listing import Listing, Window


class ContactChannels(Protocol):
    async def get(self, arn: str) -> ContactChannel | None:
        """The channel of that ARN."""

    async def of_contact(self, contact_arn: str, window: Window) -> Listing[ContactChannel]:
        """In the order in which they were made."""

    async def with_address(self, type_: ChannelType, address: str) -> list[ContactChannel]:
        """Every channel to that address, activated or not."""
