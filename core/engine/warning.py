"""The step `warn`: tell somebody that another has tried to answer their page, or to change their contact channel."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from core.arns import contact_arn_of
from core.contact_channels.ports import ContactChannels
from core.engagements.ports import Pages
from core.engine.ledger import Ledger
from core.engine.ports import CannotDeliver, Carriers, WarningMessage
from core.engine.told import Told
from core.listing import Window
from core.page_tokens import Sealer
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
    sealer: Sealer
    """Who tried is in the step as nobody can read it."""
    told: Told = field(default_factory=Told)

    async def __call__(self, step: Step) -> None:
        about, _, sealed = step.subject.rpartition(" ")
        action, target = about.split(" ", 1)
        actor = await self.sealer.open(sealed, about)
        if actor is None:
            log.warning("a warning about %s cannot be opened: nobody is told", target)
        elif await self.pages.get(target) or await self.channels.get(target):
            owner = contact_arn_of(target)
            messages = [
                WarningMessage(
                    address=address, action=action, resource_arn=target, actor_arn=actor, tried_at=step.due_at
                )
                for address in await self._addresses(owner)
            ]
            if messages and self.told.is_news((actor, action), owner, step.due_at):
                await self._tell(messages, owner)
        await self.ledger.settle(step, _nothing_more)

    async def _tell(self, messages: list[WarningMessage], owner: str) -> None:
        is_told = False
        try:
            for message in messages:
                is_told |= await self._is_delivered(message)
        finally:
            if not is_told:  # be it that nobody can be told, or only not now
                self.told.take_back((messages[0].actor_arn, messages[0].action), owner)

    async def _is_delivered(self, message: WarningMessage) -> bool:
        try:
            await self.carriers.for_type(CARRIED_BY).warn(message)
        except CannotDeliver as no:
            log.info("nobody could be told that %s was refused on %s: %s", message.action, message.resource_arn, no)
            return False
        return True

    async def _addresses(self, contact_arn: str) -> list[str]:
        found = (await self.channels.of_contact(contact_arn, MANY)).items
        reached = [one.address for one in found if one.type == CARRIED_BY and one.activated_at]
        return list(dict.fromkeys(reached))


async def _nothing_more(_: Work) -> None:
    """That it is done is all there is to store."""
