"""Looks up what a cover is about: rotations, shifts and people, and the plans and channels that it concerns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from core.arns import alias_of
from core.chat_channels.ports import ChatChannels
from core.chat_channels.topics import channels_of
from core.contact_channels.ports import ContactChannels
from core.contacts.contact import Contact
from core.contacts.ports import Contacts
from core.covers.burden import AROUND, Burden, burden, spans_of
from core.covers.choices import Choice, choices
from core.covers.cover import Cover, Party, Turn
from core.listing import Window
from core.oncall.shifts import Shift, reach, shifts
from core.response_plans.ports import ResponsePlans
from core.response_plans.response_plan import ResponsePlan
from core.rotation_overrides.ports import RotationOverrides
from core.rotations.ports import Rotations
from core.rotations.rotation import Rotation

AHEAD = timedelta(days=180)
"""So far are shifts offered; AWS's console makes no override that begins later."""
ALL = Window(200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where people take turns."""

    rotation: Rotation
    schedules: tuple[Contact, ...]

    @property
    def called(self) -> str:
        """The rotation's name alone where it is part of no schedule."""
        names = [one.display_name or one.alias for one in self.schedules]
        return f"{', '.join(names)} · {self.rotation.name}" if names else self.rotation.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    rotations: Rotations
    overrides: RotationOverrides
    contacts: Contacts
    contact_channels: ContactChannels
    plans: ResponsePlans
    chat_channels: ChatChannels

    async def places(self, contact_arns: Iterable[str], schedule_arn: str = "") -> list[Place]:
        """Where these contacts have turns; of one schedule alone where that is given."""
        found = [one for arn in sorted(contact_arns) for one in await self.rotations.with_member(arn)]
        each_once = {one.arn: one for one in found}
        places = [await self._place(one) for one in each_once.values()]
        return [one for one in places if not schedule_arn or schedule_arn in [each.arn for each in one.schedules]]

    async def place(self, rotation_arn: str) -> Place | None:
        """The place of that rotation."""
        rotation = await self.rotations.get(rotation_arn)
        return await self._place(rotation) if rotation else None

    async def _place(self, rotation: Rotation) -> Place:
        return Place(rotation=rotation, schedules=tuple(await self.contacts.with_rotation(rotation.arn)))

    async def choices(self, rotation: Rotation, now: datetime, whose: Callable[[str], bool], most: int) -> list[Choice]:
        """The next shifts of those people."""
        shifts_of = await self.shifts_of(rotation, now, now + AHEAD)
        offered = (one for one in choices(shifts_of(now, now + AHEAD), now) if whose(one.contact_arn))
        return list(islice(offered, most))

    async def shifts_of(
        self, rotation: Rotation, start: datetime, end: datetime
    ) -> Callable[[datetime, datetime], Iterable[Shift]]:
        """The rotation's shifts within that time, whole."""
        lasting = await self.overrides.during(rotation.arn, start, end)
        overrides = await self.overrides.during(rotation.arn, *reach(rotation, lasting, start, end))
        return lambda since, until: shifts(rotation, overrides, since, until)

    async def names(self, contact_arns: Collection[str]) -> dict[str, str]:
        """What people call them, by ARN."""
        found = await self.contacts.many(contact_arns)
        named = {arn: found[arn].display_name if arn in found else None for arn in contact_arns}
        return {arn: name or alias_of(arn) for arn, name in named.items()}

    async def party(self, contact_arn: str) -> Party:
        """Somebody with their user id in Slack, which is empty where they have no activated channel there."""
        listing = await self.contact_channels.of_contact(contact_arn, ALL)
        users = [one.address for one in listing.items if one.type == "SLACK" and one.activated_at]
        names = await self.names([contact_arn])
        return Party(contact_arn=contact_arn, user_id=next(iter(users), ""), name=names[contact_arn])

    async def burden(self, cover: Cover, turn: Turn) -> Burden | None:
        """What whoever comes in this turn would have then, in all rotations that they take turns in."""
        there = await self.place(cover.rotation_arn)
        if there is None:
            return None
        start, end = turn.starts_at - AROUND, turn.ends_at + AROUND
        given_up = [one for one in cover.turns if one.leaves == turn.comes]
        spans = []
        for place in await self.places([turn.comes]):
            rotation, is_there = place.rotation, place.rotation.arn == cover.rotation_arn
            if place.schedules or is_there:  # nobody is paged through what is part of no schedule
                shifts_of = await self.shifts_of(rotation, start, end)
                spans += spans_of(shifts_of(start, end), turn.comes, given_up if is_there else ())
        return burden(spans, turn, ZoneInfo(there.rotation.time_zone))

    async def concerned(self, rotation_arn: str) -> list[ResponsePlan]:
        """The response plans that engage a schedule of this rotation, by themselves or through an escalation plan."""
        engaged = [one.arn for one in await self.contacts.with_rotation(rotation_arn)]
        engaged += [plan.arn for arn in engaged for plan in await self.contacts.engaging(arn)]
        found = [plan for arn in dict.fromkeys(engaged) for plan in await self.plans.engaging(arn)]
        return list({plan.arn: plan for plan in found}.values())

    async def channels(self, rotation_arn: str) -> tuple[str, ...]:
        """The Slack channels of those plans."""
        topics = [topic for plan in await self.concerned(rotation_arn) for topic in plan.chat_topics]
        return channels_of(topics, await self.chat_channels.all())
