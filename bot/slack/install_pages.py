"""`/slack/install` and `/slack/oauth_redirect`: how the app comes into a workspace, in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from aiohttp import web

from bot.slack.assembly import SlackSide
from bot.slack.install_state import LASTS, States
from bot.slack.installing import Exchange, NoInstallation, installation_of
from core.clock import Clock
from core.installations.installation import Installation

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
COOKIE = "muster-install"
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p>{more}</body></html>
"""
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class InstallPages:
    """Only workspaces that the configuration names are taken in: a stranger's finds no door here."""

    def __init__(self, exchange: Exchange, sides: Sequence[SlackSide], states: States, clock: Clock) -> None:
        self._exchange = exchange
        self._sides = sides
        self._states = states
        self._clock = clock

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.get(INSTALL, self.install), web.get(REDIRECT, self.redirect)]

    async def install(self, _: web.Request) -> web.Response:
        """The page with the button; the cookie says in which browser it was pressed."""
        state, cookie = self._states.issue(self._clock.now())
        button = f'<p><a href="{escape(self._exchange.address(state))}">Add to Slack</a></p>'
        answer = _page("Muster for Slack", "Choose, at Slack, the workspace that Muster shall serve.", button)
        answer.set_cookie(
            COOKIE,
            cookie,
            max_age=int(LASTS.total_seconds()),
            path="/slack",
            secure=True,
            httponly=True,
            samesite="Lax",
        )
        return answer

    async def redirect(self, request: web.Request) -> web.Response:
        """Slack sends the person back here, with a code that is good for one exchange."""
        asked = request.query
        try:
            if not self._states.redeem(asked.get("state", ""), request.cookies.get(COOKIE, ""), self._clock.now()):
                raise NoInstallation("This page was opened late, a second time, or in another browser. Begin again.")
            if not asked.get("code"):
                raise NoInstallation("At Slack the installation was not allowed.")
            new = await self._taken(asked["code"])
        except NoInstallation as why:
            answer = _page("Muster is not installed", str(why), f'<p><a href="{INSTALL}">Begin again</a></p>')
            answer.set_status(400)
        else:
            answer = _page("Muster is installed", f"It serves {new.team_name or new.team_id} from now on.")
        answer.del_cookie(COOKIE, path="/slack", secure=True, httponly=True, samesite="Lax")
        return answer

    async def _taken(self, code: str) -> Installation:
        told = await self._exchange.allowed(code)
        try:
            new = installation_of(told, self._clock.now())
            await self._side_of(new.team_id).installed(new)
        except NoInstallation:
            if token := told.get("access_token"):
                await self._exchange.give_back(str(token))
            raise
        return new

    def _side_of(self, team_id: str) -> SlackSide:
        for side in self._sides:
            if side.workspace == team_id:
                return side
        raise NoInstallation(
            f"The workspace {team_id[:40]} belongs to no account of this Muster. Whoever runs it names it in the file "
            "of MUSTER_ORGANIZATION, as the `workspace` of an account, and starts Muster again."
        )


def _page(title: str, text: str, more: str = "") -> web.Response:
    body = _PAGE.format(title=escape(title), text=escape(text), more=more)
    return web.Response(text=body, content_type="text/html", headers=_HEADERS)
