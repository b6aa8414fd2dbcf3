"""Requests to the door that Slack uses, with whatever headers somebody sends."""

from __future__ import annotations

from bot.slack.signature import sign
from tests.slack.world import World


def headers_signed(body: bytes, secret: str, timestamp: str) -> dict[str, str]:
    """As Slack signs, at any time."""
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": sign(body, timestamp, secret)}


async def deliver(world: World, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer."""
    about = {"Content-Type": "application/json", **headers}
    async with world.session.post(world.events_url, data=body, headers=about) as answer:
        await answer.read()
        return answer.status
