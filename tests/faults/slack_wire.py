"""Slack at the wire, which notes what arrives and goes wrong when it is told to."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.faults.faults import BUSY_FOR, UNDONE, AtCarrier
from tests.faults.history import Outcome
from tests.faults.lives import stays_silent
from tests.slack.fake_slack import FakeSlack
from tests.slack.trouble import arguments_of

NEVER_ANSWERS = 11.0
"""Seconds; longer than anybody waits for Slack."""
REFUSALS = {"user_disabled", "user_not_found", "account_inactive", "cannot_dm_bot"}


class SlackWire(FakeSlack):
    """`occasion` says what goes wrong with the next call, `note` takes what arrived (but for the time of it)."""

    def __init__(self, occasion: Callable[[], AtCarrier | None], note: Callable[..., None]) -> None:
        super().__init__()
        self._occasion, self._note = occasion, note

    async def _on_call(self, request: web.Request) -> web.StreamResponse:
        method, arguments, trouble = request.match_info["method"], await arguments_of(request), self._occasion()
        if trouble in UNDONE:
            self._noted(method, arguments, "failed")
            return await self._undone(request, trouble)
        response = await super()._on_call(request)
        self._noted(method, arguments, self._outcome())
        if trouble == "lost" and request.transport:
            request.transport.abort()
        if trouble == "late":
            await stays_silent(NEVER_ANSWERS, request.transport)
        return response

    def _outcome(self) -> Outcome:
        call = self.calls[-1]
        return "taken" if call.ok else "refused" if call.answer.get("error") in REFUSALS else "failed"

    async def _undone(self, request: web.Request, trouble: AtCarrier | None) -> web.StreamResponse:
        if trouble == "silent":
            await stays_silent(NEVER_ANSWERS, request.transport)
        if trouble == "cut" and request.transport:
            request.transport.abort()
        if trouble == "busy":
            retry = {"Retry-After": str(int(BUSY_FOR.total_seconds()))}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=retry)
        return web.Response(status=500)

    def _noted(self, method: str, arguments: dict[str, Any], outcome: Outcome) -> None:
        metadata = arguments.get("metadata") or {}
        if method == "chat.postMessage" and metadata.get("event_type") == "muster_page":
            about = metadata["event_payload"]
            alias = str(arguments["channel"]).removeprefix("D0U").lower()
            code = code_in(arguments)
            page, attempt, words = about["page"], about["attempt"], str(arguments.get("text"))
            self._note(alias=alias, page=page, attempt=attempt, code=code, outcome=outcome, words=words)
        elif method == "conversations.open" and outcome != "taken":
            alias = str(arguments["users"]).removeprefix("U").lower()
            self._note(alias=alias, page=None, outcome=outcome, words="")


def code_in(message: dict[str, Any]) -> str:
    """The six digits that a person could type instead of pressing the button."""
    found = re.search(r"Code `(\d{6})", str(message.get("blocks")))
    return found[1] if found else ""
