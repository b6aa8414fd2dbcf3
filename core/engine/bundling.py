"""The step `bundle`: pages that wait for a channel, as it rang often lately or takes nothing, go out as one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.arns import Arns, alias_of, names_incident
from core.clock import Clock
from core.engagements.bundles import (
    alone,
    bundled,
    following,
    goes_out_now,
    held,
    left_behind,
    refused,
    untried,
    waiting_of,
    waits_for_others,
)
from core.engagements.engagement import Page
from core.engagements.ports import Pages
from core.engine.ledger import Ledger
from core.engine.ports import Busy
from core.engine.ringing import Ringing
from core.incidents.ports import Incidents
from core.step import Step
from core.unreadable import unless_closed
from core.work import Work

GATHERED_FOR = timedelta(seconds=1)
"""So long those are gathered who wait for nobody that rang: each look for them reads all that their owner has open."""


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
            channel_arn, contact_arn = step.subject, self.arns.contact(alias_of(step.subject))
            pages = await self.pages.open_of_contact(contact_arn)
            waiting = waiting_of(pages, channel_arn, self.ringing.on_way(channel_arn, work.now))
            self.ringing.only_wait(channel_arn, (page.arn for page in waiting), work.now)
            free_at = self.ringing.free_at(channel_arn, work.now)
            if waiting and free_at <= work.now:
                await self._together(work, waiting)
            elif untried(waiting):
                work.schedule("bundle", channel_arn, free_at)

        await self.ledger.settle(step, follow)

    async def _together(self, work: Work, waiting: Sequence[Page]) -> None:
        """Have them go out as one message; where each has been tried already, when that is tried again."""
        lead, followers = bundled(waiting)
        before = {page.arn: page for page in waiting}
        work.save(*(one for one in (lead, *followers) if one != before[one.arn]))
        left = before.keys() - {lead.arn, *(one.arn for one in followers)}
        new = untried(waiting)
        self.ringing.only_wait(lead.channel_arn, left if new else {lead.arn, *left}, work.now)
        if new:
            self.ringing.leads_now(lead)
            self.ringing.let_go(lead, await self._impact(lead), work.now)
            work.schedule("page", lead.arn)
        if new & left:
            work.schedule("bundle", lead.channel_arn)

    async def wait_until(self, page: Page, step: Step) -> datetime | None:
        """Until when this page has to wait; None where it goes out now, as what was tried once always does."""
        if page.closed_at or not self.ringing.quiet_for:
            return None
        impact, now = await self._impact(page), self.clock.now()
        if self.ringing.is_being_led(page) and step.attempts > 1:
            raise Busy(GATHERED_FOR, "it goes out with others")
        if step.attempts <= 1 and not goes_out_now(page):
            return self.ringing.wait_until(page, impact, now)
        self.ringing.let_go(page, impact, now)
        return None

    async def hold(self, step: Step, until: datetime) -> None:
        """Let the page of this step wait, and see to it that it does not wait for longer."""

        async def follow(work: Work) -> None:
            page = await self.pages.get(step.subject)
            if page and page.closed_at is None:
                self.ringing.wait(page, work.now)
                work.save(held(page, work.now))
                work.join("bundle", page.channel_arn, max(until, work.now + GATHERED_FOR))

        await self.ledger.settle(step, follow)

    def wait(self, work: Work, page: Page) -> Page:
        """The page that its carrier has not taken yet, as one that nobody waits for: whoever waits goes out with it."""
        if not self.ringing.quiet_for:
            return page
        if self.ringing.wait(page, work.now):
            work.schedule("bundle", page.channel_arn, work.now + GATHERED_FOR)
        return refused(page, work.now)

    async def _impact(self, page: Page) -> int | None:
        if not page.incident_id or not names_incident(page.incident_id):
            return None
        incident = await unless_closed(self.incidents.get(page.incident_id))
        return incident.impact if incident else None

    async def followers(self, page: Page) -> list[Page]:
        """Those that go out with this one."""
        return following(await self.pages.open_of_contact(page.contact_arn), page.arn) if page.leads else []

    async def leave(self, work: Work, page: Page) -> None:
        """This page is not sent: those that were to go out with it must not stay behind, nor wait for it."""
        behind = [one for one in await self.followers(page) if waits_for_others(one)]
        work.save(*map(left_behind, behind))
        self.nobody_waits_for(work, page, is_waited_for=bool(behind))

    def nobody_waits_for(self, work: Work, page: Page, *, is_waited_for: bool = False) -> None:
        """It does not ring: others that wait for quiet may go out sooner."""
        if is_waited_for or self.ringing.others_wait(page, work.now):
            work.schedule("bundle", page.channel_arn, work.now + GATHERED_FOR)

    async def fail(self, step: Step) -> None:
        """Something unforeseen keeps this page from going out: from the second time on, it is tried by itself."""

        async def follow(work: Work) -> None:
            page = await self.pages.get(step.subject)
            if page and page.closed_at is None and step.kind == "page":
                await self.leave(work, page if step.failures else replace(page, leads=0))
                if step.failures and alone(page) != page:
                    work.save(alone(page))

        await self.ledger.note(follow)
