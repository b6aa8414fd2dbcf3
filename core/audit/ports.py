"""What looking things up in the audit needs of storage."""

from __future__ import annotations

from typing import Protocol

from core.audit.event import AuditEvent
from core.audit.looking_up import Wanted
from core.listing import Listing, Window


class Events(Protocol):
    async def listing(self, wanted: Wanted, window: Window) -> Listing[AuditEvent]:
        """A page of the account's own records; it may be short, or empty, although there is another one behind it."""
