"""Text messages and calls by Twilio, or by whoever speaks its REST API."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery.twilio_api import TwilioApi
from bot.telephone import spoken, texts, twiml, ways
from core.engine.ports import ActivationMessage, CannotTell, FarewellMessage, HandedOver, Notice, PageMessage

REPORTS_WITHIN = timedelta(seconds=60)
RINGS = 25
"""Seconds; most answering machines take a call later."""
PAGE_EVENTS = ["answered", "completed"]
"""Of a call, what we are told about: it is picked up, and how it ended."""


class _Sent:
    """What cannot be changed once it is out, and is sent rather twice than not at all."""

    def __init__(self, api: TwilioApi, public_url: str = "") -> None:
        """Without `public_url`, nobody can call us back: neither reports nor answers come by telephone."""
        self._api = api
        self._public_url = public_url

    @property
    def name(self) -> str:
        """See `bot.delivery.chain.Provider`."""
        return self._api.provider.name

    async def find(self, _: PageMessage) -> HandedOver | None:
        """A list of messages does not tell a repetition from the first sending."""
        raise CannotTell

    async def revise(self, _: PageMessage) -> None:
        """A telephone that is silent again stays so."""

    def _handed_over(self, sid: str) -> HandedOver:
        return HandedOver(info=sid, report_within=REPORTS_WITHIN if self._public_url else None)

    def _status(self, page_arn: str) -> dict[str, str | list[str]]:
        if not self._public_url:
            return {}
        return {"StatusCallback": ways.about_page(self._public_url, ways.STATUS, page_arn)}


class TwilioTexts(_Sent):
    """SMS."""

    async def page(self, message: PageMessage) -> HandedOver:
        """The public words, with the code."""
        text = texts.page(message, may_reply=self._may_reply)
        return self._handed_over(await self._send(message.address, text, self._status(message.page_arn)))

    async def activate(self, message: ActivationMessage) -> HandedOver:
        """The code that proves who reads this number."""
        return HandedOver(info=await self._send(message.address, texts.activation(message, may_reply=self._may_reply)))

    async def warn(self, message: Notice) -> None:
        """That pages go elsewhere now; of what was only tried, people are told in Slack."""
        if isinstance(message, FarewellMessage):
            await self._send(message.address, texts.farewell(message))

    async def say(self, address: str, text: str) -> None:
        """Any other text."""
        await self._send(address, text)

    @property
    def _may_reply(self) -> bool:
        """A sender that is a word takes no replies, and without an address of ours nobody hears of them."""
        sender = self._api.provider.sender
        return bool(self._public_url) and (sender.startswith(("+", "MG")) or sender.isdigit())

    async def _send(self, address: str, text: str, further: dict[str, str | list[str]] | None = None) -> str:
        sender = self._api.provider.sender
        member = "MessagingServiceSid" if sender.startswith("MG") and len(sender) == 34 else "From"
        return await self._api.post("Messages", {"To": address, member: sender, "Body": text, **(further or {})})


class TwilioCalls(_Sent):
    """Voice.  What is said travels with the call, so that it is heard also where we cannot be reached meanwhile."""

    async def page(self, message: PageMessage) -> HandedOver:
        """Read it out until somebody presses 1, or three times."""
        status = self._status(message.page_arn)
        further = {**status, "StatusCallbackEvent": PAGE_EVENTS} if status else {}
        return self._handed_over(await self._call(message.address, self._paging(message), further))

    async def activate(self, message: ActivationMessage) -> HandedOver:
        """Read the code out, to be typed on the telephone or elsewhere."""
        said = spoken.activation(message)
        if not self._public_url:
            return HandedOver(info=await self._call(message.address, twiml.said([*said, spoken.ENTER_IT])))
        action = ways.about_channel(self._public_url, ways.AGREED, message.contact_channel_arn)
        asked = twiml.asked([*said, spoken.TYPE_IT], action, spoken.NOT_TYPED, keys=len(message.code))
        return HandedOver(info=await self._call(message.address, asked))

    async def warn(self, message: Notice) -> None:
        """See `TwilioTexts`."""
        if isinstance(message, FarewellMessage):
            await self._call(message.address, twiml.said(spoken.farewell(message)))

    def _paging(self, message: PageMessage) -> str:
        said = spoken.page(message)
        if not self._public_url:
            return twiml.said([*said, *said, spoken.without_keys(message.code)])
        action = ways.about_page(self._public_url, ways.KEY, message.page_arn)
        keys = spoken.keys(message)
        told = [said[0], *keys, *said[1:], *keys, spoken.STAY]
        return twiml.asked(told, action, spoken.NOTHING_PRESSED)

    async def _call(self, address: str, markup: str, further: dict[str, str | list[str]] | None = None) -> str:
        form = {"To": address, "From": self._api.provider.sender, "Twiml": markup, "Timeout": str(RINGS)}
        return await self._api.post("Calls", {**form, **(further or {})})
