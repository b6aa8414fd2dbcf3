"""What the rotations' operations need of storage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from core.listing import Listing, Window
from core.rotations.rotation import Rotation


class Rotations(Protocol):
    async def get(self, arn: str) -> Rotation | None:
        """The rotation of that ARN."""

    async def many(self, arns: Iterable[str]) -> dict[str, Rotation]:
        """Those of these ARNs that exist, by ARN."""

    async def listing(self, name_prefix: str, window: Window) -> Listing[Rotation]:
        """In the order in which they were made."""

    async def with_member(self, contact_arn: str) -> list[Rotation]:
        """Every rotation in which this contact has a turn, in the order in which they were made."""

    async def named(self, name: str) -> list[Rotation]:
        """Every rotation of this name, in whatever letter case."""
