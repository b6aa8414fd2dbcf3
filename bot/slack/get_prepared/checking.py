"""Answers a form whose fields cannot be right while it is still open, so that they are corrected where they stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

Check = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""What is wrong with a submitted view, by field; pure and quick, since Slack waits for it."""


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
        problems = self._problems(req.body)
        if problems:
            return BoltResponse(status=200, body={"response_action": "errors", "errors": problems})
        return await next()

    def _problems(self, body: Mapping[str, Any]) -> dict[str, str]:
        view = body.get("view")
        if body.get("type") != "view_submission" or not isinstance(view, dict):
            return {}
        check = self._checks.get(str(view.get("callback_id", "")))
        return dict(check(view)) if check else {}
