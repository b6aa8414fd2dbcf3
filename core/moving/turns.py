"""Rotations and their overrides, as they arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from core.errors import invalid
from core.moving.arrival import Arrival, Part, cannot, of_resource, stored_as
from core.moving.resource import Outcome, Resource
from core.moving.tags import tagged
from core.rotation_overrides.members import restored as restored_override
from core.rotation_overrides.members import written as written_override
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.fitness import refuse_misshapen, refuse_unfit
from core.rotations.members import described
from core.rotations.members import written as written_rotation
from core.rotations.rotation import Rotation

OF_ROTATION = (
    Part(("ContactIds",), ("contact_arns",)),
    Part(("Recurrence", "StartTime", "TimeZoneId"), ("recurrence", "start_at", "time_zone")),
    Part(("Tags",), ("tags",)),
)
OF_OVERRIDE = (Part(("StartTime", "EndTime", "NewContactIds"), ("starts_at", "ends_at", "contact_arns")),)
UNTOLD_START = (
    "it is here, but it has no StartTime: its turns count from when it was made, which is not told, and here from when "
    "it arrived; to say who begins: ssm-contacts update-rotation --start-time …"
)


def rotation(resource: Resource, before: Rotation | None, now: datetime) -> Arrival[Rotation]:
    """The rotation itself; a Muster tells when it was made, AWS does not."""
    told = resource.one("ssm-contacts:GetRotation")
    if not told["ContactIds"]:
        raise invalid("nobody takes turns in it")
    refuse_misshapen(told["Recurrence"])
    made = described(resource.arn, cast("Any", told), before.created_at if before else resource.made_at or now)
    refuse_unfit(made)
    return of_resource(resource, before, tagged(resource, made, before), _shown_rotation, OF_ROTATION)


def overrides(resource: Resource, known: Iterable[RotationOverride]) -> list[Arrival[RotationOverride]]:
    """Its overrides, with their ids and creation times."""
    there = {override.id: override for override in known}
    rows = resource.rows("ssm-contacts:ListRotationOverrides", "RotationOverrides")
    arriving = (restored_override(resource.arn, row) for row in rows)
    return [
        Arrival(
            kind="rotation-override",
            arn=f"{resource.arn} {override.id}",
            before=there.get(override.id),
            after=stored_as(override, there.get(override.id)),
            shown=lambda kept: {**written_override(kept)},
            parts=OF_OVERRIDE,
        )
        for override in arriving
    ]


def left_behind(resource: Resource, before: Rotation | None) -> list[Outcome]:
    """What of the rotation cannot come: the moment from which its turns count, until somebody has set one."""
    is_told = resource.made_at or resource.one("ssm-contacts:GetRotation").get("StartTime")
    return [] if is_told or (before and before.start_at) else [cannot(resource, UNTOLD_START)]


def _shown_rotation(kept: Rotation) -> Mapping[str, Any]:
    return {**written_rotation(kept), "Tags": kept.tags}
