"""What does Slack do when an app is installed by OAuth?  Codes for tokens, tokens for newer ones, and back again."""

from __future__ import annotations

import itertools
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.slack.workspace import APP_ID, BOT_USER

NUMBERS = itertools.count(1)
CLIENT_ID, CLIENT_SECRET = "11.22", "the-secret-of-the-client"


class OAuth:
    """Of one workspace: who may install the app there is nobody's question here."""

    METHODS: ClassVar = ("oauth.v2.access", "auth.revoke")

    def __init__(self, team: str) -> None:
        self.team = team
        self.codes: dict[str, dict[str, Any]] = {}
        self.refreshing: dict[str, str] = {}
        self.revoked: list[str] = []
        self.tokens: set[str] | None = None
        """The bot's, once it was installed by OAuth."""

    def allowed(self, address: str, **otherwise: Any) -> str:
        """Somebody presses "Allow" at the address that the app sent them to; the code that they are sent back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT_ID
        code = f"code-{next(NUMBERS)}"
        self.codes[code] = {
            "ok": True,
            "access_token": f"xoxb-installed-{next(NUMBERS)}",
            "token_type": "bot",
            "scope": asked["scope"],
            "bot_user_id": BOT_USER,
            "app_id": APP_ID,
            "team": {"id": self.team, "name": "Example & <Sons>"},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": "U1ANA"},
            **otherwise,
        }
        return code

    def answer(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Slack's answer, refusals included."""
        if method == "auth.revoke":
            self.revoked.append(arguments["token"])
            return {"ok": True, "revoked": True}
        if (arguments.get("client_id"), arguments.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return {"ok": False, "error": "bad_client_secret"}
        if arguments.get("grant_type") == "refresh_token":
            return self._refreshed(str(arguments.get("refresh_token")))
        told = self.codes.pop(str(arguments.get("code")), None)
        if told is None:
            return {"ok": False, "error": "invalid_code"}
        return self._handed_out(told)

    def _refreshed(self, refresh_token: str) -> dict[str, Any]:
        before = self.refreshing.pop(refresh_token, None)
        if before is None:
            return {"ok": False, "error": "invalid_refresh_token"}
        assert self.tokens is not None
        self.tokens.discard(before)
        renewed = {"ok": True, "access_token": f"xoxe.xoxb-{next(NUMBERS)}", "token_type": "bot", "expires_in": 43200}
        return self._handed_out({**renewed, "refresh_token": f"xoxe-{next(NUMBERS)}"})

    def _handed_out(self, told: dict[str, Any]) -> dict[str, Any]:
        self.tokens = (self.tokens or set()) | {told["access_token"]}
        if "refresh_token" in told:
            self.refreshing[told["refresh_token"]] = told["access_token"]
        return told
