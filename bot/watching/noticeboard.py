"""The Slack channels, looked on while they are posted to."""

from __future__ import annotations

from collections.abc import Sequence

from bot.watching.observer import Observer
from core.announcements.card import Card, StoryLine
from core.engine.ports import Noticeboard, Posted


class ObservedNoticeboard:
    """`Noticeboard` around another one."""

    def __init__(self, board: Noticeboard, name: str, observer: Observer) -> None:
        self._board, self._name, self._observer = board, name, observer

    async def put_card(self, channel_id: str, card: Card, key: str, ts: str | None) -> Posted:
        """See `Noticeboard`."""
        with self._observer.send(self._name, "card"):
            return await self._board.put_card(channel_id, card, key, ts)

    async def find_card(self, channel_id: str, incident_arn: str) -> str | None:
        """See `Noticeboard`; nothing is posted."""
        return await self._board.find_card(channel_id, incident_arn)

    async def tell(self, channel_id: str, thread_ts: str, lines: Sequence[StoryLine], key: str) -> Posted:
        """See `Noticeboard`."""
        with self._observer.send(self._name, "story"):
            return await self._board.tell(channel_id, thread_ts, lines, key)
