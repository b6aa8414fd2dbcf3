"""Publishing at Amazon SNS, by the AWS credentials that are at hand."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from core.engine.ports import CannotDeliver, TryLater
from core.notifications.notification import Notification

PAUSE = timedelta(seconds=5)
HOPELESS = {"NotFound", "NotFoundException", "InvalidParameter", "InvalidParameterException"}
"""Codes of SNS that no patience helps against."""


class Sns:
    """boto3 is loaded, and looks for credentials, when the first notification is sent."""

    def __init__(self) -> None:
        self._clients: dict[str, Any] = {}

    async def publish(self, topic_arn: str, notification: Notification) -> None:
        """Raises `TryLater` or `CannotDeliver`."""
        await asyncio.to_thread(self._publish, topic_arn, notification)

    def _publish(self, topic_arn: str, notification: Notification) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        in_order = (
            {"MessageGroupId": notification.group[-128:], "MessageDeduplicationId": notification.key}
            if topic_arn.endswith(".fifo")
            else {}
        )
        try:
            self._client(topic_arn).publish(TopicArn=topic_arn, Message=notification.message, **in_order)
        except ClientError as no:
            code = no.response["Error"]["Code"]
            if code in HOPELESS:
                raise CannotDeliver(f"Amazon SNS answers {code}") from None
            raise TryLater(PAUSE, f"Amazon SNS answers {code}") from None
        except BotoCoreError as problem:
            raise TryLater(PAUSE, f"Amazon SNS cannot be asked ({type(problem).__name__})") from None

    def _client(self, topic_arn: str) -> Any:
        import boto3
        from botocore.config import Config

        region = topic_arn.split(":")[3]
        if region not in self._clients:
            config = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 1})
            self._clients[region] = boto3.client("sns", region_name=region, config=config)
        return self._clients[region]
