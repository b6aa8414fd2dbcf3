"""What a page or an activation says, gathered from the records when it is sent and not before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.arns import name_of, names_incident
from core.chat_channels.ports import ChatChannels
from core.chat_channels.topics import channels_of
from core.contact_channels.contact_channel import ContactChannel
from core.contact_channels.ports import ContactChannels
from core.contacts.ports import Contacts
from core.engagements.bundles import SHOWN, also, and_more, following
from core.engagements.engagement import Engagement, Page
from core.engagements.ports import Engagements, Pages
from core.engagements.resolving import found_for
from core.engine.outcome import Outcome, outcome_of
from core.engine.ports import ActivationMessage, CannotDeliver, PageMessage
from core.incidents.incident import Incident
from core.incidents.ports import Incidents
from core.unreadable import unless_closed

SOMEBODY = "an administrator of your team"
"""Who asks, where nobody knows their name: only administrators set up channels for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    incidents: Incidents
    engagements: Engagements
    pages: Pages
    contacts: Contacts
    channels: ContactChannels
    chat_channels: ChatChannels

    async def incident_of(self, page: Page) -> Incident | None:
        """What it is about; None where it is about none, or about one that was deleted or cannot be opened now."""
        named = page.incident_id if names_incident(page.incident_id) else None
        return await unless_closed(self.incidents.get(named)) if named else None

    async def of_page(self, page: Page, incident: Incident | None) -> PageMessage:
        """What `page` says now; raise `CannotDeliver` where its channel is gone or its owner has left it."""
        channel = await self.channels.get(page.channel_arn)
        engagement = await self.engagements.get(page.engagement_arn)
        if channel is None or engagement is None:
            raise CannotDeliver("the contact channel was deleted")
        if channel.activated_at is None and page.closed_at is None:
            raise CannotDeliver("the contact channel is not activated any more")
        told_in = channels_of(incident.chat_topics, await self.chat_channels.all()) if incident else ()
        message = _page_message(page, channel, engagement, incident, told_in)
        return await self._with_others(message, page) if page.leads else message

    async def _with_others(self, message: PageMessage, page: Page) -> PageMessage:
        """Said in the texts that every medium has: how many others came in the same message, and which."""
        others = following(await self.pages.open_of_contact(page.contact_arn), page.arn)
        engaged = [await self.engagements.get(one.engagement_arn) for one in others[:SHOWN]]
        return with_others(message, [one.subject for one in engaged if one], len(others))

    async def of_activation(self, channel: ContactChannel) -> ActivationMessage | None:
        """The request to agree; None where there is nothing to agree to any more."""
        contact = await self.contacts.get(channel.contact_arn)
        if channel.activation is None:
            return None
        return ActivationMessage(
            contact_channel_arn=channel.arn,
            channel_type=channel.type,
            address=channel.address,
            channel_name=channel.name,
            contact_name=(contact.display_name if contact else None) or name_of(channel.contact_arn),
            code=channel.activation.code,
            asked_by=channel.activation.asked_by or SOMEBODY,
            times_sent=channel.activation.times_sent,
        )


def _page_message(
    page: Page, channel: ContactChannel, engagement: Engagement, incident: Incident | None, told_in: tuple[str, ...]
) -> PageMessage:
    plan = engagement.plan
    outcome: Outcome | None = outcome_of(page, engagement, incident)
    found = found_for(page, engagement)
    trouble = page.receipts[-1] if page.receipts and page.receipts[-1].type == "ERROR" else None
    return PageMessage(
        page_arn=page.arn,
        contact_channel_arn=channel.arn,
        channel_type=channel.type,
        address=channel.address,
        contact_name=engagement.name_of(page.contact_arn),
        sender=engagement.sender,
        subject=engagement.subject,
        content=engagement.content,
        public_subject=engagement.public_subject,
        public_content=engagement.public_content,
        code=page.code,
        incident_arn=incident.arn if incident else None,
        title=incident.title if incident else None,
        impact=incident.impact if incident else None,
        since=_since(engagement, incident),
        told_in=told_in,
        stage=next((step.stage_index for step in page.path if step.stage_index is not None), None),
        stages=len(plan.engaged.stages) if plan.engaged.type == "ESCALATION" else None,
        schedule=_schedule(page, engagement),
        covers_for=found.covers.get(page.contact_arn, ()) if found else (),
        attempt=page.times_asked,
        made_at=page.created_at,
        reference=page.carrier_reference,
        trouble=trouble.info if trouble else None,
        trouble_at=trouble.at if trouble else None,
        outcome=outcome.words if outcome else None,
        outcome_at=outcome.at if outcome else None,
    )


def _schedule(page: Page, engagement: Engagement) -> str | None:
    led = (step.contact_arn for step in page.path if step.type == "ONCALL_SCHEDULE")
    return next((engagement.name_of(arn) for arn in led), None)


def _since(engagement: Engagement, incident: Incident | None) -> datetime:
    return incident.created_at if incident else engagement.started_at


def with_others(message: PageMessage, titles: Sequence[str], count: int) -> PageMessage:
    """The message, saying that `count` others are in it; once it needs no answer itself, that they still do."""
    if not count:
        return message
    message = replace(message, others=count)
    if message.outcome:
        still = f"{count} more that came with it still ask" if count > 1 else "one more that came with it still asks"
        return replace(message, outcome=f"{message.outcome}; {still}")
    return replace(
        message,
        title=message.title and message.title + and_more(count),
        subject=message.subject + and_more(count),
        content="\n".join(filter(None, (message.content, also(titles, count)))),
    )
