"""The Slack app: every delivery is written down before Slack hears yes, and handed to the desk; nothing else is here.

Bolt reads the envelopes and answers Slack's own checks.  Who sent a delivery has been verified before it comes here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.deliveries import to_keep
from bot.slack.people import Ourselves
from core.clock import Clock
from core.inbox.entry import InboxEntry
from core.inbox.ports import Inbox

ANYTHING = re.compile("")


class Keeping(AsyncMiddleware):
    """Commits what concerns us to the inbox; what Slack sends a second time goes no further."""

    def __init__(self, inbox: Inbox, accept: Callable[[InboxEntry], None], ourselves: Ourselves, clock: Clock) -> None:
        self._inbox = inbox
        self._accept = accept
        self._ourselves = ourselves
        self._clock = clock

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt hands it over by name
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse | None:
        """Where storing fails, so does the delivery: Slack will send it again."""
        entry = to_keep(req.body, self._ourselves.user_id, self._clock.now())
        if entry is None:
            return await next()
        if await self._inbox.take(entry):
            self._accept(entry)
        return BoltResponse(status=200, body="")  # nothing is left for a listener, and Bolt would look through them all


def slack_app(before: Iterable[AsyncMiddleware], base_url: str) -> AsyncApp:
    """Bolt's app, with `before` ahead of everything."""
    app = AsyncApp(
        name="muster",
        logger=_quiet_logger(),
        authorize=_authorized,
        client=AsyncWebClient(base_url=base_url),
        process_before_response=True,  # otherwise Bolt looks only every 10 ms whether there is an answer
        request_verification_enabled=False,  # the door has verified the bytes, and Socket Mode needs no signature
        ignoring_self_events_enabled=False,  # what bots say is not kept, our own words included
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    for middleware in before:
        app.middleware(middleware)
    for listen in (app.event, app.command, app.action, app.view, app.shortcut, app.options):
        listen(ANYTHING)(_acknowledge)
    return app


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def _authorized(**_: Any) -> AuthorizeResult:
    """Nothing is asked of Slack on the way in: whose delivery it is, the signature has told."""
    return AuthorizeResult(enterprise_id=None, team_id=None, bot_token="-")  # noqa: S106 - never used to call Slack


def _quiet_logger() -> logging.Logger:
    """Bolt's warnings quote whole deliveries."""
    logger = logging.getLogger("muster.bolt")
    logger.setLevel(logging.ERROR)
    return logger
