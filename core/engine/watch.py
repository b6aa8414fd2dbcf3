"""The internal audit: what has not come to its end has a next step, or gets one, and each step a lane to be found on.

It opens none of them: one that cannot be read must not keep Muster from starting, or from looking at the others.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from core.engagements.ports import Engagements
from core.engine.ledger import Ledger
from core.engine.ports import Lanes
from core.operators.ports import Operators
from core.work import Work

log = logging.getLogger(__name__)

DAMAGED = "steps that were damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    engagements: Engagements
    lanes: Lanes
    ledger: Ledger
    operators: Operators

    async def look(self) -> int:
        """Schedule what is missing; how many engagements stood still.  None ever should."""
        await self._mend_lanes()
        still = await self.engagements.standing_still()
        for arn in still:
            log.error("%s had no next step; it has one again", arn)

            async def follow(work: Work, arn: str = arn) -> None:
                work.schedule("escalate", arn)

            await self.ledger.note(follow)
        return len(still)

    async def _mend_lanes(self) -> None:
        mended = await self.lanes.mend()
        for key in mended:
            log.error("%s was on a lane that there is none of; it is on its own again", key)
        if mended:
            self.operators.tell(
                DAMAGED,
                f"The database was damaged, and nobody would have found what is to be done ({len(mended)} of it). It "
                "is done now, late as it may be; the log names it. See what is wrong with the disk or the server.",
            )
        else:
            self.operators.over(DAMAGED)
