"""Gathers what there is to look ahead from: everything of an account, or what surrounds a few of its resources."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TypeVar

from core.contact_channels.contact_channel import ContactChannel
from core.contact_channels.ports import ContactChannels
from core.contacts.contact import Contact
from core.contacts.ports import Contacts
from core.engagements.starting import people_named_by
from core.listing import Cursor, Listing, Window
from core.outlook.roster import Roster
from core.rotation_overrides.ports import RotationOverrides
from core.rotations.ports import Rotations
from core.rotations.rotation import Rotation

T = TypeVar("T")
PAGE = 200
CONTACTS, CHANNELS = "ssm-contacts:GetContact", "ssm-contacts:ListContactChannels"
SHIFTS = "ssm-contacts:ListRotationShifts"

Sight = Callable[[str, Sequence[str]], Awaitable[list[str]]]
"""Of these resources those to which a reader may do this."""


async def everything(_: str, arns: Sequence[str]) -> list[str]:
    """The sight of whoever may do everything."""
    return list(arns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rosters:
    contacts: Contacts
    channels: ContactChannels
    rotations: Rotations
    overrides: RotationOverrides

    async def whole(self, sight: Sight, start: datetime, end: datetime) -> Roster:
        """Everybody, every plan and every rotation."""
        contacts = await _all(lambda window: self.contacts.listing("", None, window))
        rotations = await _all(lambda window: self.rotations.listing("", window))
        return await self._gathered(contacts, rotations, sight, (start, end))

    async def around(self, arns: Iterable[str], sight: Sight, start: datetime, end: datetime) -> Roster:
        """These contacts and rotations, the schedules and plans that they are in, and the people in those."""
        wanted = list(dict.fromkeys(arns))
        named = await self.contacts.many(wanted)
        rotations = await self.rotations.many(wanted)
        for arn in named:
            rotations |= {one.arn: one for one in await self.rotations.with_member(arn)}
        schedules = [one for arn in rotations for one in await self.contacts.with_rotation(arn)]
        named |= {one.arn: one for one in schedules}
        named |= {one.arn: one for arn in list(named) for one in await self.contacts.engaging(arn)}
        named |= await self.contacts.many(people_named_by(named.values()) - named.keys())
        missing = {arn for one in named.values() for arn in one.rotation_arns} - rotations.keys()
        rotations |= await self.rotations.many(missing)
        return await self._gathered(list(named.values()), list(rotations.values()), sight, (start, end))

    async def _gathered(
        self,
        contacts: Sequence[Contact],
        rotations: Sequence[Rotation],
        sight: Sight,
        during: tuple[datetime, datetime],
    ) -> Roster:
        known = {one.arn: one for one in contacts}
        members = {arn for rotation in rotations for arn in rotation.contact_arns}
        known |= await self.contacts.many(members - known.keys())
        turning = {one.arn: one for one in rotations}
        named = members | people_named_by(known.values())
        used = {arn for one in known.values() for arn in one.rotation_arns}
        seen = await _seen(sight, CONTACTS, known)
        turns = await _seen(sight, SHIFTS, turning)
        people = [one.arn for one in known.values() if one.type == "PERSONAL"]
        return Roster(
            contacts={arn: known[arn] for arn in seen},
            rotations={arn: turning[arn] for arn in turns},
            overrides={arn: await self.overrides.during(arn, *during) for arn in turns},
            channels={arn: await self._channels(arn) for arn in await _seen(sight, CHANNELS, people)},
            gone=(named - known.keys()) | (used - turning.keys()),
        )

    async def _channels(self, contact_arn: str) -> list[ContactChannel]:
        return await _all(lambda window: self.channels.of_contact(contact_arn, window))


async def _seen(sight: Sight, action: str, arns: Iterable[str]) -> list[str]:
    found = list(arns)
    return await sight(action, found) if found else []


async def _all(listing: Callable[[Window], Awaitable[Listing[T]]]) -> list[T]:
    found: list[tuple[T, ...]] = []
    after: Cursor | None = None
    while True:
        page = await listing(Window(PAGE, after))
        found.append(page.items)
        after = page.next
        if after is None:
            return list(chain.from_iterable(found))
