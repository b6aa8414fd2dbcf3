"""Pages to nobody on their shelf, under the account's own key."""

from __future__ import annotations

from core.probes.probe import Probe
from storage.archive import Archive
from storage.shelf import Shelf
from storage.tables.probes import ProbeRow

PROBES = Shelf(Probe, ProbeRow, key=["name"])


class StoredProbes:
    """`core.probes.ports.Probes`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, name: str) -> Probe | None:
        """See `Probes`."""
        return await self._archive.get(PROBES, name=name)
