"""Hand-offs in Slack channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from bot.delivery import slack_history
from bot.delivery.slack_history import Asks
from core.engine.ports import CannotDeliver
from core.handoffs.post import HandOffPost

HAND_OFF = "muster_hand_off"


class SlackHandOffs:
    """The looks come from outside, as `text` and `blocks`."""

    def __init__(self, web: Asks, looks: Callable[[HandOffPost], Mapping[str, Any]]) -> None:
        self._web = web
        self._looks = looks

    async def post(self, channel_id: str, post: HandOffPost, key: str) -> None:
        """See `HandOffBoard`."""
        metadata = {"event_type": HAND_OFF, "event_payload": {"key": key}}
        await self._web.call("chat.postMessage", channel=channel_id, metadata=metadata, **self._looks(post))

    async def has(self, channel_id: str, key: str) -> bool:
        """By the metadata of the latest messages; False also where the channel's history may not be read."""
        with suppress(CannotDeliver):
            return await slack_history.find(self._web, channel_id, HAND_OFF, {"key": key}) is not None
        return False
