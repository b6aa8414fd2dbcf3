"""Was it posted?  Slack knows no key under which a call takes effect once; what was posted is found by its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

LOOKED_AT = 100
"""Messages; what was posted a moment before a crash is among them."""


class Asks(Protocol):
    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Slack's answer to a method of its Web API."""


async def find(web: Asks, channel: str, event_type: str, about: Mapping[str, Any]) -> str | None:
    """The `ts` of the latest message whose metadata say at least this."""
    told = await web.call("conversations.history", channel=channel, limit=LOOKED_AT, include_all_metadata=True)
    for message in told.get("messages") or ():
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == event_type and about.items() <= payload.items():
            return str(message["ts"])
    return None
