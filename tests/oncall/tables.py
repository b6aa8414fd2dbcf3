"""How tests write shifts down: rows of local times and names."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.oncall.shifts import Shift, shifts
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Recurrence, Rotation


def local(text: str, zone: str) -> datetime:
    """`2026-03-29 09:00` on that zone's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def utc(text: str) -> datetime:
    return local(text, "UTC")


def daily(*hours: str, **more: Any) -> Recurrence:
    return recurrence(daily=tuple(map(time.fromisoformat, hours)), **more)


def recurrence(**more: Any) -> Recurrence:
    return Recurrence(**{"multiplier": 1, "number_of_on_calls": 1, **more})


def rotation(members: str, zone: str, start: str, rule: Recurrence) -> Rotation:
    """`start` in UTC; the members are letters."""
    return Rotation(
        arn="rotation",
        name="rotation",
        contact_arns=tuple(members),
        time_zone=zone,
        start_at=utc(start),
        created_at=utc(start) - timedelta(days=30),
        recurrence=rule,
    )


def override(members: str, start: str, end: str, made: int = 0) -> RotationOverride:
    return RotationOverride(
        id=f"{made:04}",
        rotation_arn="rotation",
        starts_at=utc(start),
        ends_at=utc(end),
        contact_arns=tuple(members),
        created_at=utc("2026-01-01") + timedelta(minutes=made),
    )


def table(rotation: Rotation, start: str, end: str, *overrides: RotationOverride) -> list[str]:
    """The shifts between these times in UTC, a row each, such as `03-28 08:00 - 03-29 07:00 b for a`."""
    return [row(shift) for shift in shifts(rotation, overrides, utc(start), utc(end))]


def row(shift: Shift) -> str:
    people = "".join(shift.contact_arns) or "nobody"
    instead = f" for {''.join(shift.overridden_arns) or 'nobody'}" if shift.is_override else ""
    return f"{shift.starts_at:%m-%d %H:%M} - {shift.ends_at:%m-%d %H:%M} {people}{instead}"
