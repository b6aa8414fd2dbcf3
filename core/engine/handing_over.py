"""The step `handoff`: tell channels that others are on call in a schedule than they know of."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from core.arns import name_of
from core.clock import Clock
from core.contacts.contact import Contact
from core.engine.audience import Audience
from core.engine.ledger import Ledger
from core.engine.ports import CannotDeliver, TryLater
from core.engine.schedules import Schedules
from core.handoffs.changes import begun, change, ended, told_in
from core.handoffs.hand_off import HandOff, UnderWay
from core.handoffs.ports import HandOffBoard, HandOffs
from core.handoffs.post import HandOffPost, Incidents, Person
from core.step import Step
from core.unreadable import unless_closed
from core.work import Work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingOver:
    """Writes down what is under way before any channel hears of it, so that whoever goes on says the same."""

    schedules: Schedules
    audience: Audience
    hand_offs: HandOffs
    board: HandOffBoard
    ledger: Ledger
    clock: Clock

    async def __call__(self, step: Step) -> None:
        """`TryLater` of one channel is passed on only after the others have been served."""
        schedule = await self.schedules.contacts.get(step.subject)
        if schedule is None:
            await self._settle(step, None)
            return
        seen, now = await self.schedules.look_at(schedule, self.clock.now()), self.clock.now()
        kept = await self.hand_offs.get(schedule.arn)
        if kept is None:  # nobody was told of anybody, so there is no news
            await self._settle(step, HandOff(schedule_arn=schedule.arn, told=seen.on_call, told_at=now))
            return
        channels = await self.audience.channels(schedule)
        known = await self._recognised(kept, channels) if step.attempts > 1 else kept
        current = begun(known, seen.on_call, now)
        if current.under_way and channels:
            current = await self._tell(await self._saved(current), schedule, channels)
        await self._settle(step, ended(current, self.clock.now()))

    async def _recognised(self, kept: HandOff, channels: tuple[str, ...]) -> HandOff:
        """An earlier attempt may have posted and died before it wrote that down: one post is enough."""
        if kept.under_way is None:
            return kept
        for channel in set(channels).difference(kept.under_way.channels):
            if await self.board.has(channel, _key(kept.schedule_arn, kept.under_way)):
                kept = told_in(kept, channel)
        return kept

    async def _tell(self, kept: HandOff, schedule: Contact, channels: tuple[str, ...]) -> HandOff:
        late: list[TryLater] = []
        incidents = await self.audience.open_incidents(schedule, channels)
        for channel in channels:
            if kept.under_way is None or channel in kept.under_way.channels:
                continue
            try:
                await self._post(channel, kept, schedule, incidents[channel])
                kept = await self._saved(told_in(kept, channel))
            except TryLater as wait:
                late.append(wait)
        if late:
            raise max(late, key=lambda wait: wait.after)
        return kept

    async def _post(self, channel: str, kept: HandOff, schedule: Contact, incidents: Incidents) -> None:
        if kept.under_way is None:
            return
        people = change(kept.told, kept.under_way.contact_arns)
        post = HandOffPost(
            schedule=schedule.display_name or schedule.alias,
            alias=schedule.alias,
            out=await self._people(people.out),
            came=await self._people(people.came),
            stay=await self._people(people.stay),
            until=await unless_closed(self.schedules.until(schedule, self.clock.now())),
            incidents=incidents,
        )
        try:
            await self.board.post(channel, post, _key(kept.schedule_arn, kept.under_way))
        except CannotDeliver as no:
            log.warning("channel %s was not told of a hand-off: %s", channel, no)

    async def _people(self, arns: tuple[str, ...]) -> tuple[Person, ...]:
        in_slack = await self.schedules.slack_users(arns)
        return tuple([Person(name=await self._name(arn), slack_user_id=in_slack.get(arn)) for arn in arns])

    async def _name(self, arn: str) -> str:
        contact = await unless_closed(self.schedules.contacts.get(arn))
        return (contact.display_name or contact.alias) if contact else name_of(arn)

    async def _saved(self, kept: HandOff) -> HandOff:
        async def follow(work: Work) -> None:
            work.save(kept)

        await self.ledger.note(follow)
        return replace(kept, version=kept.version + 1)

    async def _settle(self, step: Step, kept: HandOff | None) -> None:
        async def follow(work: Work) -> None:
            if kept:
                work.save(kept)

        await self.ledger.settle(step, follow)


def _key(schedule_arn: str, under_way: UnderWay) -> str:
    """The same however often it is tried."""
    return f"{schedule_arn} {under_way.begun_at.isoformat()}"
