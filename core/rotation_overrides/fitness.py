"""May these people be on call instead, for this long?

AWS's console refuses an override more than six months ahead as well; no document says so of the operation, so it is
taken here, as one in the past is: a rotation that moves in brings its overrides along as they are.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.errors import invalid_member
from core.oncall.series import EARLIEST, NEVER
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation
from core.vocabulary.moments import spelled

SHORTEST = timedelta(minutes=30)


def refuse_unfit(override: RotationOverride, rotation: Rotation) -> None:
    """Raise where its time cannot be, or where somebody is not a member of the rotation."""
    refuse_mistimed(override)
    for arn in override.contact_arns:
        if arn not in rotation.contact_arns:
            raise invalid_member(
                "NewContactIds",
                f"{arn} is not a member of the rotation {rotation.name}, whose members alone can cover for each other; "
                "take them on first with `ssm-contacts update-rotation --contact-ids`",
            )


def refuse_mistimed(override: RotationOverride) -> None:
    """Raise where it ends too soon, or where it lies beyond the years of which shifts can be told."""
    refuse_backward(override.starts_at, override.ends_at)
    for member, at in (("StartTime", override.starts_at), ("EndTime", override.ends_at)):
        if not EARLIEST <= at <= NEVER:
            raise invalid_member(member, f"give a time from {spelled(EARLIEST)} until {spelled(NEVER)}")
    if override.ends_at - override.starts_at < SHORTEST:
        raise invalid_member("EndTime", "an override lasts 30 minutes at least")


def refuse_backward(start: datetime, end: datetime) -> None:
    """Raise where a time range ends before it has begun."""
    if end <= start:
        raise invalid_member("EndTime", "give a time that is later than StartTime")
