"""The internal audit: every engagement that has not come to its end has a next step, or gets one.

It opens none of them: one that cannot be read must not keep Muster from starting, or from looking at the others.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from core.engagements.ports import Engagements
from core.engine.ledger import Ledger
from core.engine.ports import Steps
from core.work import Work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    engagements: Engagements
    steps: Steps
    ledger: Ledger

    async def look(self) -> int:
        """Schedule what is missing; how many engagements stood still.  None ever should."""
        still = [arn for arn in await self.engagements.unfinished() if await self._stands_still(arn)]
        for arn in still:
            log.error("%s had no next step; it has one again", arn)

            async def follow(work: Work, arn: str = arn) -> None:
                work.schedule("escalate", arn)

            await self.ledger.note(follow)
        return len(still)

    async def _stands_still(self, engagement_arn: str) -> bool:
        """Looks at the engagement once more behind its step: it may have come to its end meanwhile."""
        if await self.steps.is_scheduled(f"escalate {engagement_arn}"):
            return False
        return await self.engagements.is_unfinished(engagement_arn)
