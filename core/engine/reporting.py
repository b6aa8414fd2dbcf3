"""What carriers report later of a page that they took: that it reached the person, or that it could not."""

from __future__ import annotations

from dataclasses import dataclass

from core.engagements.ports import Pages
from core.engagements.reports import arrived, was_lost
from core.engine.ledger import Ledger
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """For edges that carriers call back; whoever calls has verified that it is the carrier."""

    pages: Pages
    ledger: Ledger

    async def delivered(self, page_arn: str, info: str) -> None:
        """The message that the carrier calls `info` has arrived."""

        async def follow(work: Work) -> None:
            page = await self.pages.get(page_arn)
            if page and (now := arrived(page, info, work.now)) != page:
                work.save(now)

        await self.ledger.note(follow)

    async def failed(self, page_arn: str, info: str, reason: str) -> None:
        """It could not be delivered, for this reason; another provider is asked at once, where there is one."""

        async def follow(work: Work) -> None:
            page = await self.pages.get(page_arn)
            if page and (now := was_lost(page, info, reason, work.now)) != page:
                work.save(now)
                if page.closed_at is None:
                    work.schedule("confirm", page_arn)

        await self.ledger.note(follow)
