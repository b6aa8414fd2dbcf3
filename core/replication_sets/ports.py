"""What the replication set's operations need of storage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from core.replication_sets.replication_set import Region, ReplicationSet


class ReplicationSets(Protocol):
    async def current(self) -> ReplicationSet | None:
        """The account's one replication set, if there is one."""


class Keys(Protocol):
    """The keys that replication sets are sealed under; they live outside the database."""

    async def check(self, regions: Mapping[str, Region]) -> None:
        """Raise `Refusal` where one of these Regions has a key that cannot seal it."""

    async def create(self, replication_set_arn: str) -> None:
        """Make the set's key-encryption key; harmless where it exists.  Raise `Refusal` where it was destroyed."""

    async def follow(self, replication_set: ReplicationSet) -> None:
        """Have everything that is sealed open with the key of each Region that the set has, and with no other's."""

    async def exist(self, replication_set_arn: str) -> bool:
        """Whether what is sealed under the set's key can still be read."""

    async def destroy(self, replication_set_arn: str) -> None:
        """Make everything that was sealed under it unreadable, old backups included."""
