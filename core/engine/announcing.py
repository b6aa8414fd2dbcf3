"""The step `announce`: bring every channel that an incident has, or had, up to date, one post after the other."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.announcements.announcement import Announcement
from core.announcements.card import Card, StoryLine
from core.announcements.drawing import Facts, card_of, changes_at
from core.announcements.ports import Announcements
from core.announcements.posting import PutCard, Tell, announcements_of, last_post, next_post
from core.announcements.story import names_of, story_of
from core.announcements.unanswered import off_duty, unanswered
from core.arns import name_of
from core.chat_channels.ports import ChatChannels
from core.chat_channels.topics import channels_of
from core.clock import Clock
from core.contact_channels.ports import ContactChannels
from core.engagements.engagement import Engagement
from core.engagements.ports import Engagements, Pages
from core.engine.ledger import Ledger
from core.engine.ports import CannotDeliver, Noticeboard, TryLater
from core.incidents.incident import Incident
from core.incidents.ports import Incidents
from core.listing import Window
from core.response_plans.ports import ResponsePlans
from core.step import Step
from core.timeline.event import TimelineEvent
from core.timeline.ports import EventFilter, Timeline
from core.work import Finish, Postpone, Work

log = logging.getLogger(__name__)

ALL_AT_ONCE = Window(200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Where a card's facts are."""

    incidents: Incidents
    plans: ResponsePlans
    engagements: Engagements
    pages: Pages
    timeline: Timeline
    contact_channels: ContactChannels
    chat_channels: ChatChannels
    announcements: Announcements


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcing:
    records: Records
    noticeboard: Noticeboard
    ledger: Ledger
    clock: Clock

    async def __call__(self, step: Step) -> None:
        """`TryLater` of one channel is passed on only after the others have been served."""
        incident = await self.records.incidents.get(step.subject)
        if incident is None:
            await self._say_goodbye(step)
            return
        channels = channels_of(incident.chat_topics, await self.records.chat_channels.all())
        stored = await self.records.announcements.of_incident(incident.arn)
        facts = await self._facts(incident) if channels or stored else None
        if facts is None:
            await self._settle(step, ())
            return
        now = self.clock.now()
        card = card_of(facts, now)
        story = [
            *story_of(facts.events, names_of(facts.engagements)),
            *off_duty(facts.engagements),
            *unanswered(facts.engagements, facts.pages, now),
        ]
        late: list[TryLater] = []
        for announcement in announcements_of(incident.arn, channels, stored):
            try:
                known = await self._recognised(announcement) if step.attempts > 1 else announcement
                await self._bring_up_to_date(known, card, story, channels)
            except TryLater as wait:
                late.append(wait)
        if late:
            raise max(late, key=lambda wait: wait.after)
        await self._settle(step, facts.engagements)

    async def _recognised(self, announcement: Announcement) -> Announcement:
        """An earlier attempt may have posted the card and died before it wrote that down: one card is enough."""
        if announcement.card_ts:
            return announcement
        ts = await self.noticeboard.find_card(announcement.slack_channel_id, announcement.incident_arn)
        return replace(announcement, card_ts=ts)

    async def _bring_up_to_date(
        self, announcement: Announcement, card: Card, story: Sequence[StoryLine], channels: Sequence[str]
    ) -> None:
        now: Announcement | None = announcement
        while now is not None and (post := next_post(now, card, story, channels)):
            now = await self._posted(post)

    async def _posted(self, post: PutCard | Tell) -> Announcement | None:
        """What the channel knows after this post; None where it cannot be posted to."""
        channel = post.announcement.slack_channel_id
        try:
            if isinstance(post, PutCard):
                put = await self.noticeboard.put_card(channel, post.card, post.key, post.ts)
                known = post.put(put.ts, self.clock.now())
            else:
                await self.noticeboard.tell(channel, post.thread_ts, post.lines, post.key)
                known = post.told()
        except CannotDeliver as no:
            log.warning("channel %s was not told of an incident: %s", channel, no)
            return None
        return await self._kept(known)

    async def _kept(self, known: Announcement) -> Announcement:
        async def follow(work: Work) -> None:
            work.save(known)

        await self.ledger.note(follow)
        return replace(known, version=known.version + 1)

    async def _settle(self, step: Step, engagements: Sequence[Engagement]) -> None:
        """A card that changes by itself is looked at again then; what was scheduled meanwhile stands, and is sooner."""

        async def follow(work: Work) -> None:
            at = changes_at(engagements, work.now)
            work.changes.append(Postpone(step, at) if at else Finish(step))

        await self.ledger.note(follow)

    async def _say_goodbye(self, step: Step) -> None:
        """The incident was deleted: its cards say so, and what was known of them goes as well."""
        left = await self.records.announcements.of_incident(step.subject)
        for announcement in left:
            if post := last_post(announcement, self.clock.now()):
                await self._posted(post)

        async def follow(work: Work) -> None:
            work.delete(*await self.records.announcements.of_incident(step.subject))

        await self.ledger.settle(step, follow)

    async def _facts(self, incident: Incident) -> Facts:
        plan = await self.records.plans.get(incident.response_plan_arn)
        engagements = await self.records.engagements.of_incident(incident.arn)
        return Facts(
            incident=incident,
            plan_name=(plan.display_name or plan.name) if plan else name_of(incident.response_plan_arn),
            engagements=engagements,
            pages={one.arn: await self.records.pages.all_of(one.arn) for one in engagements},
            events=await self._events(incident.arn),
            slack_users=await self._slack_users(engagements),
        )

    async def _events(self, incident_arn: str) -> list[TimelineEvent]:
        events: list[TimelineEvent] = []
        window: Window | None = ALL_AT_ONCE
        while window:
            page = await self.records.timeline.listing(incident_arn, EventFilter(), window, ascending=True)
            events += page.items
            window = Window(ALL_AT_ONCE.limit, page.next) if page.next else None
        return events

    async def _slack_users(self, engagements: Sequence[Engagement]) -> dict[str, str]:
        """Whom to mention by their Slack name: the contacts of these plans that have a Slack channel."""
        people = {arn for one in engagements for arn in one.known}
        found = {}
        for arn in people:
            for channel in (await self.records.contact_channels.of_contact(arn, ALL_AT_ONCE)).items:
                if channel.type == "SLACK" and channel.activated_at:
                    found[arn] = channel.address
        return found
