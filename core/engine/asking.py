"""Whom does an engagement want paged now, and can they be?  Asked when it starts, and at each look at it afterwards."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.arns import Arns, alias_of
from core.contact_channels.activating import can_be_used
from core.contact_channels.ports import ContactChannels
from core.engagements.acceptance import taken_before
from core.engagements.bundles import waits_for_others
from core.engagements.engagement import Engagement, Found, Page
from core.engagements.escalation import Decision, decide, earliest_first
from core.engagements.paging import after, asked_again, is_on_its_way, page_of
from core.engagements.ports import Pages
from core.engagements.resolving import with_found
from core.engagements.timetable import Question, Slot
from core.engine.on_call import OnCall
from core.engine.ports import TryLater
from core.unreadable import CLOSED, TOLD
from core.work import Work

log = logging.getLogger(__name__)

APART = timedelta(milliseconds=250)
"""When several stages are overdue at once, so long after each other are their pages made, that they arrive in order."""
ASKED_AGAIN_AFTER = timedelta(seconds=5)
"""So long after it could not be told who is on call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    pages: Pages
    channels: ContactChannels
    on_call: OnCall
    arns: Arns

    async def begin(self, work: Work, engagement: Engagement) -> None:
        """Start it, with the pages of its first moment: they go out as soon as the start itself is stored."""
        try:
            await self.go_on(work, engagement, ())
        except CLOSED:  # of whoever cannot be looked up now; the engine tries until it can
            work.save(engagement)
            work.schedule("escalate", engagement.arn)

    async def go_on(self, work: Work, engagement: Engagement, pages: Sequence[Page], *, may_wait: bool = False) -> None:
        """Page whoever is due, and say when to look again; `pages` are all that the engagement has.

        Of several moments that are overdue, one is paged at each look, and that when what was due before is out, if it
        `may_wait` so long: pages that were made ahead and overslept together would go out in any order.
        """
        decision = decide(engagement, pages, work.now)
        if decision.ask_now:
            engagement = await self._asked(work, engagement, pages, decision.ask_now)
            decision = decide(engagement, pages, work.now)
        decision = earliest_first(decision, work.now + APART)
        on_its_way = any(map(is_on_its_way, pages))
        if may_wait and on_its_way and decision.page_now:
            raise TryLater(APART, "those who were due before are not paged yet")
        usable = [slot for slot in decision.page_now if await self._can_be_used(engagement, slot)]
        skipped = tuple(slot.name for slot in decision.page_now if slot not in usable)
        # Always with the engagement: two who decide on the same facts conflict, and only one of them pages.
        work.save(after(engagement, decision, skipped, work.now))
        for slot in usable:
            page = self._page(work, engagement, slot)
            work.save(page)
            work.schedule("page", page.arn, work.now + (APART if on_its_way else timedelta()))
        for page, times in decision.repeat_now:
            work.save(asked_again(page, times))
            if not waits_for_others(page):  # else it goes out with them, and no repetition of another puts that off
                work.schedule("page", page.arn)
                work.cancel("confirm", page.arn)  # what is sent anew begins with the first provider again
        if again_at := self._look_again_at(decision, work.now):
            work.schedule("escalate", engagement.arn, again_at)

    async def _asked(
        self, work: Work, engagement: Engagement, pages: Sequence[Page], questions: Iterable[Question]
    ) -> Engagement:
        """The engagement that knows who is on call where its plan has come to; whoever cannot be told yet is asked for
        again, and nobody else waits for that."""
        answers = [answer for question in questions if (answer := await self._answer(question, work))]
        taken = taken_before(with_found(engagement, answers), pages, work.now)
        work.save(*taken.pages)
        for page in taken.pages:
            work.schedule("revise", page.arn)
        return taken.engagement

    async def _answer(self, question: Question, work: Work) -> Found | None:
        try:
            return await self.on_call.answer(question, work.now)
        except TOLD as problem:
            log.info("Who is on call in %s cannot be told yet: %s", question.schedule.arn, problem)
            return None

    def _look_again_at(self, decision: Decision, now: datetime) -> datetime | None:
        moments = [decision.look_again_at, now + ASKED_AGAIN_AFTER if decision.ask_now else None]
        return min(filter(None, moments), default=None)

    def _page(self, work: Work, engagement: Engagement, slot: Slot) -> Page:
        arn = self.arns.page(alias_of(slot.contact_arn), work.new_id())
        return page_of(slot, engagement, arn, work.code(), work.now)

    async def _can_be_used(self, engagement: Engagement, slot: Slot) -> bool:
        """A slot whose page was damaged is skipped like a channel that cannot be used."""
        if not can_be_used(await self.channels.get(slot.channel_arn)):
            return False
        return engagement.version == 0 or not await self.pages.is_taken(engagement.arn, slot.name)
