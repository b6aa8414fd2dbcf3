"""One button for "I have it": finds the pages that ask this person, accepts them, or says who has it or is asked."""

from __future__ import annotations

from bot.slack.blocks import acknowledgement
from bot.slack.blocks.elements import Message
from core.arns import alias_of
from core.caller import Caller
from core.contacts.ports import Contacts
from core.dispatcher import Dispatcher
from core.engagements.engagement import Engagement, Page
from core.engagements.ports import Engagements, Pages
from core.errors import Refusal

ACCEPT, LOOK = "ssm-contacts:AcceptPage", "ssm-incidents:GetIncidentRecord"


class Acknowledging:
    def __init__(self, dispatcher: Dispatcher, pages: Pages, engagements: Engagements, contacts: Contacts) -> None:
        self._dispatcher = dispatcher
        self._pages = pages
        self._engagements = engagements
        self._contacts = contacts

    async def incident(self, caller: Caller, incident_arn: str, token: str) -> Message:
        """Accept every page of the incident that asks this person; else say what the matter is."""
        mine = [page for contact in sorted(caller.contact_arns) for page in await self._asking(contact, incident_arn)]
        if mine:
            await self._accept(caller, mine, token)
            return acknowledgement.accepted()
        # Whose page it is not, and who is asked instead, is for those to know who may look at the incident.
        await self._dispatcher.demand(caller, LOOK, {"arn": incident_arn})
        engagements = await self._engagements.of_incident(incident_arn)
        open_ones = [one for one in engagements if not one.acknowledged_at and not one.stopped_at]
        if open_ones:
            return acknowledgement.not_asked(await self._people_asked(open_ones))
        answered = [one for one in engagements if one.acknowledged_at]
        return await self._answered(answered[-1]) if answered else acknowledgement.nobody_asked()

    async def bundle(self, caller: Caller, lead_arn: str, token: str) -> Message:
        """Accept every page of one message that still asks this person."""
        open_ones = [one for arn in sorted(caller.contact_arns) for one in await self._pages.open_of_contact(arn)]
        mine = [page for page in open_ones if lead_arn in (page.arn, page.lead)]
        if not mine:
            return acknowledgement.nothing_left()
        await self._accept(caller, mine, token)
        return acknowledgement.accepted_all(len(mine))

    async def _accept(self, caller: Caller, pages: list[Page], token: str) -> None:
        """Answer all of them; one answer may have closed the others, so that one that counts is enough."""
        refusals = []
        for page in pages:
            request = {"PageId": page.arn, "AcceptType": "READ", "AcceptCode": page.code}
            try:
                await self._dispatcher.call(caller, ACCEPT, request, token=f"{token} {page.arn}")
            except Refusal as no:
                refusals.append(no)
        if len(refusals) == len(pages):
            raise refusals[0]

    async def already(self, caller: Caller, page_arn: str) -> Message | None:
        """Who answered this page's engagement before, for who may answer it; None while it still asks."""
        await self._dispatcher.demand(caller, ACCEPT, {"PageId": page_arn})
        page = await self._pages.get(page_arn)
        engagement = await self._engagements.get(page.engagement_arn) if page else None
        if page is None or engagement is None:
            return None
        if page.read_at:
            return acknowledgement.already(await self._name(page.contact_arn), page.read_at)
        if engagement.acknowledged_at:
            return await self._answered(engagement)
        return acknowledgement.stopped(engagement.stopped_at) if engagement.stopped_at else None

    async def _asking(self, contact_arn: str, incident_arn: str) -> list[Page]:
        return [page for page in await self._pages.open_of_contact(contact_arn) if page.incident_id == incident_arn]

    async def _answered(self, engagement: Engagement) -> Message:
        who = await self._name(engagement.acknowledged_by) if engagement.acknowledged_by else "somebody"
        return acknowledgement.already(who, engagement.acknowledged_at or engagement.started_at)

    async def _people_asked(self, engagements: list[Engagement]) -> list[str]:
        arns = [
            page.contact_arn
            for engagement in engagements
            for page in await self._pages.all_of(engagement.arn)
            if page.closed_at is None
        ]
        return [await self._name(arn) for arn in dict.fromkeys(arns)]

    async def _name(self, contact_arn: str) -> str:
        contact = await self._contacts.get(contact_arn)
        return (contact and contact.display_name) or alias_of(contact_arn)
