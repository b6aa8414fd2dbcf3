"""A contact channel in AWS's members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from core.contact_channels.contact_channel import ContactChannel

if TYPE_CHECKING:
    from core.vocabulary import types


def written(channel: ContactChannel) -> types.GetContactChannelOutput:
    """The whole channel."""
    return {
        "ContactArn": channel.contact_arn,
        "ContactChannelArn": channel.arn,
        "Name": channel.name,
        "Type": channel.type,
        "DeliveryAddress": {"SimpleAddress": channel.address},
        "ActivationStatus": _status(channel),
    }


def summarized(channel: ContactChannel) -> types.ContactChannel:
    """A row of a list."""
    return {
        "ContactChannelArn": channel.arn,
        "ContactArn": channel.contact_arn,
        "Name": channel.name,
        "Type": channel.type,
        "DeliveryAddress": {"SimpleAddress": channel.address},
        "ActivationStatus": _status(channel),
    }


def _status(channel: ContactChannel) -> Literal["ACTIVATED", "NOT_ACTIVATED"]:
    return "ACTIVATED" if channel.activated_at else "NOT_ACTIVATED"
