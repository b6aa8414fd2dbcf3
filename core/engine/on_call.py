"""Who is on call, by the records as they are now?"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from core.arns import name_of
from core.contacts.contact import Contact
from core.contacts.ports import Contacts
from core.engagements.engagement import Found
from core.engagements.resolving import covers_in, found, on_call_in
from core.engagements.starting import rotations_of
from core.engagements.timetable import Question
from core.rotation_overrides.ports import RotationOverrides
from core.rotations.ports import Rotations
from core.rotations.rotation import Rotation
from core.unreadable import CLOSED, KeyRefused, Unreadable, unless_closed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    rotations: Rotations
    overrides: RotationOverrides
    contacts: Contacts
    minute: timedelta
    """How long a plan's minute lasts."""

    async def rotations_of(self, contacts: Iterable[Contact]) -> dict[str, Rotation]:
        """The rotations of those among them that are schedules, to be frozen; nothing is read where none is.

        One that cannot be opened now keeps nobody from being paged: it is looked up again when it is needed.
        """
        known = {}
        for arn in rotations_of(contacts):
            try:
                known[arn] = await self.rotations.get(arn)
            except CLOSED as problem:
                log.warning("The rotation %s was not frozen: %s", arn, problem)
        return {arn: rotation for arn, rotation in known.items() if rotation}

    async def answer(self, question: Question, now: datetime) -> Found:
        """Whom the schedule pages; raise one of `TOLD` where that cannot be told before a key opens again."""
        schedule = question.schedule
        known = {arn: one for arn in schedule.rotation_arns if (one := await self._rotation(arn))}
        overrides = {arn: await self.overrides.lasting_at(arn, now) for arn in known}
        arns = on_call_in(schedule, known, overrides, now)
        people = {arn: person for arn in arns if (person := await self._person(arn))}
        covers = covers_in(schedule, known, overrides, now)
        names = {arn: await self._name(arn) for arn in dict.fromkeys(chain.from_iterable(covers.values()))}
        named = {arn: tuple(map(names.__getitem__, away)) for arn, away in covers.items()}
        return found(question, arns, people, named, self.minute, now)

    async def _rotation(self, arn: str) -> Rotation | None:
        """Where it cannot be opened any more, the plan goes on with the one that was frozen."""
        try:
            return await self.rotations.get(arn)
        except Unreadable:
            log.exception("The rotation %s counts as it was when the engagement started", arn)
            return None

    async def _person(self, arn: str) -> Contact | None:
        """None for whoever is gone for good; a key that is refused may be let again."""
        try:
            return await self.contacts.get(arn)
        except KeyRefused:
            raise
        except Unreadable:
            log.exception("%s is on call and cannot be paged", arn)
            return None

    async def _name(self, arn: str) -> str:
        """Of whoever is covered for; nobody waits to be paged because it cannot be read."""
        contact = await unless_closed(self.contacts.get(arn))
        return contact.display_name if contact and contact.display_name else name_of(arn)
