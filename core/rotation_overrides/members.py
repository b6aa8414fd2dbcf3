"""An override in AWS's members: read from a request, written to an answer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.rotation_overrides.rotation_override import RotationOverride

if TYPE_CHECKING:
    from core.vocabulary import types


def described(id_: str, request: types.CreateRotationOverrideInput, now: datetime) -> RotationOverride:
    """The override that a request describes; somebody who is named twice is on call once."""
    return RotationOverride(
        id=id_,
        rotation_arn=request["RotationId"],
        starts_at=request["StartTime"],
        ends_at=request["EndTime"],
        contact_arns=tuple(dict.fromkeys(request["NewContactIds"])),
        created_at=now,
    )


def restored(rotation_arn: str, told: types.RotationOverride) -> RotationOverride:
    """The override that a row tells of."""
    return RotationOverride(
        id=told["RotationOverrideId"],
        rotation_arn=rotation_arn,
        starts_at=told["StartTime"],
        ends_at=told["EndTime"],
        contact_arns=tuple(dict.fromkeys(told["NewContactIds"])),
        created_at=told["CreateTime"],
    )


def written(override: RotationOverride) -> types.GetRotationOverrideOutput:
    """The whole override, with the rotation that it belongs to."""
    return {"RotationArn": override.rotation_arn, **summarized(override)}


def summarized(override: RotationOverride) -> types.RotationOverride:
    """A row of the list of one rotation's overrides."""
    return {
        "RotationOverrideId": override.id,
        "NewContactIds": list(override.contact_arns),
        "StartTime": override.starts_at,
        "EndTime": override.ends_at,
        "CreateTime": override.created_at,
    }
