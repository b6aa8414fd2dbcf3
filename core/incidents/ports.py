"""What the incidents' operations need of storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.incidents.incident import Incident, Status
from core.incidents.repetition import Repetition
from core.listing import Listing, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """All that is set must match; of several values any may."""

    statuses: tuple[Status, ...] | None = None
    impacts: tuple[int, ...] | None = None
    created_by: tuple[str, ...] | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    response_plan_arns: tuple[str, ...] | None = None


class Incidents(Protocol):
    async def get(self, arn: str) -> Incident | None:
        """The incident of that ARN."""

    async def open_with_dedupe_string(self, dedupe_string: str) -> Incident | None:
        """The open incident that takes in whatever has the same dedupe string."""

    async def listing(self, wanted: IncidentFilter, window: Window) -> Listing[Incident]:
        """Newest first."""

    async def count_open(self) -> int:
        """How many are open; needs no key."""

    async def with_uid(self, uid: str) -> list[Incident]:
        """Those whose ARN ends in `/uid`: at most one in practice."""


class Repetitions(Protocol):
    async def of_incident(self, incident_arn: str, most: int) -> list[Repetition]:
        """Some of those that nobody has told of yet, in any order."""
