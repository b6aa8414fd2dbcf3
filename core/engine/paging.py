"""The step `page`: hand a page to its carrier, and write down what the carrier said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.arns import names_incident
from core.engagements.bundles import goes_with_another, is_known_refused
from core.engagements.engagement import Page
from core.engagements.paging import delayed, failed, is_told_of, sent
from core.engagements.ports import Pages
from core.engagements.reports import is_known_lost, waits_for_a_report
from core.engine.bundling import Bundling
from core.engine.ledger import Ledger
from core.engine.looking import Looking, Unknown, unless_open
from core.engine.messages import Messages
from core.engine.ports import Busy, CannotDeliver, Carriers, HandedOver, TryLater
from core.incidents.ports import Incidents
from core.notifications.notification import notify
from core.step import Step
from core.timeline.event import PAGE, automatic
from core.unreadable import unless_closed
from core.work import Work

Said = HandedOver | str | Unknown | None
"""What became of a page: taken, refused for good, nobody knows, or nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    pages: Pages
    incidents: Incidents
    messages: Messages
    carriers: Carriers
    bundling: Bundling
    ledger: Ledger
    looking: Looking = field(default_factory=Looking)

    async def __call__(self, step: Step) -> None:
        page = await self.pages.get(step.subject)
        if page and step.kind == "page" and await self._has_to_wait(page, step):
            return
        said = await self._tried(page, step) if page else None

        believed = page if isinstance(said, HandedOver | str) else None

        async def follow(work: Work) -> None:
            # It may have been answered while the carrier had it, and both must be written down: then it cannot be
            # stored as it was read before, and is read anew.
            nonlocal believed
            now, believed = believed or await self.pages.get(step.subject), None
            if now is None:
                return
            if isinstance(said, HandedOver | str):
                await self._write_down(work, now, said)
                return
            if said and not is_told_of(now):
                now = delayed(now, str(said), work.now)
                work.save(now)
            await self.bundling.leave(work, now)

        await self.ledger.settle(step, follow)

    async def _has_to_wait(self, page: Page, step: Step) -> bool:
        """Whether it does not go out by this step, which is done with."""
        if goes_with_another(page):
            await self.ledger.settle(step, _nothing_more)
        elif until := await self.bundling.wait_until(page, step):
            await self.bundling.hold(step, until)
        else:
            return False
        return True

    async def _tried(self, page: Page, step: Step) -> Said:
        """As `_handed_over`, told to whoever counts how often a channel rings."""
        ringing, clock = self.bundling.ringing, self.bundling.clock
        is_certain = self.looking.is_certain(page, step)
        try:
            said = await self._handed_over(page, looks=not is_certain)
        except Busy:  # it rings when its turn comes, and to wait for that is no trouble
            if is_certain:
                self.looking.was_not_sent(step)
            raise
        except TryLater as wait:
            ringing.take_back(page, clock.now())
            await self._note_trouble(step, wait.reason)
            raise
        except Exception:
            ringing.take_back(page, clock.now())
            await self.bundling.fail(step)
            raise
        (ringing.has_rung if isinstance(said, HandedOver) else ringing.take_back)(page, clock.now())
        return said

    async def _note_trouble(self, step: Step, reason: str) -> None:
        """Whoever looks shall see at once that it is not out, and why; and nobody shall wait for it."""

        async def follow(work: Work) -> None:
            page = await self.pages.get(step.subject)
            if page is None or page.closed_at:
                return
            for one in (page, *await self.bundling.followers(page)):
                is_news = step.attempts <= 1 and not is_known_refused(one)
                after = delayed(one, reason, work.now) if is_news else one
                if one is page and step.kind == "page":
                    after = self.bundling.wait(work, after)
                if after != one:
                    work.save(after)
                if is_news:
                    await self._tell(work, one, is_out=False)

        await self.ledger.note(follow)

    async def _handed_over(self, page: Page, *, looks: bool) -> Said:
        """What the carrier said, or why it will never work; None where nothing was sent.

        An earlier attempt may have got through to the carrier and died before it could write so down: whoever finds
        the message there need not send it again, and can change it once it needs no answer any more.
        """
        try:
            message = await self.messages.of_page(page)
            carrier = self.carriers.for_type(message.channel_type)
            found = await self.looking.look(carrier, message, page, self.bundling.clock.now()) if looks else None
            if found or page.closed_at:
                return found
            return await carrier.page(message)
        except CannotDeliver as no:
            if page.closed_at is None:
                return str(no)
            return unless_open(page, str(no)) if looks else None

    async def _write_down(self, work: Work, page: Page, said: HandedOver | str) -> None:
        if isinstance(said, str):
            work.save(failed(page, said, work.now))
            self.bundling.nobody_waits_for(work, page)
        else:
            at = min(max(said.at, page.created_at), work.now) if said.at else work.now  # by the carrier's clock
            out = sent(page, said.info, said.reference, at, delivered=said.delivered, failures=said.failures)
            work.save(out)
            if page.closed_at:
                work.schedule("revise", page.arn)
            elif said.report_within and waits_for_a_report(out):
                # A carrier that could not deliver it may have said so before we could write that it took it.
                patience = timedelta() if is_known_lost(page, said.info) else said.report_within
                work.schedule("confirm", page.arn, work.now + patience)
        await self._tell(work, page, is_out=not isinstance(said, str))
        for one in await self.bundling.followers(page):
            is_out = not isinstance(said, str)
            work.save(failed(one, said, work.now) if isinstance(said, str) else _along(one, said, work.now))
            await self._tell(work, one, is_out=is_out)

    async def _tell(self, work: Work, page: Page, *, is_out: bool) -> None:
        incident_arn = page.incident_id
        if not incident_arn or not names_incident(incident_arn):
            return
        # What cannot be opened now must not undo the record of what was sent: the person would be paged once more.
        incident = await unless_closed(self.incidents.get(incident_arn))
        if incident is None:
            return
        if is_out and page.sent_at is None:
            data = {"contactArn": page.contact_arn, "engagementArn": page.engagement_arn}
            event = automatic(work.new_id(), incident_arn, PAGE, data, work.now)
            work.save(event)
            notify(work, incident, event)
        if incident.chat_topics:
            work.schedule("announce", incident_arn)


async def _nothing_more(_: Work) -> None:
    """It goes out with another."""


def _along(page: Page, said: HandedOver, now: datetime) -> Page:
    """In the message of the one that leads, which alone is changed later."""
    return sent(page, said.info, None, now, delivered=said.delivered)
