"""The step `bundle`: pages that had to wait for a channel that rang often lately go out as one message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.arns import Arns, alias_of, names_incident
from core.clock import Clock
from core.engagements.bundles import bundled, following, held, left_behind, waiting_of
from core.engagements.engagement import Page
from core.engagements.ports import Pages
from core.engine.ledger import Ledger
from core.engine.ringing import Ringing
from core.incidents.ports import Incidents
from core.step import Step
from core.unreadable import unless_closed
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundling:
    pages: Pages
    incidents: Incidents
    ringing: Ringing
    ledger: Ledger
    clock: Clock
    arns: Arns

    async def __call__(self, step: Step) -> None:
        async def follow(work: Work) -> None:
            contact_arn = self.arns.contact(alias_of(step.subject))
            waiting = waiting_of(await self.pages.open_of_contact(contact_arn), step.subject)
            if not waiting:
                return
            lead, followers, others_are_left = bundled(waiting)
            work.save(lead, *followers)
            work.schedule("page", lead.arn)
            if others_are_left:
                work.schedule("bundle", step.subject)

        await self.ledger.settle(step, follow)

    async def wait_until(self, page: Page) -> datetime | None:
        """Until when this page has to wait; None where it goes out now."""
        if page.closed_at or not self.ringing.quiet_for:
            return None
        return self.ringing.wait_until(page, await self._impact(page), self.clock.now())

    async def hold(self, step: Step, until: datetime) -> None:
        """Let the page of this step wait, and see to it that it does not wait for longer."""

        async def follow(work: Work) -> None:
            page = await self.pages.get(step.subject)
            if page and page.closed_at is None:
                work.save(held(page, work.now))
                work.join("bundle", page.channel_arn, until)

        await self.ledger.settle(step, follow)

    async def _impact(self, page: Page) -> int | None:
        if not page.incident_id or not names_incident(page.incident_id):
            return None
        incident = await unless_closed(self.incidents.get(page.incident_id))
        return incident.impact if incident else None

    async def followers(self, page: Page) -> list[Page]:
        """Those that go out with this one."""
        return following(await self.pages.open_of_contact(page.contact_arn), page.arn) if page.leads else []

    async def leave(self, work: Work, page: Page) -> None:
        """This page is not sent any more: those that were to go out with it must not stay behind."""
        for one in await self.followers(page):
            if one.sent_at is None or page.sent_at is None:
                work.save(left_behind(one))
                work.schedule("page", one.arn)
