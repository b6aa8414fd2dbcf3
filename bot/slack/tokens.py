"""By which token does a house speak in its workspace?  The one of an installation, or else the configured one."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.slack.installing import Exchange, NoInstallation
from bot.slack.people import Ourselves
from bot.slack.routing import Body
from bot.slack.web import SlackWeb
from core.clock import Clock
from core.errors import Conflict
from core.installations.installation import Installation, is_due
from core.installations.operations import Installations

log = logging.getLogger(__name__)


class Tokens:
    """One workspace's; `exchange` is there where the app's own id and secret are configured."""

    def __init__(
        self, web: SlackWeb, ourselves: Ourselves, installations: Installations, exchange: Exchange | None, clock: Clock
    ) -> None:
        self._web = web
        self._ourselves = ourselves
        self._installations = installations
        self._exchange = exchange
        self._clock = clock

    async def load(self) -> None:
        """Take up what is stored."""
        if found := await self._installations.of(self._ourselves.team_id):
            self._use(found)

    async def take(self, new: Installation) -> None:
        """Keep a fresh installation and speak by it at once."""
        self._use(await self._installations.take(new))
        log.info("The Slack app was installed in %s", new.team_id)

    async def end(self, body: Body) -> None:
        """Slack says that the app was removed: forget the token, unless that is an old story."""
        team_id = self._ourselves.team_id
        kept = await self._installations.of(team_id)
        if kept and not await self._installations.purge(kept.team_id, _moment(body, self._clock.now())):
            return
        self._web.use("")
        self._ourselves.user_id = ""
        log.warning("The Slack app was removed from %s; install it again at /slack/install", team_id or "its workspace")

    async def renew(self) -> None:
        """Exchange a token that ends soon; where that fails, the next time is early enough."""
        kept = await self._installations.of(self._ourselves.team_id)
        if kept is None or self._exchange is None or not is_due(kept, self._clock.now()):
            return
        try:
            told = await self._exchange.renewed(kept.refresh_token or "")
            await self._keep(kept, told)
        except (NoInstallation, Conflict) as why:
            log.error("Slack's token for %s could not be renewed: %s", kept.team_id, type(why).__name__)

    async def _keep(self, kept: Installation, told: dict[str, Any]) -> None:
        expires_at = self._clock.now() + timedelta(seconds=int(told["expires_in"]))
        token = str(told["access_token"])
        await self._installations.renew(kept, token, str(told["refresh_token"]), expires_at)
        self._web.use(token)

    def _use(self, installation: Installation) -> None:
        self._web.use(installation.bot_token)
        self._ourselves.user_id = installation.bot_user_id
        self._ourselves.team_id = installation.team_id
        self._ourselves.team_name = installation.team_name


def _moment(body: Body, now: datetime) -> datetime:
    """When the event happened, by Slack's clock."""
    at = body.get("event_time")
    return datetime.fromtimestamp(at, UTC) if isinstance(at, int) and 0 < at < 2**32 else now
