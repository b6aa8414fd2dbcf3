"""Pages: read, listed, answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.codes.ports import Guessers
from core.codes.wrong_codes import WrongCodes, actor_of, tried
from core.codes.wrong_codes import wrong as one_more
from core.contact_channels.ports import ContactChannels
from core.contacts.ports import Contacts
from core.dispatcher import handles
from core.engagements.acceptance import Acceptance, Answer, Superseded, WrongCode, accept
from core.engagements.engagement import Engagement, Page
from core.engagements.ports import Engagements
from core.engagements.ports import Pages as Stored
from core.errors import contact_resource_not_found, invalid_member
from core.incidents.ports import Incidents
from core.listing import Listing
from core.notifications.notification import notify
from core.pages.answers import answer_of, is_guess, too_late, wrong_code
from core.pages.members import receipt, receipts_of, resolution, summarized, written
from core.timeline.event import ACKNOWLEDGEMENT, automatic
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a page touches beside itself."""

    engagements: Engagements
    contacts: Contacts
    contact_channels: ContactChannels
    incidents: Incidents
    guessers: Guessers


class Pages:
    def __init__(self, stored: Stored, around: Around) -> None:
        self._stored = stored
        self._around = around

    @handles("ssm-contacts:AcceptPage")
    async def accept(self, work: Work, request: types.AcceptPageInput) -> types.AcceptPageOutput:
        page = await self._named(request["PageId"])
        answer = answer_of(request, work.caller, page)
        # Before the code: a request that cannot be kept is no attempt at it, and learns nothing of it.
        await self._refuse_foreign_channel(answer.channel_arn, page)
        attempt = await self._attempt(work, answer)
        engagement = await self._engagement_of(page)
        match accept(answer, page, engagement, await self._stored.all_of(engagement.arn), work.now):
            case WrongCode() as wrong:
                raise wrong_code(wrong, page, attempt and one_more(attempt))
            case Superseded() as late:
                raise too_late(late, engagement)
            case Acceptance() as acceptance:
                await self._save(work, acceptance)
                work.save(*([attempt] if attempt else []))
        return {}

    @handles("ssm-contacts:DescribePage")
    async def describe(self, _: Work, request: types.DescribePageInput) -> types.DescribePageOutput:
        page = await self._named(request["PageId"])
        return written(page, await self._engagement_of(page))

    @handles("ssm-contacts:ListPagesByEngagement")
    async def by_engagement(
        self, _: Work, request: types.ListPagesByEngagementInput
    ) -> types.ListPagesByEngagementOutput:
        if await self._around.engagements.get(request["EngagementId"]) is None:
            raise contact_resource_not_found("ENGAGEMENT", request["EngagementId"])
        found = await self._stored.by_engagement(request["EngagementId"], pages.window(request))
        answer: types.ListPagesByEngagementOutput = {"Pages": await self._rows(found)}
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-contacts:ListPagesByContact")
    async def by_contact(self, _: Work, request: types.ListPagesByContactInput) -> types.ListPagesByContactOutput:
        if await self._around.contacts.get(request["ContactId"]) is None:
            raise contact_resource_not_found("CONTACT", request["ContactId"])
        found = await self._stored.by_contact(request["ContactId"], pages.window(request))
        answer: types.ListPagesByContactOutput = {"Pages": await self._rows(found)}
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-contacts:ListPageReceipts")
    async def receipts(self, _: Work, request: types.ListPageReceiptsInput) -> types.ListPageReceiptsOutput:
        found = receipts_of(await self._named(request["PageId"]), pages.window(request))
        answer: types.ListPageReceiptsOutput = {"Receipts": [receipt(each) for each in found.items]}
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-contacts:ListPageResolutions")
    async def resolutions(self, _: Work, request: types.ListPageResolutionsInput) -> types.ListPageResolutionsOutput:
        page = await self._named(request["PageId"])
        return {"PageResolutions": [resolution(step) for step in page.path]}

    async def _attempt(self, work: Work, answer: Answer) -> WrongCodes | None:
        """What this caller has got wrong so far; a refusal where that is too much for another try."""
        if not is_guess(answer):
            return None
        return tried(await self._around.guessers.get(actor_of(work.caller)), work.caller, work.now)

    async def _refuse_foreign_channel(self, arn: str | None, page: Page) -> None:
        if arn is None or arn == page.channel_arn:  # the page's own, although it may be deleted since
            return
        channel = await self._around.contact_channels.get(arn)
        if channel is None:
            raise contact_resource_not_found("CONTACT_CHANNEL", arn)
        if channel.contact_arn != page.contact_arn:
            raise invalid_member("ContactChannelId", "it must be a contact channel of the contact who was paged")

    async def _save(self, work: Work, acceptance: Acceptance) -> None:
        if not acceptance.pages:
            return
        # Saved even where it stays as it was: a decision to page this person that was made meanwhile must not stand.
        work.save(acceptance.engagement, *acceptance.pages)
        if not acceptance.acknowledged:
            return
        for page in acceptance.pages:
            work.schedule("revise", page.arn)
        if acceptance.engagement.acknowledged_at:
            work.cancel("escalate", acceptance.engagement.arn)
        await self._tell(work, acceptance.pages[0])

    async def _tell(self, work: Work, taken: Page) -> None:
        incident = await self._around.incidents.get(taken.incident_id) if taken.incident_id else None
        if incident:
            data = {"contactArn": taken.contact_arn, "engagementArn": taken.engagement_arn}
            event = automatic(work.new_id(), incident.arn, ACKNOWLEDGEMENT, data, work.now)
            work.save(event)
            notify(work, incident, event)
            work.schedule("announce", incident.arn)

    async def _rows(self, found: Listing[Page]) -> list[types.Page]:
        engagements = {arn: await self._engaged(arn) for arn in {page.engagement_arn for page in found.items}}
        return [summarized(page, engagements[page.engagement_arn]) for page in found.items]

    async def _engagement_of(self, page: Page) -> Engagement:
        return await self._engaged(page.engagement_arn)

    async def _engaged(self, arn: str) -> Engagement:
        engagement = await self._around.engagements.get(arn)
        if engagement is None:
            raise contact_resource_not_found("ENGAGEMENT", arn)
        return engagement

    async def _named(self, arn: str) -> Page:
        page = await self._stored.get(arn)
        if page is None:
            raise contact_resource_not_found("PAGE", arn)
        return page
