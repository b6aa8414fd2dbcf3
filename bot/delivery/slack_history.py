"""Was it posted?  Slack knows no key under which a call takes effect once; what was posted is found by its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

LOOKED_AT = 100
"""Messages at once; what was posted a moment before a crash is among them, unless more came in a storm since."""
MOST_CALLS = 10
CLOCKS_DIFFER = timedelta(seconds=10)
"""Slack's and ours, at most; should they differ by more, the latest messages are looked at all the same."""


class Asks(Protocol):
    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Slack's answer to a method of its Web API."""


async def find(
    web: Asks, channel: str, event_type: str, about: Mapping[str, Any], since: datetime | None = None
) -> str | None:
    """The `ts` of the latest message whose metadata say at least this.

    Where it is known `since` when it can be there, all that came later is looked through, however much in a storm.
    """
    cursor: str | None = None
    for _ in range(MOST_CALLS):
        told = await web.call(
            "conversations.history", channel=channel, limit=LOOKED_AT, cursor=cursor, include_all_metadata=True
        )
        messages = told.get("messages") or ()
        for message in messages:
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == event_type and about.items() <= payload.items():
                return str(message["ts"])
        cursor = (told.get("response_metadata") or {}).get("next_cursor")
        if not cursor or not messages or since is None or at(messages[-1]["ts"]) < since - CLOCKS_DIFFER:
            break
    return None


def at(ts: str) -> datetime:
    """When the message of this `ts` was posted, by Slack's clock."""
    return datetime.fromtimestamp(float(ts), UTC)
