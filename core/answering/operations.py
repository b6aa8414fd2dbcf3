"""The one door for answers from outside Slack: a code, a word, a key pressed, a link clicked; each is answered."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from core.answering import sentences
from core.answering.matter import Matter, ended, label, matter_of, title
from core.answering.owners import How, owner
from core.arns import Arns
from core.clock import Clock
from core.dispatcher import Dispatcher
from core.engagements.bundles import following
from core.engagements.ports import Engagements, Pages
from core.errors import Refusal

log = logging.getLogger(__name__)

ACCEPT = "ssm-contacts:AcceptPage"
MOST_REFUSALS = 2
"""So many are told of at a time; a telephone is no place for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Every answer goes through the dispatcher, in the name of the person who was paged."""

    dispatcher: Dispatcher
    pages: Pages
    engagements: Engagements
    arns: Arns
    clock: Clock

    async def of_page(self, page_arn: str, code: str | None, channel_arn: str | None, how: How) -> str:
        """Take one page, or say why not; `code` is None where the edge knows already that the person answers."""
        matter = await self.matter(page_arn)
        if matter is None:
            return sentences.NO_SUCH_PAGE
        said = _title([matter], how)[0]
        if what := ended(matter):
            return sentences.over(what, said, self.clock.now())
        return await self._accepted(matter, code, channel_arn, how) or sentences.taken([said])

    async def of_pages(self, matters: Sequence[Matter], channel_arn: str | None, how: How) -> str:
        """Take several pages that ask this person, who has not been asked for their codes."""
        outcomes = [(one, await self._accepted(one, None, channel_arn, how)) for one in matters]
        theirs = [one for one, no in outcomes if no is None]
        refused = [no for _, no in outcomes if no]
        said = [sentences.taken(_title(theirs, how))] if theirs else []
        return "\n".join([*said, *refused[:MOST_REFUSALS]])

    async def matter(self, page_arn: str) -> Matter | None:
        """A page with what it rests on; None where it is gone."""
        page = await self.pages.get(page_arn)
        engagement = await self.engagements.get(page.engagement_arn) if page else None
        if page is None or engagement is None:
            return None
        return matter_of(page, engagement, await self.pages.all_of(engagement.arn))

    async def with_it(self, matter: Matter) -> list[Matter]:
        """Those that came with this page in one message and still ask."""
        if not matter.page.leads:
            return []
        found = following(await self.pages.open_of_contact(matter.page.contact_arn), matter.page.arn)
        return [other for one in found if (other := await self.matter(one.arn)) and other.asks]

    async def _accepted(self, matter: Matter, code: str | None, channel_arn: str | None, how: How) -> str | None:
        """None where the page is theirs now; else what is to be said."""
        page = matter.page
        request = {"PageId": page.arn, "AcceptType": "READ", "AcceptCode": page.code if code is None else code}
        if channel_arn:
            request["ContactChannelId"] = channel_arn
        name = matter.engagement.name_of(page.contact_arn)
        try:
            await self.dispatcher.call(owner(self.arns, page.contact_arn, name, how), ACCEPT, request)
        except Refusal as no:
            return await self._refused(page.arn, no, how)
        return None

    async def _refused(self, page_arn: str, no: Refusal, how: How) -> str:
        """Somebody may have been faster by a moment, which is another thing than a wrong code."""
        now = await self.matter(page_arn)
        if now is None:
            return sentences.NO_SUCH_PAGE
        if what := ended(now):
            return sentences.over(what, _title([now], how)[0], self.clock.now())
        if no.code == "ValidationException":
            return sentences.WRONG_CODE
        log.warning("an answer by %s to %s came to nothing: %s", how, page_arn, no.code)
        return sentences.FAILED


def _title(matters: Sequence[Matter], how: How) -> list[str]:
    """What an answer is about; of one page alone, a call or the page of a link has said so already."""
    if how == "sms":
        return [label(one) for one in matters]
    return [title(one) if len(matters) > 1 else "" for one in matters]
