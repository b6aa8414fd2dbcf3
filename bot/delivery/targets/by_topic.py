"""What a topic means here: an address that an operator has configured, or Amazon's own SNS."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery.targets.sns import Sns
from bot.delivery.targets.webhook import Post, Webhook
from bot.notification_topics import Topics
from core.clock import Clock
from core.engine.ports import CannotDeliver, TryLater
from core.notifications.notification import Notification
from core.notifications.pace import Pace

APART_AT_A_WEBHOOK = timedelta(seconds=1)
"""Amazon Chime and Slack take one message a second."""
APART_AT_SNS = timedelta(milliseconds=20)


class TargetsByTopic:
    """See `core.notifications.ports.NotificationTargets`."""

    def __init__(self, topics: Topics, post: Post, clock: Clock) -> None:
        self._webhooks = {arn: Webhook(url, post) for arn, url in topics.webhooks.items()}
        self._sns = Sns() if topics.aws else None
        self._paces: dict[str, Pace] = {}
        self._clock = clock

    async def publish(self, topic_arn: str, notification: Notification) -> None:
        """See `NotificationTargets`."""
        webhook = self._webhooks.get(topic_arn)
        self._wait_for_turn(topic_arn, notification.key, APART_AT_A_WEBHOOK if webhook else APART_AT_SNS)
        if webhook:
            await webhook.say(notification.sentence, notification.message, notification.key)
        elif self._sns:
            await self._sns.publish(topic_arn, notification)
        else:
            raise CannotDeliver(f"MUSTER_NOTIFICATIONS does not name it: add aws, or {topic_arn}=https://…")

    def _wait_for_turn(self, topic_arn: str, key: str, apart: timedelta) -> None:
        pace = self._paces.setdefault(topic_arn, Pace(apart))
        if wait := pace.wait(key, self._clock.now()):
            raise TryLater(wait, "others are before it")
