"""The step `revise`: change a page's message so that it says what became of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from core.engagements.ports import Pages
from core.engine.ledger import Ledger
from core.engine.messages import Messages
from core.engine.ports import CannotDeliver, Carriers
from core.step import Step
from core.work import Work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revising:
    pages: Pages
    messages: Messages
    carriers: Carriers
    ledger: Ledger

    async def __call__(self, step: Step) -> None:
        page = await self.pages.get(step.subject)
        if page is not None and page.carrier_reference:
            try:
                message = await self.messages.of_page(page, await self.messages.incident_of(page))
                await self.carriers.for_type(message.channel_type).revise(message)
            except CannotDeliver as no:
                log.info("a page's message was left as it is: %s", no)

        async def follow(work: Work) -> None:
            if page and page.lead and page.lead != page.arn:  # its message is that of another
                work.schedule("revise", page.lead)

        await self.ledger.settle(step, follow)
