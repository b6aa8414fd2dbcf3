"""Contacts and their channels, as they arrive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast

from core.contact_channels.addresses import refuse_foreign
from core.contact_channels.contact_channel import ContactChannel
from core.contact_channels.members import restored as restored_channel
from core.contact_channels.members import written as written_channel
from core.contacts.contact import Contact
from core.contacts.members import described
from core.contacts.members import written as written_contact
from core.errors import Refusal, invalid
from core.moving.arrival import Arrival, Part, cannot, of_resource, stored_as
from core.moving.resource import Outcome, Resource
from core.moving.tags import tagged

OF_CONTACT = (
    Part(("DisplayName",), ("display_name",)),
    Part(("Plan",), ("stages", "rotation_arns")),
    Part(("Tags",), ("tags",)),
)
OF_CHANNEL = (
    Part(("Name",), ("name",)),
    Part(("DeliveryAddress", "ActivationStatus"), ("address", "activated_at", "activation")),
)


def contact(resource: Resource, before: Contact | None) -> Arrival[Contact]:
    """The contact itself, with its plan as it is: what the plan names may come later, or never."""
    told = resource.one("ssm-contacts:GetContact")
    if any(len(target) != 1 for stage in told["Plan"].get("Stages", []) for target in stage["Targets"]):
        raise invalid("each target of its plan has exactly one of ChannelTargetInfo and ContactTargetInfo")
    made = described(resource.arn, cast("Any", told))
    return of_resource(resource, before, tagged(resource, made, before), _shown_contact, OF_CONTACT)


def channels(
    resource: Resource, known: Mapping[str, ContactChannel], moment: Callable[[], datetime]
) -> tuple[list[Arrival[ContactChannel]], list[Outcome]]:
    """The contact's channels, and those that cannot come, or not as they are told of."""
    arrivals, refused = [], []
    for row in resource.rows("ssm-contacts:ListContactChannels", "ContactChannels"):
        arn, before = row["ContactChannelArn"], known.get(row["ContactChannelArn"])
        if reason := _refused(row, before):
            refused.append(cannot(resource, reason, kind="contact-channel", arn=arn))
            continue
        after = stored_as(restored_channel(resource.arn, row, before, moment()), before)
        arrivals.append(
            Arrival(kind="contact-channel", arn=arn, before=before, after=after, shown=_shown_channel, parts=OF_CHANNEL)
        )
    return arrivals, refused


def _refused(row: Mapping[str, Any], before: ContactChannel | None) -> str | None:
    try:
        refuse_foreign(row.get("Type", "SMS"), row["DeliveryAddress"].get("SimpleAddress"))
    except Refusal as refusal:
        return refusal.message
    if before and before.activated_at and row["ActivationStatus"] == "NOT_ACTIVATED":
        # Whoever reads the address has agreed to it here meanwhile: to forget that would lose pages.
        return (
            "it is active here and not where it comes from, and stays as it is; "
            f"to put it out of use: ssm-contacts deactivate-contact-channel --contact-channel-id {before.arn}"
        )
    return None


def _shown_contact(kept: Contact) -> Mapping[str, Any]:
    return {**written_contact(kept), "Tags": kept.tags}


def _shown_channel(kept: ContactChannel) -> Mapping[str, Any]:
    return {**written_channel(kept)}
