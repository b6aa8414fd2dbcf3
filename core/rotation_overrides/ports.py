"""What the overrides' operations need of storage."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.listing import Listing, Window
from core.rotation_overrides.rotation_override import RotationOverride


class RotationOverrides(Protocol):
    async def get(self, rotation_arn: str, id_: str) -> RotationOverride | None:
        """The rotation's override of that id."""

    async def overlapping(
        self, rotation_arn: str, start: datetime, end: datetime, window: Window
    ) -> Listing[RotationOverride]:
        """Those of the rotation that last at some moment from `start` until before `end`, in order of their start."""

    async def during(self, rotation_arn: str, start: datetime, end: datetime) -> list[RotationOverride]:
        """The same, all of them."""

    async def lasting_at(self, rotation_arn: str, moment: datetime) -> list[RotationOverride]:
        """Those of the rotation that last at this moment and are not damaged."""
