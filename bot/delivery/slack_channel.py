"""Incidents in Slack channels: a card that is kept up to date, and the story in its thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bot.delivery import slack_history
from bot.delivery.slack_history import Asks
from core.announcements.card import Card, StoryLine
from core.engine.ports import CannotDeliver, Posted

Payload = Mapping[str, Any]
CARD = "muster_card"
GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}


class SlackChannels:
    """The looks come from outside, as `text` and `blocks`."""

    def __init__(
        self,
        web: Asks,
        card_looks: Callable[[Card], Payload],
        story_looks: Callable[[Sequence[StoryLine]], Payload],
    ) -> None:
        self._web = web
        self._card_looks = card_looks
        self._story_looks = story_looks

    async def put_card(self, channel_id: str, card: Card, key: str, ts: str | None) -> Posted:
        """Change the card where it stands; where somebody has deleted it, post it anew."""
        looks = self._card_looks(card)
        if ts:
            try:
                await self._web.call("chat.update", channel=channel_id, ts=ts, **looks)
                return Posted(ts=ts)
            except CannotDeliver as no:
                if getattr(no, "error", "") not in GONE:
                    raise
        return await self._post(channel_id, looks, CARD, {"incident": card.incident_arn, "key": key})

    async def find_card(self, channel_id: str, incident_arn: str) -> str | None:
        """By the metadata of the latest messages; None also where the channel's history may not be read."""
        with suppress(CannotDeliver):
            return await slack_history.find(self._web, channel_id, CARD, {"incident": incident_arn})
        return None

    async def tell(self, channel_id: str, thread_ts: str, lines: Sequence[StoryLine], key: str) -> Posted:
        """One message in the card's thread for all lines."""
        looks = self._story_looks(lines)
        return await self._post(channel_id, {**looks, "thread_ts": thread_ts}, "muster_story", {"key": key})

    async def _post(self, channel_id: str, looks: Payload, event_type: str, about: Payload) -> Posted:
        metadata = {"event_type": event_type, "event_payload": dict(about)}
        posted = await self._web.call("chat.postMessage", channel=channel_id, metadata=metadata, **looks)
        return Posted(ts=str(posted["ts"]))
