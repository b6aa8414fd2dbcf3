"""What engagements and pages need of storage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.engagements.engagement import Engagement, Page
from core.listing import Listing, Window


class Engagements(Protocol):
    async def get(self, arn: str) -> Engagement | None:
        """The engagement of that ARN."""

    async def listing(
        self,
        window: Window,
        *,
        incident_id: str | None = None,
        started_from: datetime | None = None,
        started_to: datetime | None = None,
        contact_arns: Sequence[str] | None = None,
    ) -> Listing[Engagement]:
        """The newest first."""

    async def of_incident(self, incident_id: str) -> list[Engagement]:
        """Every engagement of an incident that is not damaged, in the order in which they started."""

    async def standing_still(self) -> list[str]:
        """The ARNs of those, readable or not, that have not come to their end, and at which nothing will look again."""


class Pages(Protocol):
    async def get(self, arn: str) -> Page | None:
        """The page of that ARN."""

    async def by_engagement(self, engagement_arn: str, window: Window) -> Listing[Page]:
        """The newest first."""

    async def by_contact(self, contact_arn: str, window: Window) -> Listing[Page]:
        """The newest first."""

    async def all_of(self, engagement_arn: str) -> list[Page]:
        """Every page of an engagement that is not damaged, in the order in which they were made."""

    async def is_taken(self, engagement_arn: str, slot: str) -> bool:
        """Whether an engagement has a page in this slot, be it readable or not."""

    async def open_of_contact(self, contact_arn: str) -> list[Page]:
        """The pages that still ask this person for an answer, the newest first."""
