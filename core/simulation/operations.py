"""Simulations: the facts are gathered by the door's own operations, and nothing is stored but their audit records."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from core.arns import name_of
from core.caller import Caller
from core.contact_channels.contact_channel import ContactChannel
from core.contacts.contact import Contact
from core.engagements.engagement import Engagement
from core.engagements.starting import people_named_by, rotations_of
from core.engagements.timetable import questions, timetable
from core.errors import Refusal, invalid
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation
from core.simulation.asked import Asked
from core.simulation.facts import Facts, begun, on_call
from core.simulation.ports import Door, Records
from core.simulation.simulation import Simulation, simulate

MOMENT = timedelta(seconds=1)
MOST_PAGES = 500
"""Each may be repeated thirty times; so many take some seconds."""


class Simulating:
    def __init__(self, door: Door, records: Records, minute: timedelta, *, bundles: bool) -> None:
        """`minute`: how long a plan's minute lasts; `bundles`: as the engine does."""
        self._door = door
        self._records = records
        self._nothing = Facts(minute=minute, bundles=bundles)

    async def simulation(self, caller: Caller, asked: Asked, *, in_public: bool = False) -> Simulation:
        """What would happen, for somebody who may read the plan, its contacts and their rotations; a `Refusal` else.

        `in_public`: others will read it, who need not be allowed to read addresses.
        """
        plan = await self._door.call(caller, "ssm-incidents:GetResponsePlan", {"arn": asked.plan_arn})
        engaged = plan.get("engagements", [])
        facts = await self._facts(_Reading(self._door, self._records, caller, not in_public), engaged, asked.at)
        _refuse_strangers(asked, facts)
        # Beside the loop: it pages people meanwhile.
        return await asyncio.to_thread(
            simulate, name_of(asked.plan_arn), engaged, facts, asked.acknowledgements, asked.at
        )

    async def _facts(self, reading: _Reading, engaged: Sequence[str], at: datetime) -> Facts:
        await reading.contacts_of(engaged)
        await reading.contacts_of(people_named_by(reading.contacts.values()))
        await reading.rotations_of(rotations_of(reading.contacts.values()))
        facts = reading.added_to(self._nothing)
        starting = [begun(reading.contacts[arn], facts, at) for arn in engaged if arn in reading.contacts]
        to_ask = [question for engagement in starting for question in questions(engagement)]
        _refuse_too_much(starting)
        if to_ask:
            await reading.overrides_during(at, max(one.due_at for one in to_ask) + MOMENT)
            facts = reading.added_to(self._nothing)
            await reading.contacts_of({arn for one in to_ask for arn in on_call(one, facts, one.due_at)})
        await reading.all_channels()
        return reading.added_to(self._nothing)


def _refuse_too_much(engagements: Iterable[Engagement]) -> None:
    pages = sum(len(timetable(engagement)) for engagement in engagements)
    if pages > MOST_PAGES:
        raise invalid(f"This plan is too large to be played through: {pages} pages, and {MOST_PAGES} are the most.")


def _refuse_strangers(asked: Asked, facts: Facts) -> None:
    """Whoever the plan does not come to has nothing to acknowledge: it is a slip of whoever typed it."""
    people = [one for one in facts.contacts.values() if one.type == "PERSONAL"]
    for one in asked.acknowledgements:
        if one.contact_arn not in {person.arn for person in people}:
            there = ", ".join(sorted(person.alias for person in people)) or "nobody"
            raise invalid(f"--ack: {name_of(one.contact_arn)} is nobody whom this plan comes to; there is {there}.")


@dataclass(slots=True)
class _Reading:
    """What one caller is let see, each once; what is not there is left out."""

    door: Door
    records: Records
    caller: Caller
    with_addresses: bool
    """As far as the caller may read them."""
    contacts: dict[str, Contact] = field(default_factory=dict)
    rotations: dict[str, Rotation] = field(default_factory=dict)
    overrides: dict[str, list[RotationOverride]] = field(default_factory=dict)
    channels: dict[str, ContactChannel] = field(default_factory=dict)

    def added_to(self, facts: Facts) -> Facts:
        return replace(
            facts,
            contacts=dict(self.contacts),
            channels=dict(self.channels),
            rotations=dict(self.rotations),
            overrides=dict(self.overrides),
        )

    async def contacts_of(self, arns: Iterable[str]) -> None:
        for arn in sorted(set(arns) - set(self.contacts)):
            if await self._is_there("ssm-contacts:GetContact", {"ContactId": arn}) and (
                contact := await self.records.contacts.get(arn)
            ):
                self.contacts[arn] = contact

    async def rotations_of(self, arns: Iterable[str]) -> None:
        for arn in arns:
            if await self._is_there("ssm-contacts:GetRotation", {"RotationId": arn}) and (
                rotation := await self.records.rotations.get(arn)
            ):
                self.rotations[arn] = rotation

    async def overrides_during(self, start: datetime, end: datetime) -> None:
        for arn in self.rotations:
            asked = {"RotationId": arn, "StartTime": start, "EndTime": end}
            if await self._is_there("ssm-contacts:ListRotationOverrides", asked):
                self.overrides[arn] = await self.records.overrides.during(arn, start, end)

    async def all_channels(self) -> None:
        """Whether a channel can be used is no secret to whoever may read its contact; its address may be."""
        named = (
            target.channel_arn for one in self.contacts.values() for stage in one.stages for target in stage.channels
        )
        for arn in dict.fromkeys(named):
            may_read = self.with_addresses and await self.door.may(self.caller, "ssm-contacts:GetContactChannel", arn)
            if may_read and not await self._is_there("ssm-contacts:GetContactChannel", {"ContactChannelId": arn}):
                continue
            if channel := await self.records.channels.get(arn):
                self.channels[arn] = channel if may_read else replace(channel, address="")

    async def _is_there(self, action: str, params: dict[str, Any]) -> bool:
        """Whether the door finds it; it raises where the caller may not look."""
        try:
            await self.door.call(self.caller, action, params)
        except Refusal as no:
            if no.code == "ResourceNotFoundException":
                return False
            raise
        return True
