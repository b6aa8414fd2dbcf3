"""One Muster with two houses, all of it but the process, beside two Slack workspaces that share one app."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self

import aiohttp

from bot import environment
from bot import main as composition
from bot.assembly.house import House
from core.caller import Caller
from core.clock import SystemClock
from tests.migrated import lay_down
from tests.slack.fake_slack import FakeSlack
from tests.slack.oauth import CLIENT_ID, CLIENT_SECRET
from tests.slack.workspace import TEAM

HERE, THERE = "111122223333", "444455556666"
OTHER_TEAM, UNKNOWN_TEAM = "T0OTHER", "T0NOBODYS"
ANA, BEN = "U1ANA", "U2BEN"
CHANNEL = "C1INCIDENTS"


class Town:
    """Ana is in both workspaces, under one id: administrator at home, and an ordinary member of the other one."""

    def __init__(self, directory: Path, *, named: str = TEAM, **configured: str) -> None:
        """`named`: which workspace the organization's file says is the first account's."""
        self._directory = directory
        self._named = named
        self.home, self.other = FakeSlack(), FakeSlack(team=OTHER_TEAM)
        self._configured = configured

    async def __aenter__(self) -> Self:
        for slack in (self.home, self.other):
            await slack.__aenter__()
            for user, name in ((ANA, "ana"), (BEN, "ben")):
                slack.workspace.person(user, name)
            slack.workspace.channel(CHANNEL, "incidents")
        self.home.neighbours.append(self.other)
        self.other.oauth.tokens = set()  # the app is not installed there yet
        self.other.signing_secret = self.home.signing_secret
        organization = self._directory / "organization.json"
        accounts = {HERE: {"workspace": self._named}, THERE: {"workspace": OTHER_TEAM, "admins": [BEN]}}
        organization.write_text(json.dumps({"accounts": accounts}))
        self.settings = environment.read({
            "MUSTER_DATA_DIR": str(self._directory / "data"),
            "PORT": "0",
            "SLACK_API_URL": self.home.api_url,
            "SLACK_BOT_TOKEN": self.home.bot_token,
            "SLACK_SIGNING_SECRET": self.home.signing_secret,
            "SLACK_CLIENT_ID": CLIENT_ID,
            "SLACK_CLIENT_SECRET": CLIENT_SECRET,
            "MUSTER_ADMINS": ANA,
            "MUSTER_ORGANIZATION": str(organization),
            **self._configured,
        })  # fmt: skip
        self.browser = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        await self.starts()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stops()
        await self.browser.close()
        await self.other.__aexit__(*exc)
        await self.home.__aexit__(*exc)

    async def starts(self) -> None:
        """As after `muster serve`."""
        lay_down(self.settings.database_file)
        self.muster = await composition.compose(self.settings, SystemClock())
        await self.muster.start()
        by_socket = bool(self.settings.slack_app_token)
        self.home.request_url = self.other.request_url = None if by_socket else f"{self.muster.server.url}/slack/events"

    async def stops(self) -> None:
        """The process ends."""
        await self.muster.stop()

    def house(self, account: str) -> House:
        return self.muster.houses.named(account)

    async def settled(self) -> None:
        """Wait until everything that was delivered has been carried out and answered."""
        for side in self.muster.houses.sides:
            await side.desk.idle()

    async def call(self, account: str, action: str, **params: Any) -> dict[str, Any]:
        """What the operator gets for an operation."""
        house = self.house(account)
        root = Caller(arn=house.settings.arns.root(), standing="administrator", name="root")
        return await house.dispatcher.call(root, action, params)

    # In a browser

    async def gets(self, path: str, cookie: str = "") -> tuple[int, str, str]:
        """The status, the page and the cookie that it sets."""
        headers = {"Cookie": f"muster-install={cookie}"} if cookie else {}
        async with self.browser.get(f"{self.muster.server.url}{path}", headers=headers) as answer:
            kept = answer.cookies.get("muster-install")
            return answer.status, await answer.text(), kept.value if kept else ""

    async def installs(self, slack: FakeSlack | None = None, **otherwise: Any) -> tuple[int, str]:
        """The whole way of somebody who installs the app; what the last page says."""
        _, page, cookie = await self.gets("/slack/install")
        address = link_in(page)
        code = (slack or self.other).oauth.allowed(address, **otherwise)
        # One Slack answers for all workspaces where nobody has a token yet.
        self.home.oauth.codes |= (slack or self.other).oauth.codes
        status, told, _ = await self.gets(f"/slack/oauth_redirect?code={code}&state={state_in(address)}", cookie)
        self.other.oauth.tokens = (self.other.oauth.tokens or set()) | (self.home.oauth.tokens or set())
        self.home.oauth.tokens = None
        return status, told


def link_in(page: str) -> str:
    """The address of the button."""
    return page.partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")


def state_in(address: str) -> str:
    return address.partition("state=")[2].partition("&")[0]


def with_team(town: Town, team: str) -> FakeSlack:
    """The other workspace, as if it were one that nobody has heard of."""
    town.other.team = town.other.oauth.team = team
    return town.other
