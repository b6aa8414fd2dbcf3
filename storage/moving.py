"""What is remembered of what moved in, on its shelf."""

from __future__ import annotations

from core import arns
from core.moving.sighting import Sighting
from storage.archive import Archive
from storage.shelf import Shelf
from storage.tables.moving import SightingRow

OF_NOBODY = frozenset({"replication-set", "chat-configuration", "custom-action"})
"""What is kept before there is a replication set, too."""


def _owner(sighting: Sighting) -> str | None:
    """Whoever owns what it remembers."""
    kind = arns.kind_of(sighting.arn)
    if kind in OF_NOBODY:
        return None
    return arns.plan_arn_of(sighting.arn) if kind == "incident-record" else sighting.arn


SIGHTINGS = Shelf(Sighting, SightingRow, key=["arn"], owner=_owner)


class StoredSightings:
    """`core.moving.ports.Sightings`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, arn: str) -> Sighting | None:
        """See `Sightings`."""
        return await self._archive.get(SIGHTINGS, arn=arn)
