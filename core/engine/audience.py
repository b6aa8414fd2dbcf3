"""Which channels are told of a schedule's hand-offs, and of which incidents may each of them hear?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.chat_channels.chat_channel import ChatChannel
from core.chat_channels.ports import ChatChannels
from core.chat_channels.topics import channels_of
from core.contacts.contact import Contact
from core.contacts.ports import Contacts
from core.engagements.ports import Engagements
from core.handoffs.post import Incidents, OpenIncident, who_has
from core.handoffs.tags import are_told, channels_named
from core.incidents.incident import Incident
from core.incidents.ports import IncidentFilter
from core.incidents.ports import Incidents as StoredIncidents
from core.listing import Window
from core.response_plans.ports import ResponsePlans
from core.response_plans.response_plan import ResponsePlan
from core.unreadable import unless_closed

MOST_OPEN = Window(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    contacts: Contacts
    plans: ResponsePlans
    chat_channels: ChatChannels
    incidents: StoredIncidents
    engagements: Engagements

    async def channels(self, schedule: Contact) -> tuple[str, ...]:
        """Those that the schedule names, or else those of the response plans that engage it."""
        if not are_told(schedule.tags):
            return ()
        if named := channels_named(schedule.tags):
            return named
        topics = [topic for plan in await self._plans(schedule) for topic in plan.chat_topics]
        return channels_of(topics, await self.chat_channels.all())

    async def open_incidents(self, schedule: Contact, channels: Sequence[str]) -> dict[str, Incidents]:
        """What each of these channels is told: of others' incidents only how many there are."""
        opened = await unless_closed(self._open(schedule))
        if opened is None:
            return dict.fromkeys(channels, Incidents(are_known=False))
        links = await self.chat_channels.all()
        return {channel: await self._in(channel, opened, links) for channel in channels}

    async def _in(self, channel: str, opened: Sequence[Incident], links: Sequence[ChatChannel]) -> Incidents:
        here = [one for one in opened if channel in channels_of(one.chat_topics, links)]
        return Incidents(here=tuple([await self._told(one) for one in here]), elsewhere=len(opened) - len(here))

    async def _told(self, incident: Incident) -> OpenIncident:
        return OpenIncident(
            title=incident.title,
            impact=incident.impact,
            since=incident.created_at,
            who=who_has(await self.engagements.of_incident(incident.arn)),
        )

    async def _open(self, schedule: Contact) -> Sequence[Incident]:
        plans = tuple(plan.arn for plan in await self._plans(schedule))
        wanted = IncidentFilter(statuses=("OPEN",), response_plan_arns=plans)
        return (await self.incidents.listing(wanted, MOST_OPEN)).items if plans else ()

    async def _plans(self, schedule: Contact) -> list[ResponsePlan]:
        """Those that engage it, themselves or by an escalation plan, each once."""
        engaged = [schedule.arn, *(plan.arn for plan in await self.contacts.engaging(schedule.arn))]
        found = [plan for arn in engaged for plan in await self.plans.engaging(arn)]
        return list({plan.arn: plan for plan in found}.values())
