"""What does Slack send an app when somebody does something?  Values only; how they travel is fake_slack's business."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from tests.slack.workspace import APP_ID, BOT_USER, TEAM

NUMBERS = itertools.count(1)
Kind = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One thing that happened, as Slack tells an app."""

    kind: Kind
    payload: dict[str, Any]
    id: str = field(default_factory=lambda: f"E{next(NUMBERS)}")
    retry: int = 0
    """How often Slack tried before."""

    def body(self) -> bytes:
        """The bytes of the HTTP request."""
        if self.kind == "events_api":
            return json.dumps(self.payload).encode()
        form = self.payload if self.kind == "slash_commands" else {"payload": json.dumps(self.payload)}
        return urlencode(form).encode()

    def headers(self, secret: str, timestamp: int | None = None) -> dict[str, str]:
        """The headers of the HTTP request, signed as Slack signs."""
        kind = "application/json" if self.kind == "events_api" else "application/x-www-form-urlencoded"
        retry = {"X-Slack-Retry-Num": str(self.retry), "X-Slack-Retry-Reason": "http_timeout"} if self.retry else {}
        return {"Content-Type": kind, **signed(self.body(), secret, timestamp), **retry}

    def envelope(self) -> dict[str, Any]:
        """The message on a Socket Mode connection."""
        retry = {"retry_attempt": self.retry, "retry_reason": "timeout"} if self.kind == "events_api" else {}
        accepts = self.kind != "events_api"
        return {
            "envelope_id": f"{self.id}-{self.retry}",
            "type": self.kind,
            "payload": self.payload,
            "accepts_response_payload": accepts,
            **retry,
        }


def signed(body: bytes | str, secret: str, timestamp: int | None = None) -> dict[str, str]:
    """The two headers by which an app knows that Slack wrote these very bytes."""
    at = str(int(time.time()) if timestamp is None else timestamp)
    raw = body if isinstance(body, bytes) else body.encode()
    digest = hmac.new(secret.encode(), b"v0:" + at.encode() + b":" + raw, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}


def event(happened: dict[str, Any]) -> Delivery:
    """Wrap what happened as the Events API does."""
    id = f"Ev{next(NUMBERS)}"
    payload = {
        "token": "unused",
        "team_id": TEAM,
        "api_app_id": APP_ID,
        "event": {"event_ts": f"{int(time.time())}.{next(NUMBERS):06d}", **happened},
        "type": "event_callback",
        "event_id": id,
        "event_time": int(time.time()),
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": f"4-{id}",
    }
    return Delivery(kind="events_api", payload=payload, id=id)


def said(message: dict[str, Any], channel: str, channel_type: str) -> dict[str, Any]:
    """The `message` event of what somebody wrote."""
    team = {"team": TEAM, "client_msg_id": f"m{message['ts']}", "event_ts": message["ts"]}
    return {**message, **team, "channel": channel, "channel_type": channel_type}


def home_opened(user: str, tab: str = "home") -> Delivery:
    """Somebody looks at the app's own page."""
    return event({"type": "app_home_opened", "user": user, "channel": f"D0{user}", "tab": tab})


def command(text: str, *, user: str, channel: str, trigger: str, response_url: str, name: str = "/aws") -> Delivery:
    """Somebody typed a slash command."""
    payload = {
        "token": "unused",
        "team_id": TEAM,
        "team_domain": "example",
        "channel_id": channel,
        "channel_name": "directmessage" if channel.startswith("D") else "channel",
        "user_id": user,
        "user_name": user.lower(),
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }
    return Delivery(kind="slash_commands", payload=payload)


def interaction(kind: str, *, user: str, trigger: str, **members: Any) -> Delivery:
    """Somebody pressed, chose, sent or closed something."""
    payload = {
        "type": kind,
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "api_app_id": APP_ID,
        "token": "unused",
        "trigger_id": trigger,
        "team": {"id": TEAM, "domain": "example"},
        "enterprise": None,
        "is_enterprise_install": False,
        **members,
    }
    return Delivery(kind="interactive", payload=payload)


def action_of(element: dict[str, Any], block_id: str, **chosen: Any) -> dict[str, Any]:
    """What a pressed element says about itself."""
    told = {name: element[name] for name in ("action_id", "type", "text", "value", "style") if name in element}
    return {**told, "block_id": block_id, "action_ts": f"{time.time():.6f}", **chosen}
