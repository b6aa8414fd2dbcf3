"""The step `page`: hand a page to its carrier, and write down what the carrier said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

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
from core.incidents.incident import Incident
from core.notifications.notification import notify
from core.step import Step
from core.timeline.event import PAGE, automatic
from core.work import Work

Said = HandedOver | str | Unknown | None
"""What became of a page: taken, refused for good, nobody knows, or nothing was sent."""


class Facts(NamedTuple):
    """A page, and the incident that it is about."""

    page: Page
    incident: Incident | None
    """None where it is about none, or about one that was deleted or cannot be opened now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    pages: Pages
    messages: Messages
    carriers: Carriers
    bundling: Bundling
    ledger: Ledger
    looking: Looking = field(default_factory=Looking)

    async def __call__(self, step: Step) -> None:
        page = await self.pages.get(step.subject)
        if page and step.kind == "page" and await self._has_to_wait(page, step):
            return
        facts = await self._facts(page)
        said = await self._tried(facts, step) if facts else None

        # Whoever deletes an incident closes its open pages: where an open page was not changed, its incident stands.
        believed = facts if facts and not facts.page.closed_at and isinstance(said, HandedOver | str) else None

        async def follow(work: Work) -> None:
            # It may have been answered while the carrier had it, and both must be written down: then it cannot be
            # stored as it was read before, and is read anew.
            nonlocal believed
            now, believed = believed or await self._facts(await self.pages.get(step.subject)), None
            if now is None:
                return
            if isinstance(said, HandedOver | str):
                await self._write_down(work, now, said)
                return
            page = now.page
            if said and not is_told_of(page):
                page = delayed(page, str(said), work.now)
                work.save(page)
            await self.bundling.leave(work, page)

        await self.ledger.settle(step, follow)

    async def _facts(self, page: Page | None) -> Facts | None:
        return Facts(page, await self.messages.incident_of(page)) if page else None

    async def _has_to_wait(self, page: Page, step: Step) -> bool:
        """Whether it does not go out by this step, which is done with."""
        if goes_with_another(page):
            await self.ledger.settle(step, _nothing_more)
        elif until := await self.bundling.wait_until(page, step):
            await self.bundling.hold(step, until)
        else:
            return False
        return True

    async def _tried(self, facts: Facts, step: Step) -> Said:
        """As `_handed_over`, told to whoever counts how often a channel rings."""
        page = facts.page
        ringing, clock = self.bundling.ringing, self.bundling.clock
        is_certain = self.looking.is_certain(page, step)
        try:
            said = await self._handed_over(facts, looks=not is_certain)
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
                    _tell(work, Facts(one, await self.messages.incident_of(one)), is_out=False)

        await self.ledger.note(follow)

    async def _handed_over(self, facts: Facts, *, looks: bool) -> Said:
        """What the carrier said, or why it will never work; None where nothing was sent.

        An earlier attempt may have got through to the carrier and died before it could write so down: whoever finds
        the message there need not send it again, and can change it once it needs no answer any more.
        """
        page = facts.page
        try:
            message = await self.messages.of_page(page, facts.incident)
            carrier = self.carriers.for_type(message.channel_type)
            found = await self.looking.look(carrier, message, page, self.bundling.clock.now()) if looks else None
            if found or page.closed_at:
                return found
            return await carrier.page(message)
        except CannotDeliver as no:
            if page.closed_at is None:
                return str(no)
            return unless_open(page, str(no)) if looks else None

    async def _write_down(self, work: Work, facts: Facts, said: HandedOver | str) -> None:
        page = facts.page
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
        is_out = not isinstance(said, str)
        _tell(work, facts, is_out=is_out)
        for one in await self.bundling.followers(page):
            work.save(failed(one, said, work.now) if isinstance(said, str) else _along(one, said, work.now))
            _tell(work, Facts(one, await self.messages.incident_of(one)), is_out=is_out)


def _tell(work: Work, facts: Facts, *, is_out: bool) -> None:
    """In the incident's timeline and channels, where the page is about one that can be opened: what cannot be opened
    now must not undo the record of what was sent, for the person would be paged once more."""
    page, incident = facts
    if incident is None:
        return
    if is_out and page.sent_at is None:
        data = {"contactArn": page.contact_arn, "engagementArn": page.engagement_arn}
        event = automatic(work.new_id(), incident.arn, PAGE, data, work.now)
        work.save(event)
        notify(work, incident, event)
    if incident.chat_topics:
        work.schedule("announce", incident.arn)


async def _nothing_more(_: Work) -> None:
    """It goes out with another."""


def _along(page: Page, said: HandedOver, now: datetime) -> Page:
    """In the message of the one that leads, which alone is changed later."""
    return sent(page, said.info, None, now, delivered=said.delivered)
