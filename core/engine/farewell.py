"""The step `farewell`: tell whoever reads a contact channel's old address that its pages go elsewhere now."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from core.arns import name_of
from core.contact_channels.contact_channel import ContactChannel, Former
from core.contact_channels.ports import ContactChannels
from core.contacts.ports import Contacts
from core.engine.ledger import Ledger
from core.engine.ports import CannotDeliver, Carriers, FarewellMessage
from core.step import Step
from core.work import Work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Farewell:
    channels: ContactChannels
    contacts: Contacts
    carriers: Carriers
    ledger: Ledger

    async def __call__(self, step: Step) -> None:
        channel = await self.channels.get(step.subject)
        former = channel.former if channel else None
        if channel and former:
            try:
                await self.carriers.for_type(channel.type).warn(await self._message(channel, former))
            except CannotDeliver as no:
                log.warning("the old address of %s could not be told of the new one: %s", channel.arn, no)

        async def forget(work: Work) -> None:
            now = await self.channels.get(step.subject)
            if now and former and now.former == former:  # nobody needs it any more
                work.save(replace(now, former=None))

        await self.ledger.settle(step, forget)

    async def _message(self, channel: ContactChannel, former: Former) -> FarewellMessage:
        contact = await self.contacts.get(channel.contact_arn)
        return FarewellMessage(
            contact_channel_arn=channel.arn,
            channel_type=channel.type,
            address=former.address,
            channel_name=channel.name,
            contact_name=(contact.display_name if contact else None) or name_of(channel.contact_arn),
            changed_by=former.changed_by,
            changed_at=former.until,
        )
