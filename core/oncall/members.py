"""Shifts in AWS's members: written to an answer; and rotations that are only being thought of, read from a request."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.errors import invalid_member
from core.oncall.shifts import Shift
from core.rotation_overrides.fitness import refuse_mistimed
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.members import described
from core.rotations.rotation import Rotation

if TYPE_CHECKING:
    from core.vocabulary import types

PREVIEW = "preview"


def written(shift: Shift) -> types.RotationShift:
    """A row of the list of shifts; the details are of those alone whom somebody covers for."""
    row: types.RotationShift = {
        "ContactIds": list(shift.contact_arns),
        "StartTime": shift.starts_at,
        "EndTime": shift.ends_at,
        "Type": shift.type,
    }
    if shift.is_override:
        row["ShiftDetails"] = {"OverriddenContactIds": list(shift.overridden_arns)}
    return row


def imagined(request: types.ListPreviewRotationShiftsInput, now: datetime) -> Rotation:
    """The rotation whose shifts are asked for before it is made; without a start, it is made now."""
    wanted: types.CreateRotationInput = {
        "Name": PREVIEW,
        "ContactIds": request["Members"],
        "TimeZoneId": request["TimeZoneId"],
        "Recurrence": request["Recurrence"],
    }
    if "RotationStartTime" in request:
        wanted["StartTime"] = request["RotationStartTime"]
    return described(PREVIEW, wanted, now)


def imagined_overrides(
    request: types.ListPreviewRotationShiftsInput, rotation: Rotation, now: datetime
) -> list[RotationOverride]:
    """The overrides that are to go with it, made one after the other; raises for one that would be refused."""
    overrides = [_imagined(number, one, rotation, now) for number, one in enumerate(request.get("Overrides", []), 1)]
    for number, override in enumerate(overrides, 1):
        refuse_mistimed(override)
        for member in override.contact_arns:
            if member not in rotation.contact_arns:
                raise invalid_member(
                    f"Overrides.{number}.member.NewMembers", f"{member} is not among the Members; add them there"
                )
    return overrides


def _imagined(number: int, told: types.PreviewOverride, rotation: Rotation, now: datetime) -> RotationOverride:
    if "StartTime" not in told or "EndTime" not in told:
        raise invalid_member(f"Overrides.{number}.member", "give both StartTime and EndTime")
    return RotationOverride(
        id=f"{number:09}",
        rotation_arn=rotation.arn,
        starts_at=told["StartTime"],
        ends_at=told["EndTime"],
        contact_arns=tuple(dict.fromkeys(told.get("NewMembers", []))),
        created_at=now,
    )
