"""STOP, START and activation codes, done in the name of the person whom the address reaches."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from core.answering import sentences
from core.answering.agreement.said import said_of_asking, said_of_code
from core.answering.owners import How, owner
from core.answering.sender import Sender
from core.arns import Arns, alias_of
from core.clock import Clock
from core.contact_channels.activating import NotActivated, activated
from core.contact_channels.contact_channel import ContactChannel
from core.contact_channels.ports import ContactChannels
from core.contacts.ports import Contacts
from core.dispatcher import Dispatcher
from core.errors import Refusal

log = logging.getLogger(__name__)

ACTIVATE = "ssm-contacts:ActivateContactChannel"
DEACTIVATE = "ssm-contacts:DeactivateContactChannel"
SEND_CODE = "ssm-contacts:SendActivationCode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    dispatcher: Dispatcher
    contacts: Contacts
    contact_channels: ContactChannels
    arns: Arns
    clock: Clock
    card: str = ""
    """Where the senders' card is, for people who have just agreed."""

    async def stop(self, sender: Sender) -> str:
        """No more to this address, and no code that is on its way opens it."""
        reached = [one for one in sender.written_to if one.activated_at or one.activation]
        if not reached and sender.channels:
            return sentences.NOT_TEXTED
        return sentences.FAILED if await self._to_each(DEACTIVATE, reached) else sentences.STOPPED

    async def start(self, sender: Sender) -> str:
        """A new code to whatever is not in use."""
        silent = [one for one in sender.written_to or sender.channels if not one.activated_at]
        if not silent:
            return sentences.ACTIVE
        return said_of_asking(await self._to_each(SEND_CODE, silent), len(silent))

    async def code(self, sender: Sender, code: str) -> str | None:
        """Try it on the channels that wait for one; None where none does."""
        now = self.clock.now()
        fits = [one for one in sender.asked if not isinstance(activated(one, code, now), NotActivated)]
        channel = next(iter(fits or sender.asked), None)
        if channel is None:
            return None
        said = said_of_code(channel, code, now, self.card)
        return said if await self._is_active(channel, code, "sms") or not fits else sentences.FAILED

    async def typed(self, channel_arn: str, code: str) -> bool:
        """A code was typed in a call to the channel's own number; whether it is in use now."""
        channel = await self.contact_channels.get(channel_arn)
        return channel is not None and await self._is_active(channel, code, "voice")

    async def _is_active(self, channel: ContactChannel, code: str, how: How) -> bool:
        """Wrong codes are counted on the way."""
        request = {"ContactChannelId": channel.arn, "ActivationCode": code}
        no = await self._in_their_name(ACTIVATE, channel, request, how)
        if no:
            log.info("an activation code by %s for %s came to nothing: %s", how, channel.arn, no.code)
        return no is None

    async def _to_each(self, action: str, channels: Sequence[ContactChannel]) -> list[Refusal]:
        told = [await self._in_their_name(action, one, {"ContactChannelId": one.arn}, "sms") for one in channels]
        return [no for no in told if no]

    async def _in_their_name(
        self, action: str, channel: ContactChannel, request: dict[str, str], how: How
    ) -> Refusal | None:
        contact = await self.contacts.get(channel.contact_arn)
        name = (contact.display_name if contact else "") or alias_of(channel.contact_arn)
        try:
            await self.dispatcher.call(owner(self.arns, channel.contact_arn, name, how), action, dict(request))
        except Refusal as no:
            return no
        return None
