"""The step `escalate`: look at an engagement, page whoever is due, and say when to look again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.arns import Arns, alias_of, names_incident
from core.contact_channels.ports import ContactChannels
from core.engagements.engagement import Engagement, Page
from core.engagements.escalation import Decision, decide
from core.engagements.paging import after, asked_again, page_of
from core.engagements.ports import Engagements, Pages
from core.engagements.timetable import Slot
from core.engine.ledger import Ledger
from core.step import Step
from core.work import Work

APART = timedelta(milliseconds=250)
"""When several stages are overdue at once, so long after each other are their pages sent, that they arrive in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalating:
    engagements: Engagements
    pages: Pages
    channels: ContactChannels
    ledger: Ledger
    arns: Arns

    async def __call__(self, step: Step) -> None:
        async def follow(work: Work) -> None:
            engagement = await self.engagements.get(step.subject)
            if engagement is not None:
                await self._look(work, engagement)

        await self.ledger.settle(step, follow)

    async def _look(self, work: Work, engagement: Engagement) -> None:
        decision = decide(engagement, await self.pages.all_of(engagement.arn), work.now)
        usable = [slot for slot in decision.page_now if await self._can_be_used(engagement, slot)]
        skipped = tuple(slot.name for slot in decision.page_now if slot not in usable)
        # Always with the engagement: two who decide on the same facts conflict, and only one of them pages.
        work.save(after(engagement, decision, skipped, work.now))
        for turn, slot in _in_turn(usable):
            page = self._page(work, engagement, slot)
            work.save(page)
            work.schedule("page", page.arn, work.now + turn * APART)
        for page, times in decision.repeat_now:
            work.save(asked_again(page, times))
            work.schedule("page", page.arn)
        self._then(work, engagement, decision)

    def _then(self, work: Work, engagement: Engagement, decision: Decision) -> None:
        if decision.look_again_at:
            work.schedule("escalate", engagement.arn, decision.look_again_at)
        if engagement.incident_id and names_incident(engagement.incident_id):
            work.schedule("announce", engagement.incident_id)

    def _page(self, work: Work, engagement: Engagement, slot: Slot) -> Page:
        arn = self.arns.page(alias_of(slot.contact_arn), work.new_id())
        return page_of(slot, engagement, arn, work.code(), work.now)

    async def _can_be_used(self, engagement: Engagement, slot: Slot) -> bool:
        """A channel that was deleted or not agreed to is skipped, as AWS does; so is a slot whose page was damaged."""
        channel = await self.channels.get(slot.channel_arn)
        if channel is None or channel.activated_at is None:
            return False
        return not await self.pages.is_taken(engagement.arn, slot.name)


def _in_turn(slots: Iterable[Slot]) -> Iterator[tuple[int, Slot]]:
    """Each slot with its place in the order of what is due; what is due at the same moment has the same place."""
    moments: list[datetime] = []
    for slot in sorted(slots, key=lambda slot: slot.due_at):
        if slot.due_at not in moments:
            moments.append(slot.due_at)
        yield len(moments) - 1, slot
