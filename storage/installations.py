"""Installations, under the account's own key: they are there before any replication set."""

from __future__ import annotations

from core.installations.installation import Installation
from storage.archive import Archive
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.tables.installation import InstallationRow

INSTALLATIONS = Shelf(Installation, InstallationRow, key=["team_id"])

BY_TEAM = Order(("team_id",))


class StoredInstallations:
    """`core.installations.ports.Installations`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, team_id: str) -> Installation | None:
        """See `Installations`."""
        return await self._archive.get(INSTALLATIONS, team_id=team_id)

    async def all(self) -> list[Installation]:
        """See `Installations`."""
        found = await self._archive.all(INSTALLATIONS, Conditions(), BY_TEAM)
        return sorted(found, key=lambda one: one.installed_at)
