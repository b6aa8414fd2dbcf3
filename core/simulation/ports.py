"""What a simulation needs: the door, by which it is known what the reader may see, and the records themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from core.caller import Caller
from core.contact_channels.ports import ContactChannels
from core.contacts.ports import Contacts
from core.rotation_overrides.ports import RotationOverrides
from core.rotations.ports import Rotations


class Door(Protocol):
    async def call(self, caller: Caller, action: str, params: dict[str, Any]) -> dict[str, Any]:
        """See `Dispatcher`."""

    async def may(self, caller: Caller, action: str, resource: str) -> bool:
        """See `Dispatcher`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What the engine looks at as well."""

    contacts: Contacts
    channels: ContactChannels
    rotations: Rotations
    overrides: RotationOverrides
