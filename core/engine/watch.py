"""The internal audit: every engagement that has not come to its end has a next step, or gets one.

It opens none of them: one that cannot be read must not keep Muster from starting, or from looking at the others.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from core.engagements.ports import Engagements
from core.engine.ledger import Ledger
from core.work import Work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    engagements: Engagements
    ledger: Ledger

    async def look(self) -> int:
        """Schedule what is missing; how many engagements stood still.  None ever should."""
        still = await self.engagements.standing_still()
        for arn in still:
            log.error("%s had no next step; it has one again", arn)

            async def follow(work: Work, arn: str = arn) -> None:
                work.schedule("escalate", arn)

            await self.ledger.note(follow)
        return len(still)
