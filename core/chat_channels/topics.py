"""Which Slack channels do notification topics mean, and how do topics look in AWS's shapes?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from core.chat_channels.chat_channel import ChatChannel as Configuration

if TYPE_CHECKING:
    from core.vocabulary.types import ChatChannel, NotificationTargetItem


def channels_of(topics: Iterable[str], configurations: Iterable[Configuration]) -> tuple[str, ...]:
    """The Slack channels that these topics are linked to, each once."""
    known = list(configurations)
    linked = (one.slack_channel_id for topic in topics for one in known if topic in one.topic_arns)
    return tuple(dict.fromkeys(linked))


def topics_of(chat_channel: ChatChannel | None) -> tuple[str, ...]:
    """The topics of a request; `{"empty": {}}` and nothing at all mean none."""
    return tuple(dict.fromkeys((chat_channel or {}).get("chatbotSns", ())))


def chat_channel(topics: Sequence[str]) -> ChatChannel:
    """The union, which may not be `{}`."""
    return {"chatbotSns": list(topics)} if topics else {"empty": {}}


def targets_of(items: Iterable[NotificationTargetItem]) -> tuple[str, ...]:
    """The ARNs of notification targets."""
    return tuple(item["snsTopicArn"] for item in items)


def notification_targets(arns: Iterable[str]) -> list[NotificationTargetItem]:
    """Notification targets as AWS writes them."""
    return [{"snsTopicArn": arn} for arn in arns]
