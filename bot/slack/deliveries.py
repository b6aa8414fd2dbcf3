"""Which of Slack's deliveries are for us, and under which id is each kept?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.inbox.entry import InboxEntry

Body = Mapping[str, Any]

KINDS = {"block_actions": "action", "view_submission": "view"}


def is_readable(body: Body) -> bool:
    """Whether an event says what it is; Bolt stumbles over one that does not, and would answer that it is at fault."""
    if body.get("type") != "event_callback":
        return True
    event = body.get("event")
    return isinstance(event, dict) and isinstance(event.get("type"), str)


def is_for_us(body: Body) -> bool:
    """Whether it is of a kind that we take, or one of Slack's own checks; the rest is taken note of, and no more."""
    return bool(kind_of(body)) or body.get("type") == "url_verification" or "ssl_check" in body


def to_keep(body: Body, bot_user_id: str, now: datetime) -> InboxEntry | None:
    """The delivery as it goes into the inbox; None where nothing is to be done about it."""
    kind = kind_of(body)
    if kind == "event" and not concerns_us(body, bot_user_id):
        return None
    return InboxEntry(id=id_of(kind, body), kind=kind, body=dict(body), received_at=now) if kind else None


def kind_of(body: Body) -> str:
    """`event`, `command`, `action` or `view`; empty for what we never asked for."""
    if body.get("type") == "event_callback":
        return "event"
    if "command" in body:
        return "command"
    return KINDS.get(str(body.get("type", "")), "")


def concerns_us(body: Body, bot_user_id: str) -> bool:
    """Whether an event is something that a person wants of us, or may be: a reply in a thread can be an answer."""
    event = body.get("event") or {}
    if not isinstance(event, dict) or not _by_a_person(event, bot_user_id):
        return False
    if event.get("type") in ("app_mention", "app_home_opened"):
        return True
    if event.get("type") != "message":
        return False
    # Before we know our own name, a mention in a thread is left to the `app_mention` that comes with it.
    is_reply = bool(event.get("thread_ts")) and (bool(bot_user_id) or "<@" not in str(event.get("text")))
    return is_direct(event) or is_reply


def is_direct(event: Body) -> bool:
    """Whether it was said to the bot alone."""
    return event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")


def id_of(kind: str, body: Body) -> str:
    """The same for each time that Slack sends it.

    What somebody said is named by its place, because a mention arrives as an `app_mention` and as a `message`.
    """
    if kind == "event":
        event = body["event"]
        if event.get("channel") and event.get("ts"):
            return f"said {event['channel']} {event['ts']}"
        return f"event {body.get('event_id') or _digest(body)}"
    return f"{kind} {body.get('trigger_id') or _digest(body)}"


def _by_a_person(event: Body, bot_user_id: str) -> bool:
    written_by = event.get("user")
    return bool(written_by) and written_by != bot_user_id and not event.get("bot_id") and not event.get("subtype")


def _digest(body: Body) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
