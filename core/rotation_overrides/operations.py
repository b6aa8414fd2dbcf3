"""Overrides of a rotation's shifts: made, read, listed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.dispatcher import handles
from core.errors import contact_resource_not_found
from core.rotation_overrides.fitness import refuse_backward, refuse_unfit
from core.rotation_overrides.members import described, summarized, written
from core.rotation_overrides.ports import RotationOverrides as Stored
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.ports import Rotations
from core.rotations.rotation import Rotation
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


class RotationOverrides:
    def __init__(self, stored: Stored, rotations: Rotations) -> None:
        self._stored = stored
        self._rotations = rotations

    @handles("ssm-contacts:CreateRotationOverride")
    async def create(
        self, work: Work, request: types.CreateRotationOverrideInput
    ) -> types.CreateRotationOverrideOutput:
        rotation = await self._rotation(request["RotationId"])
        override = described(work.new_id(), request, work.now)
        refuse_unfit(override, rotation)
        work.expect(rotation)  # were it deleted in this moment, the override would be left behind
        work.save(override)
        return {"RotationOverrideId": override.id}

    @handles("ssm-contacts:GetRotationOverride")
    async def get(self, _: Work, request: types.GetRotationOverrideInput) -> types.GetRotationOverrideOutput:
        return written(await self._named(request["RotationId"], request["RotationOverrideId"]))

    @handles("ssm-contacts:ListRotationOverrides")
    async def listing(self, _: Work, request: types.ListRotationOverridesInput) -> types.ListRotationOverridesOutput:
        refuse_backward(request["StartTime"], request["EndTime"])
        rotation = await self._rotation(request["RotationId"])
        found = await self._stored.overlapping(
            rotation.arn, request["StartTime"], request["EndTime"], pages.window(request)
        )
        answer: types.ListRotationOverridesOutput = {"RotationOverrides": [summarized(each) for each in found.items]}
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-contacts:DeleteRotationOverride")
    async def delete(
        self, work: Work, request: types.DeleteRotationOverrideInput
    ) -> types.DeleteRotationOverrideOutput:
        work.delete(await self._named(request["RotationId"], request["RotationOverrideId"]))
        return {}

    async def _rotation(self, arn: str) -> Rotation:
        rotation = await self._rotations.get(arn)
        if rotation is None:
            raise contact_resource_not_found("ROTATION", arn)
        return rotation

    async def _named(self, rotation_arn: str, id_: str) -> RotationOverride:
        rotation = await self._rotation(rotation_arn)
        override = await self._stored.get(rotation.arn, id_)
        if override is None:
            raise contact_resource_not_found("ROTATION_OVERRIDE", id_)
        return override
