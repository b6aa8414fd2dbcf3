"""Rotations and their overrides, as they arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from core.moving.arrival import Arrival, cannot, stored_as
from core.moving.resource import Outcome, Resource
from core.moving.tags import tags_of
from core.rotation_overrides.members import restored as restored_override
from core.rotation_overrides.members import written as written_override
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.members import described
from core.rotations.members import written as written_rotation
from core.rotations.rotation import Rotation

TAGS = "ssm-contacts:ListTagsForResource"
UNTOLD_START = (
    "it has no StartTime: its turns count from when it was made, which is not told, and here from when it arrived; "
    "to say who begins: ssm-contacts update-rotation --start-time …"
)


def rotation(resource: Resource, before: Rotation | None, now: datetime) -> Arrival[Rotation]:
    """The rotation itself; AWS does not tell when it was made."""
    told = resource.one("ssm-contacts:GetRotation")
    made = described(resource.arn, cast("Any", told), before.created_at if before else now)
    after = replace(made, tags=tags_of(resource, TAGS, before.tags if before else {}))
    return Arrival(
        kind=resource.kind, arn=resource.arn, before=before, after=stored_as(after, before), shown=_shown_rotation
    )


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
        )
        for override in arriving
    ]


def left_behind(resource: Resource, arrival: Arrival[Rotation]) -> list[Outcome]:
    """What of the rotation cannot come: the moment from which its turns count, where nobody has set one."""
    is_told = arrival.after.start_at is not None or arrival.before is not None
    return [] if is_told else [cannot(resource, UNTOLD_START)]


def _shown_rotation(kept: Rotation) -> Mapping[str, Any]:
    return {**written_rotation(kept), "Tags": kept.tags}
