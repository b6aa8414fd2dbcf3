"""Which Slack channels do notification topics mean, and how do topics look in AWS's shapes?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from core.chat_channels.chat_channel import ChatChannel as Configuration
from core.errors import invalid

if TYPE_CHECKING:
    from core.vocabulary.types import ChatChannel, NotificationTargetItem

_TOPIC = re.compile(r"arn:aws(-cn|-us-gov)?:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]{1,256}")
"""The model has no pattern; AWS publishes to a topic to see whether it is one."""


def channels_of(topics: Iterable[str], configurations: Iterable[Configuration]) -> tuple[str, ...]:
    """The Slack channels that these topics are linked to, each once."""
    known = list(configurations)
    linked = (one.slack_channel_id for topic in topics for one in known if topic in one.topic_arns)
    return tuple(dict.fromkeys(linked))


def topics_of(chat_channel: ChatChannel | None) -> tuple[str, ...]:
    """The topics of a request; `{"empty": {}}` and nothing at all mean none."""
    topics = tuple(dict.fromkeys((chat_channel or {}).get("chatbotSns", ())))
    if wrong := [topic for topic in topics if not _TOPIC.fullmatch(topic)]:
        raise invalid(
            f"'{wrong[0][:100]}' in chatbotSns is not the ARN of a notification topic, "
            "such as arn:aws:sns:us-east-1:111122223333:checkout."
        )
    return topics


def chat_channel(topics: Sequence[str]) -> ChatChannel:
    """The union, which may not be `{}`."""
    return {"chatbotSns": list(topics)} if topics else {"empty": {}}


def targets_of(items: Iterable[NotificationTargetItem]) -> tuple[str, ...]:
    """The ARNs of notification targets."""
    return tuple(item["snsTopicArn"] for item in items)


def notification_targets(arns: Iterable[str]) -> list[NotificationTargetItem]:
    """Notification targets as AWS writes them."""
    return [{"snsTopicArn": arn} for arn in arns]
