"""Answers a form whose fields cannot be right while it is still open, so that they are corrected where they stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse


@dataclass(frozen=True, slots=True)
class Onward:
    """A further view is to take the place of the one that was sent."""

    view: Mapping[str, Any]


Found = Mapping[str, str] | Onward
Check = Callable[[Mapping[str, Any]], Found | Awaitable[Found]]
"""What is wrong with a submitted view, by field, or what comes next; quick, since Slack waits for it."""


class Checking(AsyncMiddleware):
    """Stands before whatever keeps deliveries: what goes back to the person is not kept."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt hands it over by name
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse | None:
        """Slack shows the errors under their fields."""
        found = await self._found(req.body)
        if isinstance(found, Onward):
            return BoltResponse(status=200, body={"response_action": "update", "view": dict(found.view)})
        if found:
            return BoltResponse(status=200, body={"response_action": "errors", "errors": dict(found)})
        return await next()

    async def _found(self, body: Mapping[str, Any]) -> Found:
        view = body.get("view")
        if body.get("type") != "view_submission" or not isinstance(view, dict):
            return {}
        check = self._checks.get(str(view.get("callback_id", "")))
        found = check(view) if check else {}
        return await found if isawaitable(found) else found
