"""May these people be on call instead, for this long?

AWS's console refuses an override more than six months ahead as well; no document says so of the operation, so it is
taken here, as one in the past is: a rotation that moves in brings its overrides along as they are.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.errors import invalid_member
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation

SHORTEST = timedelta(minutes=30)


def refuse_unfit(override: RotationOverride, rotation: Rotation) -> None:
    """Raise where it ends too soon, or where somebody is not a member of the rotation."""
    refuse_backward(override.starts_at, override.ends_at)
    refuse_short(override)
    for arn in override.contact_arns:
        if arn not in rotation.contact_arns:
            raise invalid_member(
                "NewContactIds",
                f"{arn} is not a member of the rotation {rotation.name}, whose members alone can cover for each other; "
                "take them on first with `ssm-contacts update-rotation --contact-ids`",
            )


def refuse_short(override: RotationOverride) -> None:
    """Raise where it ends too soon."""
    if override.ends_at - override.starts_at < SHORTEST:
        raise invalid_member("EndTime", "an override lasts 30 minutes at least")


def refuse_backward(start: datetime, end: datetime) -> None:
    """Raise where a time range ends before it has begun."""
    if end <= start:
        raise invalid_member("EndTime", "give a time that is later than StartTime")
