"""The step `warn`: tell somebody that another has tried to answer their page, or to change their contact channel."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from core.authorization.targets import contact_arn_of
from core.contact_channels.ports import ContactChannels
from core.engagements.ports import Pages
from core.engine.ledger import Ledger
from core.engine.ports import CannotDeliver, Carriers, WarningMessage
from core.listing import Window
from core.step import Step
from core.work import Work

log = logging.getLogger(__name__)

MANY = Window(100)
CARRIED_BY = "SLACK"
"""Nobody is called in the night for this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningOwners:
    pages: Pages
    channels: ContactChannels
    carriers: Carriers
    ledger: Ledger

    async def __call__(self, step: Step) -> None:
        action, target, actor = step.subject.split(" ", 2)
        if await self.pages.get(target) or await self.channels.get(target):
            for address in await self._addresses(contact_arn_of(target)):
                message = WarningMessage(
                    address=address, action=action, resource_arn=target, actor_arn=actor, tried_at=step.due_at
                )
                try:
                    await self.carriers.for_type(CARRIED_BY).warn(message)
                except CannotDeliver as no:
                    log.info("nobody could be told that %s was refused on %s: %s", action, target, no)
        await self.ledger.settle(step, _nothing_more)

    async def _addresses(self, contact_arn: str) -> list[str]:
        found = (await self.channels.of_contact(contact_arn, MANY)).items
        reached = [one.address for one in found if one.type == CARRIED_BY and one.activated_at]
        return list(dict.fromkeys(reached))


async def _nothing_more(_: Work) -> None:
    """That it is done is all there is to store."""
