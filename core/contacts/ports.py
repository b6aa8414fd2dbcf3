"""What the contacts' operations need of storage."""

from __future__ import annotations

from typing import Protocol

from core.contacts.contact import Contact, ContactType
from core.listing import Listing, Window


class Contacts(Protocol):
    async def get(self, arn: str) -> Contact | None:
        """The contact of that ARN."""

    async def listing(self, alias_prefix: str, type_: ContactType | None, window: Window) -> Listing[Contact]:
        """In the order of their aliases."""
