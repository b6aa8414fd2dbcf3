"""Socket Mode: Slack's deliveries over a connection that we open, where Slack cannot reach us."""

from __future__ import annotations

import asyncio
import logging

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.deliveries import is_for_us, is_readable

CHECKED_EVERY = 5.0
"""Seconds between two pings, and between two attempts to connect."""


class Handler(AsyncSocketModeHandler):
    """Bolt's, behind the same look that a delivery over HTTP gets: what Bolt would stumble over is taken note of."""

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Hand it to Bolt, or say at once that it came: it would be no better the next time."""
        if _is_readable(req):
            await super().handle(client, req)
        else:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))


class Socket:
    """Connects in the background and stays connected; the process starts whether Slack is there or not."""

    def __init__(self, app: AsyncApp, app_token: str, base_url: str, checked_every: float = CHECKED_EVERY) -> None:
        self._app = app
        self._app_token = app_token
        self._base_url = base_url
        self._checked_every = checked_every
        self._handler: Handler | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to connect; does not wait for it.  The client itself tries again until it is closed."""
        self._handler = Handler(
            self._app,
            self._app_token,
            logger=_brief_logger(),
            web_client=AsyncWebClient(token=self._app_token, base_url=self._base_url),
            ping_interval=self._checked_every,
        )
        self._task = asyncio.create_task(self._handler.client.connect())  # type: ignore[no-untyped-call]

    async def connected(self, within: float) -> None:
        """Wait for the connection, but no longer than so many seconds: Slack may be away."""
        if self._task:
            await asyncio.wait([self._task], timeout=within)

    async def is_connected(self) -> bool:
        """Whether deliveries can come in now."""
        return bool(self._handler and await self._handler.client.is_connected())

    async def stop(self) -> None:
        """Take no more deliveries."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._handler:
            await self._handler.client.close()  # type: ignore[no-untyped-call]


def _is_readable(req: SocketModeRequest) -> bool:
    try:
        body = AsyncBoltRequest(mode="socket_mode", body=req.payload, headers={}).body
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return is_readable(body) and is_for_us(body)


def _brief_logger() -> logging.Logger:
    """What does not work, in a line; at lower levels the client logs what is delivered."""
    logger = logging.getLogger("muster.socket")
    logger.setLevel(logging.ERROR)
    if not logger.filters:
        logger.addFilter(_in_a_line)
    return logger


def _in_a_line(record: logging.LogRecord) -> bool:
    if record.exc_info and record.exc_info[0]:
        # The text of the exception may hold the connection's secret address.
        record.msg, record.args = "Socket Mode has a problem: %s", (record.exc_info[0].__name__,)
        record.exc_info = None
    return True
