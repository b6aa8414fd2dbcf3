"""The one entrance for all workspaces: each verified delivery goes to the house that its workspace belongs to."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from aiohttp import web
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.bodies import Bodies
from bot.slack.app import slack_app
from bot.slack.assembly import SlackAccess, SlackSide
from bot.slack.door import Door, TurnedAway
from bot.slack.routing import addressed, has_left
from bot.slack.socket import Socket
from core.clock import Clock

log = logging.getLogger(__name__)

Next = Callable[[], Awaitable[BoltResponse]]
MOST_STRANGERS = 100
"""So many workspaces that are nobody's are told of in the log, each once."""


class ToItsHouse(AsyncMiddleware):
    """What is for no house is acknowledged, since Slack would only send it again, and goes no further."""

    def __init__(self, sides: Sequence[SlackSide]) -> None:
        self._sides = sides
        self._strangers: set[str] = set()

    async def async_process(self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Next) -> BoltResponse | None:
        """Slack hears yes once the house has it."""
        ids = addressed(req.body)
        side = self._side_of(ids)
        if side is None:
            self._tell_of(ids)
            return BoltResponse(status=200, body="")
        if has_left(req.body):
            await side.left(req.body)
            return BoltResponse(status=200, body="")
        return await side.receive(req, resp, next)

    def _side_of(self, ids: Sequence[str]) -> SlackSide | None:
        known = {side.workspace: side for side in self._sides if side.workspace and side.is_served}
        for one in ids:
            if one in known:
                return known[one]
        # Until Slack has told whose token was configured: what people did meanwhile must not be lost.
        return next((side for side in self._sides if not side.workspace and side.is_served), None)

    def _tell_of(self, ids: Sequence[str]) -> None:
        name = ids[0][:40] if ids else "no workspace at all"
        if name in self._strangers or len(self._strangers) >= MOST_STRANGERS:
            return
        self._strangers.add(name)
        log.warning(
            "Slack hands over what is for %r, where no account of this Muster has the app; nothing is done for it", name
        )


class Entrance:
    """`routes` go into the HTTP application; `start` and `stop` frame the life of the process."""

    def __init__(
        self,
        access: SlackAccess,
        sides: Sequence[SlackSide],
        clock: Clock,
        turned_away: TurnedAway | None = None,
        bodies: Bodies | None = None,
    ) -> None:
        """`turned_away` is told of what Slack had not signed."""
        app = slack_app([ToItsHouse(sides)], access.base_url)
        self._door = Door(app, access.signing_secrets, clock, bodies, turned_away)
        self._socket = (
            Socket(app, access.app_token, access.base_url, access.checked_every) if access.app_token else None
        )
        for side in sides:
            side.heard_by = self._socket.is_connected if self._socket else None

    @property
    def routes(self) -> list[web.RouteDef]:
        """`POST /slack/events`; without a signing secret it believes nobody."""
        return self._door.routes

    def start(self) -> None:
        """Connect, where it is us who connect; waits for no network."""
        if self._socket:
            self._socket.start()

    async def can_hear(self, within: timedelta) -> None:
        """Wait until what people type arrives, or for as long as this; over HTTP it does once the server listens."""
        if self._socket:
            await self._socket.connected(within.total_seconds())

    async def stop(self) -> None:
        """Take nothing more."""
        if self._socket:
            await self._socket.stop()
