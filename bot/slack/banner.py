"""A note to administrators while Muster is behind: one message to each, changed when it is over."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.slack.blocks import late as looks
from bot.slack.web import SlackWeb
from core.clock import Clock
from core.engine.lateness import Late
from core.engine.ports import CannotDeliver, TryLater

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Shown:
    since: datetime
    late: Late
    posts: dict[str, tuple[str, str]]
    """Channel and `ts` of the message to each administrator."""


class Banner:
    """Channels are left in peace: what is late there shows on the app's own page, and in the incident's story."""

    def __init__(self, web: SlackWeb, administrators: Iterable[str], clock: Clock) -> None:
        self._web, self._administrators, self._clock = web, sorted(administrators), clock
        self._shown: _Shown | None = None

    async def show(self, late: Late) -> None:
        """Bring it up to date: post it, change it, or say that it is over."""
        if not self._web.has_token:
            return
        if not late:
            await self.take_down()
        elif self._shown is None:
            self._shown = _Shown(min(late.values()), late, {})
            await self._put(self._shown, looks.note(late).payload)
        elif set(late) != set(self._shown.late):
            self._shown.late = {**self._shown.late, **late}
            await self._put(self._shown, looks.note(late).payload)

    async def take_down(self) -> None:
        """It is over, or this process ends."""
        shown, self._shown = self._shown, None
        if shown is None:
            return
        message = looks.over(shown.since, self._clock.now(), shown.late)
        for channel, ts in shown.posts.values():
            await self._said("chat.update", {"channel": channel, "ts": ts, **message.payload})

    async def _put(self, shown: _Shown, payload: dict[str, object]) -> None:
        for user in self._administrators:
            if known := shown.posts.get(user):
                await self._said("chat.update", {"channel": known[0], "ts": known[1], **payload})
            elif told := await self._said("chat.postMessage", {"channel": user, **payload}):
                shown.posts[user] = (str(told["channel"]), str(told["ts"]))

    async def _said(self, method: str, arguments: dict[str, object]) -> dict[str, object] | None:
        try:
            return await self._web.call(method, **arguments)
        except (TryLater, CannotDeliver) as no:
            log.info("an administrator was not told in Slack that something is late: %s", no)
            return None
