"""Who is on call in each schedule, by the records as they are now?"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.contact_channels.ports import ContactChannels
from core.contacts.contact import Contact
from core.contacts.ports import Contacts
from core.handoffs.changes import QUIET, Seen
from core.handoffs.user_group import Wanted, wanted
from core.listing import Window
from core.oncall.duty import everybody_on_call, stretches
from core.rotation_overrides.ports import RotationOverrides
from core.rotations.ports import Rotations
from core.rotations.rotation import Rotation
from core.unreadable import CLOSED, unless_closed

log = logging.getLogger(__name__)

IN_SIGHT = timedelta(days=90)
ALL_AT_ONCE = Window(200)


@dataclass(frozen=True, slots=True)
class Overview:
    seen: list[Seen]
    unreadable: list[Contact]
    """The schedules of which nobody can tell who is on call."""

    @property
    def schedules(self) -> list[Contact]:
        return [*(one.schedule for one in self.seen), *self.unreadable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedules:
    contacts: Contacts
    rotations: Rotations
    overrides: RotationOverrides
    channels: ContactChannels

    async def all(self, now: datetime) -> Overview:
        """Every schedule there is."""
        found = Overview([], [])
        for schedule in await self.contacts.schedules():
            try:
                found.seen.append(await self.look_at(schedule, now))
            except CLOSED as problem:
                log.warning("Who is on call in %s cannot be told: %s", schedule.arn, problem)
                found.unreadable.append(schedule)
        return found

    async def look_at(self, schedule: Contact, now: datetime) -> Seen:
        """This one."""
        rotations = await self._rotations(schedule)
        on_call, soon = [await self._on_call(rotations, at) for at in (now, now + QUIET)]
        return Seen(schedule=schedule, on_call=on_call, soon=soon)

    async def until(self, schedule: Contact, now: datetime) -> datetime | None:
        """When the next change is to be expected; None where none is in sight, or nobody can tell."""
        end = now + IN_SIGHT
        overridden = [(one, await self.overrides.during(one.arn, now, end)) for one in await self._rotations(schedule)]
        first = next(stretches(overridden, now, end), None)
        return first.ends_at if first and first.ends_at < end else None

    async def groups(self, overview: Overview) -> dict[str, Wanted]:
        """Who belongs into each user group; without those of schedules that cannot be read, which stay as they are."""
        people = {arn for one in overview.seen if wanted([one], {}) for arn in one.on_call}
        groups = wanted(overview.seen, await self.slack_users(people))
        unknown = wanted([Seen(schedule=one, on_call=(), soon=()) for one in overview.unreadable], {})
        return {name: group for name, group in groups.items() if name not in unknown}

    async def slack_users(self, contact_arns: Iterable[str]) -> dict[str, str]:
        """The Slack user ids of those who have agreed to be paged there."""
        found = {}
        for arn in contact_arns:
            channels = await unless_closed(self.channels.of_contact(arn, ALL_AT_ONCE))
            active = (one for one in channels.items if one.type == "SLACK" and one.activated_at) if channels else ()
            if channel := next(iter(active), None):
                found[arn] = channel.address
        return found

    async def _on_call(self, rotations: Iterable[Rotation], at: datetime) -> tuple[str, ...]:
        return everybody_on_call([(one, await self.overrides.lasting_at(one.arn, at)) for one in rotations], at)

    async def _rotations(self, schedule: Contact) -> list[Rotation]:
        found = [await self.rotations.get(arn) for arn in schedule.rotation_arns]
        return [rotation for rotation in found if rotation]
