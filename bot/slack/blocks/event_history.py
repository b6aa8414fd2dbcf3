"""How a list of recorded calls looks: when, what, who, how it ended, and what it was about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.slack.blocks.escape import code, mrkdwn, on


def row(event: Mapping[str, Any]) -> str:
    """One call; everything else that is known of it is in its `CloudTrailEvent`."""
    told = _read(event.get("CloudTrailEvent"))
    happened = event.get("EventTime")
    when = f"{on(happened)} " if happened else ""
    service = str(event.get("EventSource", "")).removesuffix(".amazonaws.com")
    refused = f" · *{mrkdwn(str(told['errorCode']), 200)}*" if told.get("errorCode") else ""
    address = f" from {mrkdwn(str(told['sourceIPAddress']), 100)}" if told.get("sourceIPAddress") else ""
    who = mrkdwn(str(event.get("Username") or "somebody"), 200)
    lines = [
        f"{when}*{mrkdwn(str(event.get('EventName', '')), 200)}* ({mrkdwn(service, 100)}) by {who}{address}{refused}"
    ]
    about = [str(one["ResourceName"]) for one in event.get("Resources", ()) if one.get("ResourceName")]
    return "\n".join([*lines, *(code(one, 300) for one in about[:3])])


def _read(text: object) -> dict[str, Any]:
    try:
        told = json.loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
