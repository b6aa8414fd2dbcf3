"""How this installation speaks to the addresses that its operator has configured."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.delivery.targets.by_topic import TargetsByTopic
from bot.delivery.targets.webhook import Post
from bot.http.outgoing import NoAnswer, NotAllowed, Outgoing, Rules
from bot.settings import Settings
from core.clock import Clock
from core.engine.ports import CannotDeliver, TryLater

PAUSE = timedelta(seconds=5)
THEIR_OWN = Rules(schemes=frozenset({"https", "http"}), may_connect=lambda _: True)
"""Whoever runs this installation may have it speak to their own network; what users give has `Rules()`."""


def post_by(outgoing: Outgoing) -> Post:
    """Speaking by HTTP, in the words of the engine."""

    async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
        try:
            return (await outgoing.post(url, headers, body)).status
        except NotAllowed as no:
            raise CannotDeliver(str(no)) from None
        except NoAnswer as no:
            raise TryLater(PAUSE, f"nothing answers there ({no})") from None

    return post


def targets_of(settings: Settings, outgoing: Outgoing, clock: Clock) -> TargetsByTopic:
    """Who is told of incidents, beside people."""
    return TargetsByTopic(settings.notifications, post_by(outgoing), clock)
