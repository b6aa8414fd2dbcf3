"""The step `confirm`: page once more, by another provider, where nobody has heard that a page arrived."""

from __future__ import annotations

from dataclasses import dataclass

from core.engagements.ports import Pages
from core.engagements.reports import waits_for_a_report
from core.engine.ledger import Ledger
from core.engine.paging import Paging
from core.step import Step
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirming:
    pages: Pages
    paging: Paging
    ledger: Ledger

    async def __call__(self, step: Step) -> None:
        page = await self.pages.get(step.subject)
        if page and waits_for_a_report(page):
            await self.paging(step)
        else:
            await self.ledger.settle(step, _nothing_more)


async def _nothing_more(_: Work) -> None:
    """It has arrived, or asks for no answer any more."""
