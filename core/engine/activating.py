"""The step `activate`: ask the owner of a channel's address whether they agree to be paged through it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from core.contact_channels.ports import ContactChannels
from core.engine.ledger import Ledger
from core.engine.messages import Messages
from core.engine.ports import CannotDeliver, Carriers
from core.step import Step
from core.work import Work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activating:
    channels: ContactChannels
    messages: Messages
    carriers: Carriers
    ledger: Ledger

    async def __call__(self, step: Step) -> None:
        channel = await self.channels.get(step.subject)
        message = await self.messages.of_activation(channel) if channel else None
        if channel is not None and message is not None and channel.activated_at is None:
            try:
                await self.carriers.for_type(channel.type).activate(message)
            except CannotDeliver as no:
                log.warning("an activation code could not be sent to %s: %s", channel.arn, no)
        await self.ledger.settle(step, _nothing_more)


async def _nothing_more(_: Work) -> None:
    """That it is done is all there is to store."""
