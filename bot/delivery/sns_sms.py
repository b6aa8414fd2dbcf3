"""Text messages by Amazon SNS, which carries no replies and tells nothing of what arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from bot.providers import Sns
from bot.telephone import texts
from core.engine.ports import (
    ActivationMessage,
    CannotDeliver,
    CannotTell,
    FarewellMessage,
    HandedOver,
    Notice,
    PageMessage,
    TryLater,
)

SHORTLY = timedelta(seconds=2)
FOR_GOOD = {"InvalidParameter", "ParameterValueInvalid", "ValidationException"}
"""What SNS says of a number that it does not send to; anything else may pass, or is ours to mend."""
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 3, 8

Client = Any
"""boto3's, which has no types."""


def client_of(provider: Sns, endpoint: str | None = None) -> Client:
    """By the credentials that boto3 finds; imported here, because it takes a moment that others need not wait."""
    import boto3
    from botocore.config import Config

    once = {"max_attempts": 0, "mode": "standard"}
    config = Config(connect_timeout=SECONDS_TO_CONNECT, read_timeout=SECONDS_TO_ANSWER, retries=once)
    return boto3.session.Session(region_name=provider.region).client("sns", endpoint_url=endpoint, config=config)


class SnsTexts:
    def __init__(self, provider: Sns, make_client: Callable[[Sns], Client] = client_of) -> None:
        self._provider = provider
        self._make_client = make_client
        self._client: Client | None = None

    @property
    def name(self) -> str:
        """See `bot.delivery.chain.Provider`."""
        return self._provider.name

    async def page(self, message: PageMessage) -> HandedOver:
        """The public words, with the code."""
        return HandedOver(info=await self._send(message.address, texts.page(message, may_reply=False)))

    async def find(self, _: PageMessage) -> HandedOver | None:
        """Nobody can look."""
        raise CannotTell

    async def revise(self, _: PageMessage) -> None:
        """What was sent stands."""

    async def activate(self, message: ActivationMessage) -> HandedOver:
        """The code that proves who reads this number."""
        return HandedOver(info=await self._send(message.address, texts.activation(message, may_reply=False)))

    async def warn(self, message: Notice) -> None:
        """That pages go elsewhere now."""
        if isinstance(message, FarewellMessage):
            await self._send(message.address, texts.farewell(message))

    async def say(self, address: str, text: str) -> None:
        """Any other text."""
        await self._send(address, text)

    async def _send(self, address: str, text: str) -> str:
        """In a thread, for boto3 waits."""
        attributes = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
        if self._provider.sender:
            attributes["AWS.SNS.SMS.SenderID"] = {"DataType": "String", "StringValue": self._provider.sender}
        return await asyncio.to_thread(partial(self._publish, PhoneNumber=address, Message=text,
                                               MessageAttributes=attributes))  # fmt: skip

    def _publish(self, **members: object) -> str:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            if self._client is None:
                self._client = self._make_client(self._provider)
            return str(self._client.publish(**members)["MessageId"])
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            raise _problem(code) from None
        except BotoCoreError as error:  # no credentials, no network
            raise TryLater(SHORTLY, f"it cannot be asked ({type(error).__name__})") from None


def _problem(code: str) -> Exception:
    if code in FOR_GOOD:
        return CannotDeliver(f"SNS does not send to this number, or its reader has opted out ({code})")
    return TryLater(SHORTLY, f"it takes no message now ({code})")
