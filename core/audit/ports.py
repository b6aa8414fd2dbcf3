"""What looking things up in the audit needs of storage, and what others need to be recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from core.audit.event import AuditEvent
from core.audit.looking_up import Wanted
from core.caller import Caller
from core.errors import Refusal
from core.listing import Listing, Window


class Events(Protocol):
    async def listing(self, wanted: Wanted, window: Window) -> Listing[AuditEvent]:
        """A page of the account's own records; it may be short, or empty, although there is another one behind it."""


class Recording(Protocol):
    """For whatever happens outside the dispatcher and should be known of: the use of a key, an export."""

    async def record(
        self,
        caller: Caller,
        action: str,
        about: Mapping[str, Any],
        *,
        read_only: bool | None = None,
        refusal: Refusal | None = None,
    ) -> None:
        """Store it; back when it is on disk.  `about` must have nothing in it that somebody typed but names."""

    async def note(
        self,
        caller: Caller,
        action: str,
        about: Mapping[str, Any],
        *,
        read_only: bool | None = None,
        refusal: Refusal | None = None,
    ) -> None:
        """The same within a moment; nobody waits for the disk."""
