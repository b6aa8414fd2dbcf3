"""Rotations and their overrides on their shelves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.listing import Listing, Window
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation
from storage.archive import Archive
from storage.moments import MICROSECOND
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.tables.rotations import RotationOverrideRow, RotationRow

ROTATIONS = Shelf(Rotation, RotationRow, key=["arn"], owner=lambda rotation: rotation.arn)
ROTATION_OVERRIDES = Shelf(
    RotationOverride, RotationOverrideRow, key=["rotation_arn", "id"], owner=lambda override: override.rotation_arn
)

AS_MADE = Order(("created_at", "arn"))
BY_START = Order(("starts_at", "id"))


class StoredRotations:
    """`core.rotations.ports.Rotations`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, arn: str) -> Rotation | None:
        """See `Rotations`."""
        return await self._archive.get(ROTATIONS, arn=arn)

    async def many(self, arns: Iterable[str]) -> dict[str, Rotation]:
        """See `Rotations`."""
        found = [await self.get(arn) for arn in set(arns)]
        return {rotation.arn: rotation for rotation in found if rotation}

    async def listing(self, name_prefix: str, window: Window) -> Listing[Rotation]:
        """See `Rotations`."""
        if not name_prefix:
            return await self._archive.listing(ROTATIONS, Conditions(), AS_MADE, window)
        return await self._archive.sifted(
            ROTATIONS, Conditions(), AS_MADE, window, lambda rotation: rotation.name.startswith(name_prefix)
        )

    async def with_member(self, contact_arn: str) -> list[Rotation]:
        """See `Rotations`."""
        return [rotation for rotation in await self._all() if contact_arn in rotation.contact_arns]

    async def named(self, name: str) -> list[Rotation]:
        """See `Rotations`."""
        return [rotation for rotation in await self._all() if rotation.name.casefold() == name.casefold()]

    async def _all(self) -> list[Rotation]:
        """Names and members are sealed, and there are no more rotations than teams."""
        return await self._archive.all(ROTATIONS, Conditions(), AS_MADE)


class StoredRotationOverrides:
    """`core.rotation_overrides.ports.RotationOverrides`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, rotation_arn: str, id_: str) -> RotationOverride | None:
        """See `RotationOverrides`."""
        return await self._archive.get(ROTATION_OVERRIDES, rotation_arn=rotation_arn, id=id_)

    async def overlapping(
        self, rotation_arn: str, start: datetime, end: datetime, window: Window
    ) -> Listing[RotationOverride]:
        """See `RotationOverrides`.  What ends at `start`, or starts at `end`, is only next to it."""
        return await self._archive.listing(ROTATION_OVERRIDES, _during(rotation_arn, start, end), BY_START, window)

    async def during(self, rotation_arn: str, start: datetime, end: datetime) -> list[RotationOverride]:
        """See `RotationOverrides`."""
        return await self._archive.all(ROTATION_OVERRIDES, _during(rotation_arn, start, end), BY_START)

    async def lasting_at(self, rotation_arn: str, moment: datetime) -> list[RotationOverride]:
        """See `RotationOverrides`."""
        conditions = Conditions().equal("rotation_arn", rotation_arn)
        conditions.between("starts_at", None, moment).between("ends_at", moment + MICROSECOND, None)
        return await self._archive.undamaged(ROTATION_OVERRIDES, conditions, BY_START)


def _during(rotation_arn: str, start: datetime, end: datetime) -> Conditions:
    conditions = Conditions().equal("rotation_arn", rotation_arn)
    return conditions.between("starts_at", None, end - MICROSECOND).between("ends_at", start + MICROSECOND, None)
