"""Installing the app by OAuth: what Slack is asked, and what its answer has to be before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

import aiohttp

from bot.slack.web import ANSWERS_WITHIN
from core.installations.installation import Installation

SCOPES = (
    "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:write",
    "groups:history", "groups:read", "im:history", "im:read", "im:write", "usergroups:read", "usergroups:write",
    "users:read", "users:read.email",
)  # fmt: skip
"""As in manifest.yml, which says what each is for."""


class NoInstallation(Exception):
    """Slack's answer is no installation that could be used; the text is for whoever installs."""


class Exchange:
    """The app's own id and secret, and what Slack gives for them."""

    def __init__(self, session: aiohttp.ClientSession, client_id: str, client_secret: str, base_url: str) -> None:
        self._session = session
        self._base_url = base_url.rstrip("/") + "/"
        self._client_id, self._client_secret = client_id, client_secret

    def address(self, state: str) -> str:
        """Where a person allows it, with what has to come back with them."""
        asked = {"client_id": self._client_id, "scope": ",".join(SCOPES), "state": state}
        return urljoin(self._base_url, f"/oauth/v2/authorize?{urlencode(asked)}")

    async def allowed(self, code: str) -> dict[str, Any]:
        """What Slack hands out for the code that a person came back with."""
        return await self._access(code=code)

    async def renewed(self, refresh_token: str) -> dict[str, Any]:
        """The next token, and what the one after it is asked for with."""
        told = await self._access(grant_type="refresh_token", refresh_token=refresh_token)
        if not (told.get("access_token") and told.get("refresh_token") and told.get("expires_in")):
            raise NoInstallation("Slack gave no token.")
        return told

    async def give_back(self, token: str) -> None:
        """Have a token revoked that nobody will use; it is forgotten here, whether Slack can be told or not."""
        with suppress(NoInstallation):
            await self._asked("auth.revoke", {"token": token})

    async def _access(self, **asked: str) -> dict[str, Any]:
        told = await self._asked(
            "oauth.v2.access", {"client_id": self._client_id, "client_secret": self._client_secret, **asked}
        )
        if not told.get("ok"):
            raise NoInstallation("Slack did not accept it. Begin again.")
        return told

    async def _asked(self, method: str, asked: Mapping[str, str]) -> dict[str, Any]:
        url = self._base_url + method
        try:
            async with self._session.post(url, data=asked, timeout=ANSWERS_WITHIN, allow_redirects=False) as response:
                told = await response.json(content_type=None)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            # Without the error's own text, which may hold what was sent.
            raise NoInstallation("Slack could not be asked. Begin again in a while.") from None
        return told if isinstance(told, dict) else {}


def installation_of(told: Mapping[str, Any], now: datetime) -> Installation:
    """The installation that Slack's answer tells of; raise `NoInstallation` where it is none that we can serve."""
    if told.get("is_enterprise_install"):
        raise NoInstallation(
            "This was an installation for a whole Enterprise Grid organization. Muster serves single workspaces of it: "
            "install the app in the workspace itself."
        )
    team = told.get("team")
    team_id = str(team.get("id") or "") if isinstance(team, Mapping) else ""
    token, bot = str(told.get("access_token") or ""), str(told.get("bot_user_id") or "")
    if not (team_id and token and bot) or told.get("token_type") != "bot":
        raise NoInstallation("Slack's answer holds no bot token of a workspace. Begin again.")
    if missing := sorted(set(SCOPES) - set(str(told.get("scope") or "").split(","))):
        raise NoInstallation(f"The app was not allowed what it needs: {', '.join(missing)}. Begin again.")
    lasts, renewal, by = told.get("expires_in"), told.get("refresh_token"), told.get("authed_user")
    return Installation(
        team_id=team_id,
        team_name=str(team.get("name") or "") if isinstance(team, Mapping) else "",
        bot_user_id=bot,
        bot_token=token,
        refresh_token=str(renewal) if renewal else None,
        expires_at=now + timedelta(seconds=int(lasts)) if lasts else None,
        installed_by=str(by.get("id") or "") if isinstance(by, Mapping) else "",
        installed_at=now,
    )
