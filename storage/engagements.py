"""Engagements and pages on their shelves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, literal_column, select

from core.engagements.engagement import Engagement, Page
from core.listing import Listing, Window
from storage.archive import Archive
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.statements import compiled
from storage.tables.contacts import EngagementRow, PageRow
from storage.tables.step import StepRow
from storage.tenancy import is_of_tenant

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

_engagements, _pages = ENGAGEMENTS.table.c, PAGES.table.c
_next_looks = StepRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
# In one statement, which sees the engagement and its step as they were in the same moment.
_standing_still = compiled(
    select(_engagements.arn)
    .where(ENGAGEMENTS.of_tenant, _engagements.finished_at.is_(None))
    .where(
        ~select(_next_looks.c.key)
        .where(is_of_tenant(_next_looks), _next_looks.c.key == literal_column("'escalate '") + _engagements.arn)
        .exists()
    )
    .order_by(_engagements.started_at, _engagements.arn)
)
_in_slot = compiled(
    select(_pages.arn)
    .where(PAGES.of_tenant, _pages.engagement_arn == bindparam("engagement"), _pages.slot == bindparam("slot"))
)  # fmt: skip

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
        return await self._archive.undamaged(ENGAGEMENTS, Conditions().equal("incident", incident), AS_STARTED)

    async def standing_still(self) -> list[str]:
        """See `Engagements`."""
        return await self._archive.names(_standing_still, {})


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
        return await self._archive.undamaged(PAGES, Conditions().equal("engagement_arn", engagement_arn), AS_MADE)

    async def is_taken(self, engagement_arn: str, slot: str) -> bool:
        """See `Pages`."""
        blind = await self._archive.blind(PAGES, "slot", slot)
        return bool(await self._archive.names(_in_slot, {"engagement": engagement_arn, "slot": blind}))

    async def open_of_contact(self, contact_arn: str) -> list[Page]:
        """See `Pages`."""
        conditions = Conditions().equal("contact_arn", contact_arn).missing("closed_at")
        return await self._archive.all(PAGES, conditions, NEWEST_MADE)
