"""Who wrote: a number or mailbox, with the contact channels that lead there."""

from __future__ import annotations

from dataclasses import dataclass

from core.answering.offer import reader_of
from core.contact_channels.contact_channel import ChannelType, ContactChannel


@dataclass(frozen=True, slots=True)
class Sender:
    type: ChannelType
    address: str
    channels: tuple[ContactChannel, ...]
    """To this address, activated or not; of a telephone also those by which it is called."""

    @property
    def name(self) -> str:
        """By which it is remembered; strangers are all one, since nobody pays for answers to any number of them."""
        return reader_of(self.type, self.address if self.channels else "unknown")

    @property
    def written_to(self) -> tuple[ContactChannel, ...]:
        """Those of the type by which the sender wrote."""
        return tuple(one for one in self.channels if one.type == self.type)

    @property
    def in_use(self) -> tuple[ContactChannel, ...]:
        return tuple(one for one in self.channels if one.activated_at)

    @property
    def asked(self) -> tuple[ContactChannel, ...]:
        """Those that wait for an activation code."""
        return tuple(one for one in self.channels if one.activation and not one.activated_at)

    @property
    def contact_arns(self) -> tuple[str, ...]:
        """Whose pages may be answered from here."""
        return tuple(dict.fromkeys(one.contact_arn for one in self.in_use))

    def channel_of(self, contact_arn: str) -> str | None:
        """Through which channel this person answers."""
        return next((one.arn for one in self.in_use if one.contact_arn == contact_arn), None)


def ways_to(type_: ChannelType) -> tuple[ChannelType, ...]:
    """By which types the same person is reached at the same address."""
    return ("SMS", "VOICE") if type_ in ("SMS", "VOICE") else (type_,)
