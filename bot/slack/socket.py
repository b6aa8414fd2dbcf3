"""Socket Mode: Slack's deliveries over a connection that we open, where Slack cannot reach us."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


class Socket:
    """Connects in the background and stays connected; the process starts whether Slack is there or not."""

    def __init__(self, app: AsyncApp, app_token: str, base_url: str) -> None:
        self._app = app
        self._app_token = app_token
        self._base_url = base_url
        self._handler: AsyncSocketModeHandler | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to connect; does not wait for it."""
        self._task = asyncio.create_task(self._connected())

    async def is_connected(self) -> bool:
        """Whether deliveries can come in now."""
        return bool(self._handler and await self._handler.client.is_connected())

    async def stop(self) -> None:
        """Take no more deliveries."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._handler:
            await self._handler.close_async()  # type: ignore[no-untyped-call]  # Bolt says no types

    async def _connected(self) -> None:
        pause = FIRST_PAUSE
        self._handler = AsyncSocketModeHandler(
            self._app, self._app_token, logger=_quiet_logger(),
            web_client=AsyncWebClient(token=self._app_token, base_url=self._base_url),
        )  # fmt: skip
        while True:
            try:
                await self._handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt says no types
                return  # from here on the client reconnects by itself
            except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("no Socket Mode connection yet (%s); next try in %.0f s", type(error).__name__, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def _quiet_logger() -> logging.Logger:
    """At lower levels the client logs what is delivered."""
    logger = logging.getLogger("muster.socket")
    logger.setLevel(logging.ERROR)
    return logger
