"""A contact channel in AWS's members."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
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


def restored(
    contact_arn: str, told: types.ContactChannel, before: ContactChannel | None, now: datetime
) -> ContactChannel:
    """The channel that a row tells of, active where it is active there; nobody is asked anew.

    AWS does not tell when a channel was made: those that are new here follow each other in the order of the list.
    """
    channel = ContactChannel(
        arn=told["ContactChannelArn"],
        contact_arn=contact_arn,
        name=told["Name"],
        type=told.get("Type", "SMS"),
        address=told["DeliveryAddress"].get("SimpleAddress", ""),
        activated_at=now if told["ActivationStatus"] == "ACTIVATED" else None,
        created_at=before.created_at if before else now,
    )
    if before is None:
        return channel
    if channel.activated_at:
        return replace(channel, activated_at=before.activated_at or now)
    return replace(channel, activation=before.activation)


def _status(channel: ContactChannel) -> Literal["ACTIVATED", "NOT_ACTIVATED"]:
    return "ACTIVATED" if channel.activated_at else "NOT_ACTIVATED"
