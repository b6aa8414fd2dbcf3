"""What covers rest on."""

from __future__ import annotations

from core.clock import Clock
from core.covers.looking.operations import Looking
from core.covers.operations import Covering
from core.covers.ports import Door
from storage.account import Storage


def covering_of(storage: Storage, door: Door, clock: Clock) -> Covering:
    """Covers of one account."""
    looking = Looking(
        rotations=storage.rotations,
        overrides=storage.rotation_overrides,
        contacts=storage.contacts,
        contact_channels=storage.contact_channels,
        plans=storage.response_plans,
        chat_channels=storage.chat_channels,
    )
    return Covering(looking=looking, covers=storage.covers, incidents=storage.incidents, door=door, clock=clock)
