"""`POST /slack/events`: the raw bytes are verified first, and only then does anybody look into them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.bodies import Bodies, Unread
from bot.slack.deliveries import is_for_us, is_readable
from bot.slack.signature import signed
from core.clock import Clock

PATH = "/slack/events"
LARGEST = 256 * 1024

TurnedAway = Callable[[web.Request], Awaitable[None]]


class Door:
    """Events, buttons, modals and slash commands all come in here.

    The application must be served with `auto_decompress=False`: a signature is over the bytes that were sent.
    """

    def __init__(
        self,
        app: AsyncApp,
        secrets: Sequence[str],
        clock: Clock,
        bodies: Bodies | None = None,
        turned_away: TurnedAway | None = None,
    ) -> None:
        self._turned_away = turned_away
        self._app = app
        self._secrets = tuple(secret for secret in secrets if secret)
        self._clock = clock
        self._bodies = bodies or Bodies()

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        """Slack's answer to give, or a refusal that tells a stranger nothing."""
        if request.headers.get("Content-Encoding", "identity") != "identity":
            return web.Response(status=415)
        try:
            async with self._bodies.of(request, LARGEST) as raw:
                return await self._believed(request, raw)
        except Unread as unread:
            return web.Response(status=unread.status, headers=unread.headers)

    async def _believed(self, request: web.Request, raw: bytes) -> web.Response:
        """What is answered to whoever sent these bytes: nothing, where it was not Slack."""
        if not self._is_signed(request, raw):
            if self._turned_away:
                await self._turned_away(request)
            return web.Response(status=401)
        return await self._answered(request, raw)

    async def _answered(self, request: web.Request, raw: bytes) -> web.Response:
        """What Bolt says to a delivery that is Slack's; what it would stumble over does not come so far."""
        try:
            delivery = AsyncBoltRequest(body=raw.decode(), headers=dict(request.headers))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return web.Response(status=400)
        if not is_readable(delivery.body):
            return web.Response(status=400)
        if not is_for_us(delivery.body):
            return web.Response()
        return await to_aiohttp_response(await self._app.async_dispatch(delivery))

    def _is_signed(self, request: web.Request, raw: bytes) -> bool:
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        return signed(raw, timestamp, signature, self._secrets, self._clock.now())
