"""What the contacts' operations need of storage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from core.contacts.contact import Contact, ContactType
from core.listing import Listing, Window


class Contacts(Protocol):
    async def get(self, arn: str) -> Contact | None:
        """The contact of that ARN."""

    async def many(self, arns: Iterable[str]) -> dict[str, Contact]:
        """Those of these ARNs that exist, by ARN."""

    async def listing(self, alias_prefix: str, type_: ContactType | None, window: Window) -> Listing[Contact]:
        """In the order of their aliases."""

    async def with_rotation(self, rotation_arn: str) -> list[Contact]:
        """Every on-call schedule that this rotation is part of."""

    async def schedules(self) -> list[Contact]:
        """Every on-call schedule that is not damaged, in the order of their aliases."""

    async def engaging(self, contact_arn: str) -> list[Contact]:
        """Every escalation plan with a stage that engages this contact."""
