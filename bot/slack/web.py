"""Asking Slack for something: the Web API over one shared HTTP session.

A rate limit is remembered for its method and channel and raised as `TryLater`; nothing waits here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.slack.addresses import is_slacks
from core.clock import Clock
from core.engine.ports import CannotDeliver, TryLater

SLACK = "https://slack.com/api/"
ANSWERS_WITHIN = aiohttp.ClientTimeout(total=10, sock_connect=4)
PATIENCE = timedelta(seconds=2)
"""How long to wait after a failure that names no time."""
LONGEST_PATIENCE = timedelta(seconds=20)
"""A page that waits for an outage to end must not wait much longer than it."""

JSON = "application/json; charset=utf-8"
QUIET = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}
"""Nothing in a message becomes more than it says."""
SPEAKS = {"chat.postMessage", "chat.update", "chat.postEphemeral"}
TAKES_JSON = SPEAKS | {
    "conversations.open", "views.open", "views.update", "views.publish", "files.completeUploadExternal",
}  # fmt: skip

NEVER = {
    "account_inactive": "this Slack account or the bot's token was deactivated",
    "cannot_dm_bot": "a bot cannot be sent direct messages",
    "channel_not_found": "the bot cannot see this Slack channel; invite it there",
    "foreign_address": "the address to answer at is not Slack's own",
    "invalid_auth": "Slack does not accept the bot's token (SLACK_BOT_TOKEN)",
    "is_archived": "this Slack channel is archived",
    "messages_tab_disabled": "the app's manifest does not allow direct messages",
    "missing_scope": "the Slack app lacks a scope; install it anew from manifest.yml",
    "not_authed": "the Slack app is not installed in the workspace (/slack/install, or SLACK_BOT_TOKEN)",
    "not_in_channel": "the bot is not in this Slack channel; invite it there",
    "restricted_action": "the workspace's settings forbid posting here",
    "token_revoked": "the bot's token was revoked; install the app again",
    "user_disabled": "this Slack account is deactivated",
    "user_not_found": "there is no such person in this Slack workspace",
    "user_not_visible": "the bot may not see this person",
    "users_not_found": "there is no such person in this Slack workspace",
}
FOR_LATER = {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
             "team_added_to_org", "accesslimited", "token_expired"}  # fmt: skip


class SlackSays(CannotDeliver):
    """Slack's no; `error` is its own word for it."""

    def __init__(self, method: str, error: str) -> None:
        super().__init__(NEVER.get(error, f"Slack refused {method}: {error}"))
        self.error = error


class SlackWeb:
    """Slack's methods; `session` is shared with everything else that talks to Slack."""

    def __init__(self, session: aiohttp.ClientSession, token: str, clock: Clock, base_url: str = SLACK) -> None:
        self._session = session
        self._token = token
        self._clock = clock
        self._base_url = base_url.rstrip("/") + "/"
        self._closed_until: dict[tuple[str, str], datetime] = {}
        self._failures = 0

    @property
    def has_token(self) -> bool:
        """Whether there is a workspace to speak with."""
        return bool(self._token)

    def use(self, token: str) -> None:
        """Speak with this one from now on; with none, whatever is asked of Slack is refused here."""
        self._token = token
        self._closed_until.clear()
        self._failures = 0

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Slack's answer; `SlackSays` where it is no, `TryLater` where nobody can tell yet."""
        if not self._token:
            raise SlackSays(method, "not_authed")  # which Slack would say too, where it can be reached
        lane = (method, str(arguments.get("channel", "")))
        self._refuse_while_closed(lane)
        payload = {name: value for name, value in arguments.items() if value is not None}
        if method in SPEAKS:
            payload = {**QUIET, **payload}
        return self._judged(method, await self._asked(lane, self._base_url + method, self._encoded(method, payload)))

    async def post_to(self, url: str, payload: Mapping[str, Any]) -> None:
        """Answer through a `response_url` that Slack gave us."""
        self._refuse_elsewhere("response_url", url)
        body = {"data": self._written(payload), "headers": {"Content-Type": JSON}}
        await self._asked(("response_url", url), url, body, reads=False)

    async def upload(self, url: str, content: bytes) -> None:
        """Hand over a file's bytes at the address that files.getUploadURLExternal named."""
        self._refuse_elsewhere("upload", url)
        await self._asked(("upload", ""), url, {"data": content}, reads=False)

    def _refuse_elsewhere(self, method: str, url: str) -> None:
        if not is_slacks(url, self._base_url):
            raise SlackSays(method, "foreign_address")

    def _encoded(self, method: str, payload: dict[str, Any]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"}
        if method in TAKES_JSON:
            headers["Content-Type"] = JSON
            return {"data": self._written(payload), "headers": headers}
        return {"data": {name: _as_text(value) for name, value in payload.items()}, "headers": headers}

    def _written(self, payload: Mapping[str, Any]) -> str:
        """What goes over the wire."""
        return json.dumps(payload)

    async def _asked(
        self, lane: tuple[str, str], url: str, request: Mapping[str, Any], *, reads: bool = True
    ) -> dict[str, Any]:
        try:
            async with self._session.post(url, timeout=ANSWERS_WITHIN, allow_redirects=False, **request) as response:
                if response.status == 429:
                    raise self._closed(lane, response.headers.get("Retry-After", ""))
                if response.status >= 500:
                    raise self._failed(f"Slack answered {response.status}")
                answer = await response.json(content_type=None) if reads else {}
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            # Not the error's own text, which may hold a token or an address.
            raise self._failed(f"Slack could not be reached ({type(error).__name__})") from None
        if not reads:
            self._failures = 0
        return answer if isinstance(answer, dict) else {}

    def _judged(self, method: str, answer: dict[str, Any]) -> dict[str, Any]:
        error = "" if answer.get("ok") else str(answer.get("error", "no answer"))
        if error in FOR_LATER:
            raise self._failed(f"Slack said {error}")
        self._failures = 0
        if not error:
            return answer
        raise SlackSays(method, error)

    def _refuse_while_closed(self, lane: tuple[str, str]) -> None:
        until = self._closed_until.get(lane)
        if until is None:
            return
        left = until - self._clock.now()
        if left > timedelta():
            raise TryLater(left, f"Slack's rate limit for {lane[0]}")
        del self._closed_until[lane]

    def _closed(self, lane: tuple[str, str], retry_after: str) -> TryLater:
        after = timedelta(seconds=min(int(retry_after), 600)) if retry_after.isdecimal() else PATIENCE
        self._closed_until[lane] = self._clock.now() + after
        return TryLater(after, f"Slack's rate limit for {lane[0]}")

    def _failed(self, reason: str) -> TryLater:
        self._failures = min(self._failures + 1, 10)
        return TryLater(min(PATIENCE * 2 ** (self._failures - 1), LONGEST_PATIENCE), reason)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)
