"""What looking things up in the audit needs of storage, and what others need to be recorded."""

from __future__ import annotations

from typing import Protocol

from core.audit.event import AuditEvent
from core.audit.looking_up import Wanted
from core.listing import Listing, Window


class Events(Protocol):
    async def listing(self, wanted: Wanted, window: Window) -> Listing[AuditEvent]:
        """A page of the account's own records; it may be short, or empty, although there is another one behind it."""


class Recording(Protocol):
    """For whatever happens outside the dispatcher and should be known of: the use of a key, an export."""

    async def record(self, event: AuditEvent) -> None:
        """Store the event; back when it is on disk."""

    def note(self, event: AuditEvent) -> None:
        """Store the event within a moment; nobody waits."""
