"""What telling notification targets needs of the outside."""

from __future__ import annotations

from typing import Protocol

from core.notifications.notification import Notification


class NotificationTargets(Protocol):
    async def publish(self, topic_arn: str, notification: Notification) -> None:
        """Tell whoever listens to this topic; raises `TryLater` or `CannotDeliver` of the engine's ports."""


class NoTargets:
    """Where there is no outside, such as in a rehearsal."""

    async def publish(self, topic_arn: str, notification: Notification) -> None:
        """Tell nobody."""
