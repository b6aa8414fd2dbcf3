"""Engagements and pages on their shelves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.engagements.engagement import Engagement, Page
from core.listing import Listing, Window
from storage.archive import Archive
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.tables.contacts import EngagementRow, PageRow

ENGAGEMENTS = Shelf(
    Engagement,
    EngagementRow,
    key=["arn"],
    owner=lambda engagement: engagement.contact_arn,
    blind={"incident": lambda engagement: engagement.incident_id},
)
PAGES = Shelf(
    Page,
    PageRow,
    key=["arn"],
    owner=lambda page: page.contact_arn,
    blind={"slot": lambda page: page.slot},
)

AS_STARTED = Order(("started_at", "arn"))
NEWEST_STARTED = Order(("started_at", "arn"), newest_first=True)
AS_MADE = Order(("created_at", "arn"))
NEWEST_MADE = Order(("created_at", "arn"), newest_first=True)


class StoredEngagements:
    """`core.engagements.ports.Engagements`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, arn: str) -> Engagement | None:
        """See `Engagements`."""
        return await self._archive.get(ENGAGEMENTS, arn=arn)

    async def listing(
        self,
        window: Window,
        *,
        incident_id: str | None = None,
        started_from: datetime | None = None,
        started_to: datetime | None = None,
        contact_arns: Sequence[str] | None = None,
    ) -> Listing[Engagement]:
        """See `Engagements`."""
        incident = await self._archive.blind(ENGAGEMENTS, "incident", incident_id)
        conditions = Conditions().equal("incident", incident).between("started_at", started_from, started_to)
        conditions.any_of("contact_arn", contact_arns)
        return await self._archive.listing(ENGAGEMENTS, conditions, NEWEST_STARTED, window)

    async def of_incident(self, incident_id: str) -> list[Engagement]:
        """See `Engagements`."""
        incident = await self._archive.blind(ENGAGEMENTS, "incident", incident_id)
        return await self._archive.all(ENGAGEMENTS, Conditions().equal("incident", incident), AS_STARTED)

    async def unfinished(self) -> list[Engagement]:
        """See `Engagements`."""
        return await self._archive.all(ENGAGEMENTS, Conditions().missing("finished_at"), AS_STARTED)


class StoredPages:
    """`core.engagements.ports.Pages`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, arn: str) -> Page | None:
        """See `Pages`."""
        return await self._archive.get(PAGES, arn=arn)

    async def by_engagement(self, engagement_arn: str, window: Window) -> Listing[Page]:
        """See `Pages`."""
        conditions = Conditions().equal("engagement_arn", engagement_arn)
        return await self._archive.listing(PAGES, conditions, NEWEST_MADE, window)

    async def by_contact(self, contact_arn: str, window: Window) -> Listing[Page]:
        """See `Pages`."""
        return await self._archive.listing(PAGES, Conditions().equal("contact_arn", contact_arn), NEWEST_MADE, window)

    async def all_of(self, engagement_arn: str) -> list[Page]:
        """See `Pages`."""
        return await self._archive.all(PAGES, Conditions().equal("engagement_arn", engagement_arn), AS_MADE)

    async def open_of_contact(self, contact_arn: str) -> list[Page]:
        """See `Pages`."""
        conditions = Conditions().equal("contact_arn", contact_arn).missing("closed_at")
        return await self._archive.all(PAGES, conditions, NEWEST_MADE)
