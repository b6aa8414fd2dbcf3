"""Mail by Amazon SES, by the AWS credentials at hand."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.message import EmailMessage
from functools import lru_cache
from typing import Any

from bot.providers import Ses
from core.engine.ports import CannotDeliver, TryLater

AGAIN_IN = timedelta(seconds=10)
FOR_GOOD = {"MessageRejected", "BadRequestException"}
"""What SES says of a mail or an address that it will not take; anything else may pass, or is ours to mend."""


class SesPost:
    """`bot.delivery.mail.Post`."""

    def __init__(self, ses: Ses, client: Any = None) -> None:
        self._ses = ses
        self._client = client

    @property
    def name(self) -> str:
        """See `Post`."""
        return self._ses.name

    @property
    def sender(self) -> str:
        """See `Post`."""
        return self._ses.sender

    async def send(self, mail: EmailMessage, recipient: str) -> str:
        """See `Post`; SES gives it a name of its own.  boto3 waits, so it does that in a thread."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return await asyncio.to_thread(self._send, mail.as_bytes(), recipient)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "no code")
            if code in FOR_GOOD:
                raise CannotDeliver(f"SES refuses the mail ({code})") from None
            raise TryLater(AGAIN_IN, f"it does not take mail now ({code})") from None
        except BotoCoreError as error:
            raise TryLater(AGAIN_IN, f"it cannot be asked ({type(error).__name__})") from None

    def _send(self, raw: bytes, recipient: str) -> str:
        client = self._client or _client(self._ses.region)
        told = client.send_email(
            FromEmailAddress=self._ses.sender,
            Destination={"ToAddresses": [recipient]},
            Content={"Raw": {"Data": raw}},
        )
        return str(told["MessageId"])


@lru_cache
def _client(region: str) -> Any:
    import boto3  # takes longer to load than all else
    from botocore.config import Config

    patience = Config(connect_timeout=4, read_timeout=10, retries={"total_max_attempts": 1})
    return boto3.client("sesv2", region_name=region, config=patience)
