"""Repeated alarms on their shelf."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from core import arns
from core.incidents.repetition import Repetition
from storage.archive import Archive
from storage.shelf import Shelf
from storage.statements import compiled
from storage.tables.incidents import RepetitionRow

REPETITIONS = Shelf(
    Repetition,
    RepetitionRow,
    key=["incident_arn", "id"],
    owner=lambda repetition: arns.plan_arn_of(repetition.incident_arn),
)

_c = REPETITIONS.table.c
_some = compiled(
    select(REPETITIONS.table)
    .where(REPETITIONS.of_tenant, _c.incident_arn == bindparam("incident"))
    .limit(bindparam("at_most"))
)


class StoredRepetitions:
    """`core.incidents.ports.Repetitions`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def of_incident(self, incident_arn: str, most: int) -> list[Repetition]:
        """See `Repetitions`."""
        return await self._archive.find(REPETITIONS, _some, {"incident": incident_arn, "at_most": most})
