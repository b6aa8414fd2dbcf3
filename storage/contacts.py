"""Contacts and their channels on their shelves."""

from __future__ import annotations

from collections.abc import Iterable

from core.contact_channels.contact_channel import ChannelType, ContactChannel
from core.contacts.contact import Contact, ContactType
from core.engagements.starting import people_named_by
from core.listing import Listing, Window
from storage.archive import Archive
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.tables.contacts import ContactChannelRow, ContactRow

CONTACTS = Shelf(Contact, ContactRow, key=["arn"], owner=lambda contact: contact.arn)
CONTACT_CHANNELS = Shelf(
    ContactChannel,
    ContactChannelRow,
    key=["arn"],
    owner=lambda channel: channel.contact_arn,
    blind={"address_of_type": lambda channel: _address(channel.type, channel.address)},
)

BY_ALIAS = Order(("alias",))
AS_MADE = Order(("created_at", "arn"))


class StoredContacts:
    """`core.contacts.ports.Contacts`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, arn: str) -> Contact | None:
        """See `Contacts`."""
        return await self._archive.get(CONTACTS, arn=arn)

    async def many(self, arns: Iterable[str]) -> dict[str, Contact]:
        """See `Contacts`."""
        found = [await self.get(arn) for arn in set(arns)]
        return {contact.arn: contact for contact in found if contact}

    async def listing(self, alias_prefix: str, type_: ContactType | None, window: Window) -> Listing[Contact]:
        """See `Contacts`."""
        conditions = Conditions().starts_with("alias", alias_prefix).equal("type", type_)
        return await self._archive.listing(CONTACTS, conditions, BY_ALIAS, window)

    async def with_rotation(self, rotation_arn: str) -> list[Contact]:
        """See `Contacts`."""
        schedules = await self._archive.all(CONTACTS, Conditions().equal("type", "ONCALL_SCHEDULE"), BY_ALIAS)
        return [schedule for schedule in schedules if rotation_arn in schedule.rotation_arns]

    async def schedules(self) -> list[Contact]:
        """See `Contacts`."""
        return await self._archive.undamaged(CONTACTS, Conditions().equal("type", "ONCALL_SCHEDULE"), BY_ALIAS)

    async def engaging(self, contact_arn: str) -> list[Contact]:
        """See `Contacts`."""
        plans = await self._archive.all(CONTACTS, Conditions().equal("type", "ESCALATION"), BY_ALIAS)
        return [plan for plan in plans if contact_arn in people_named_by([plan])]


class StoredContactChannels:
    """`core.contact_channels.ports.ContactChannels`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, arn: str) -> ContactChannel | None:
        """See `ContactChannels`."""
        return await self._archive.get(CONTACT_CHANNELS, arn=arn)

    async def of_contact(self, contact_arn: str, window: Window) -> Listing[ContactChannel]:
        """See `ContactChannels`."""
        conditions = Conditions().equal("contact_arn", contact_arn)
        return await self._archive.listing(CONTACT_CHANNELS, conditions, AS_MADE, window)

    async def with_address(self, type_: ChannelType, address: str) -> list[ContactChannel]:
        """See `ContactChannels`."""
        wanted = await self._archive.blind(CONTACT_CHANNELS, "address_of_type", _address(type_, address))
        return await self._archive.all(CONTACT_CHANNELS, Conditions().equal("address_of_type", wanted), AS_MADE)


def _address(type_: str, address: str) -> str:
    """The same text for addresses that reach the same person."""
    return f"{type_} {address.strip().casefold()}"
