"""Rotations: made, read, listed, changed, deleted with their overrides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from core.arns import Arns
from core.contacts.ports import Contacts
from core.dispatcher import handles
from core.errors import contact_resource_not_found
from core.response_plans.ports import ResponsePlans
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.fitness import refuse_misshapen, refuse_unfit, refuse_unfit_members
from core.rotations.leaving import Relying, left_empty, refuse_while_relied_on
from core.rotations.members import described, updated, written
from core.rotations.ports import Rotations as Stored
from core.rotations.rotation import Rotation
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


class Rotations:
    def __init__(self, stored: Stored, contacts: Contacts, plans: ResponsePlans, arns: Arns) -> None:
        self._stored = stored
        self._contacts = contacts
        self._plans = plans
        self._arns = arns

    @handles("ssm-contacts:CreateRotation")
    async def create(self, work: Work, request: types.CreateRotationInput) -> types.CreateRotationOutput:
        refuse_misshapen(request["Recurrence"])
        rotation = described(self._arns.rotation(work.new_id()), request, work.now)
        refuse_unfit(rotation)
        await self._take_on(work, rotation.contact_arns)
        work.save(rotation)
        return {"RotationArn": rotation.arn}

    @handles("ssm-contacts:GetRotation")
    async def get(self, _: Work, request: types.GetRotationInput) -> types.Rotation:
        return written(await self._named(request["RotationId"]))

    @handles("ssm-contacts:ListRotations")
    async def listing(self, _: Work, request: types.ListRotationsInput) -> types.ListRotationsOutput:
        found = await self._stored.listing(request.get("RotationNamePrefix", ""), pages.window(request))
        answer: types.ListRotationsOutput = {"Rotations": [written(rotation) for rotation in found.items]}
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-contacts:UpdateRotation")
    async def update(self, work: Work, request: types.UpdateRotationInput) -> types.UpdateRotationOutput:
        refuse_misshapen(request["Recurrence"])
        before = await self._named(request["RotationId"])
        rotation = updated(before, request)
        refuse_unfit(rotation)
        if "ContactIds" in request:
            await self._take_on(work, rotation.contact_arns, before.contact_arns)
        work.save(rotation)
        return {}

    @handles("ssm-contacts:DeleteRotation")
    async def delete(self, work: Work, request: types.DeleteRotationInput) -> types.DeleteRotationOutput:
        rotation = await self._named(request["RotationId"])
        schedules = await self._contacts.with_rotation(rotation.arn)
        known = await self._stored.many(arn for schedule in schedules for arn in schedule.rotation_arns)
        empty = left_empty(rotation, schedules, known)
        refuse_while_relied_on(rotation, {schedule.arn: await self._relying(schedule.arn) for schedule in empty})
        for schedule in schedules:
            left = tuple(arn for arn in schedule.rotation_arns if arn != rotation.arn)
            work.save(replace(schedule, rotation_arns=left))
        work.delete_all(RotationOverride, rotation_arn=rotation.arn)
        work.delete(rotation)
        return {}

    async def _take_on(self, work: Work, contact_arns: Iterable[str], before: Collection[str] = ()) -> None:
        people = await self._contacts.many(contact_arns)
        refuse_unfit_members(contact_arns, people, before)
        # Saved as they are: whoever deletes one of them in this moment has to look again, and finds the rotation.
        work.save(*people.values())

    async def _relying(self, schedule_arn: str) -> Relying:
        return Relying(
            escalation_plans=await self._contacts.engaging(schedule_arn),
            response_plans=await self._plans.engaging(schedule_arn),
        )

    async def _named(self, arn: str) -> Rotation:
        rotation = await self._stored.get(arn)
        if rotation is None:
            raise contact_resource_not_found("ROTATION", arn)
        return rotation
