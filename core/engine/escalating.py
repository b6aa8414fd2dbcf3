"""The step `escalate`: look at an engagement, page whoever is due, and say when to look again."""

from __future__ import annotations

from dataclasses import dataclass

from core.arns import names_incident
from core.engagements.ports import Engagements, Pages
from core.engine.asking import Asking
from core.engine.ledger import Ledger
from core.step import Step
from core.work import Work

MOST_ATTEMPTS = 20
"""So often is it tried whether those who were due before are paged; then it is gone on without them.

That is five seconds: longer than it takes until others go on with what a process held that has died.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalating:
    engagements: Engagements
    pages: Pages
    asking: Asking
    ledger: Ledger

    async def __call__(self, step: Step) -> None:
        async def follow(work: Work) -> None:
            engagement = await self.engagements.get(step.subject)
            if engagement is not None:
                pages = await self.pages.all_of(engagement.arn)
                await self.asking.go_on(work, engagement, pages, may_wait=step.attempts < MOST_ATTEMPTS)
                if engagement.incident_id and names_incident(engagement.incident_id):
                    work.schedule("announce", engagement.incident_id)

        await self.ledger.settle(step, follow)
