"""Installing the app from a browser, in workspaces that the configuration names and in no other."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.houses.town import ANA, BEN, HERE, OTHER_TEAM, THERE, UNKNOWN_TEAM, Town, link_in, state_in, with_team
from tests.slack.deliveries import event
from tests.slack.workspace import TEAM

HOME_STATE, NOT_INSTALLED = "connected", "not installed"


async def states(town: Town) -> list[str]:
    return [await side.state() for side in town.muster.houses.sides]


async def installation(town: Town, account: str = THERE) -> Any:
    return await town.house(account).storage.installations.get(OTHER_TEAM)


async def test_a_fresh_installation_takes_effect_without_a_restart(town: Town) -> None:
    assert await states(town) == [HOME_STATE, NOT_INSTALLED]
    status, page = await town.installs()
    assert (status, "It serves Example &amp; &lt;Sons&gt; from now on." in page) == (200, True)
    assert await states(town) == [HOME_STATE, HOME_STATE]
    await town.other.somebody(BEN).says("sts get-caller-identity")
    await town.settled()
    assert f"arn:aws:sts::{THERE}:assumed-role/muster-slack/{BEN}" in str(town.other.said_in(BEN)[-1])


async def test_it_outlives_the_process_and_its_token_is_sealed(town: Town) -> None:
    await town.installs()
    kept = await installation(town)
    assert kept.bot_token not in repr(kept)
    await town.stops()
    with closing(sqlite3.connect(town.settings.database_file)) as database:
        rows = database.execute("SELECT tenant, team_id, sealed FROM installation").fetchall()
        everything = "\n".join(database.iterdump())
    assert [row[:2] for row in rows] == [(THERE, OTHER_TEAM)]
    assert kept.bot_token not in everything
    assert kept.bot_token.encode().hex().upper() not in everything
    await town.starts()
    assert await states(town) == [HOME_STATE, HOME_STATE]


async def test_what_was_installed_is_served_where_nothing_can_be_installed_any_more(town: Town) -> None:
    await town.installs()
    await town.stops()
    town.settings = replace(town.settings, slack_client_id="", slack_client_secret="")
    await town.starts()
    assert await states(town) == [HOME_STATE, HOME_STATE]
    assert (await town.gets("/slack/install"))[0] != 200


async def test_the_configured_accounts_own_workspace_can_be_installed_in_too(town: Town) -> None:
    town.home.neighbours.clear()
    status, page = await town.installs(town.home)
    assert (status, "It serves" in page) == (200, True)
    assert (await town.house(HERE).storage.installations.get(TEAM)).team_id == TEAM


async def test_a_workspace_that_nobody_named_is_not_taken_in(town: Town) -> None:
    status, page = await town.installs(with_team(town, UNKNOWN_TEAM))
    assert status == 400
    assert f"The workspace {UNKNOWN_TEAM} belongs to no account of this Muster" in page
    assert await states(town) == [HOME_STATE, NOT_INSTALLED]
    assert town.home.oauth.revoked, "a token that nobody uses was given back"


@pytest.mark.parametrize(
    ("otherwise", "says"),
    [
        ({"is_enterprise_install": True, "team": None}, "whole Enterprise Grid organization"),
        ({"token_type": "user"}, "holds no bot token"),
        ({"bot_user_id": None}, "holds no bot token"),
        ({"team": "T0OTHER"}, "holds no bot token"),
        ({"scope": "chat:write"}, "The app was not allowed what it needs: app_mentions:read"),
        ({"team": {"id": "<script>", "name": "x"}}, "The workspace &lt;script&gt; belongs to no account"),
    ],
)
async def test_what_is_no_installation_is_told_and_nothing_is_kept(
    town: Town, otherwise: dict[str, Any], says: str
) -> None:
    status, page = await town.installs(**otherwise)
    assert (status, says in page) == (400, True), page
    assert await installation(town) is None
    assert await states(town) == [HOME_STATE, NOT_INSTALLED]


async def test_a_link_counts_once_and_in_its_own_browser(town: Town) -> None:
    _, page, cookie = await town.gets("/slack/install")
    state = state_in(link_in(page))
    code = town.home.oauth.allowed(link_in(page))
    back = f"/slack/oauth_redirect?code={code}&state={state}"
    for browser in ("", "0" * 64, state):
        status, page, _ = await town.gets(back, browser)
        assert (status, "in another browser" in page) == (400, True)
    assert code in town.home.oauth.codes, "Slack was not even asked"
    status, page, _ = await town.gets(f"/slack/oauth_redirect?error=access_denied&state={state}", cookie)
    assert (status, "was not allowed" in page) == (400, True)
    assert (await town.gets(back, cookie))[0] == 400, "it was used, be it in vain"


async def test_a_code_that_slack_does_not_know_is_told(town: Town) -> None:
    _, page, cookie = await town.gets("/slack/install")
    status, page, _ = await town.gets(f"/slack/oauth_redirect?code=x&state={state_in(link_in(page))}", cookie)
    assert (status, "Slack did not accept it" in page) == (400, True)


async def test_the_pages_let_nothing_else_in_and_keep_the_cookie_to_themselves(town: Town) -> None:
    async with town.browser.get(f"{town.muster.server.url}/slack/install") as answer:
        cookie = answer.cookies["muster-install"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
    flags = [cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"], cookie["max-age"]]
    assert flags == [True, True, "Lax", "/slack", "600"]


@pytest.mark.parametrize(
    "happened", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}]
)
async def test_a_workspace_that_removes_the_app_is_forgotten_and_can_come_back(
    town: Town, happened: dict[str, Any]
) -> None:
    await town.installs()
    assert (await town.other.deliver(event(happened))).status == 200
    assert await installation(town) is None
    assert await states(town) == [HOME_STATE, NOT_INSTALLED]
    said = len(town.other.calls)
    assert [one.status for one in await town.other.somebody(BEN).says("help")] == [200]
    await town.settled()
    assert len(town.other.calls) == said
    await town.installs()
    assert await states(town) == [HOME_STATE, HOME_STATE]


async def test_a_late_word_of_an_earlier_end_ends_nothing(town: Town) -> None:
    await town.installs()
    late = event({"type": "app_uninstalled"})
    late.payload["event_time"] -= 60
    await town.other.deliver(late)
    assert await states(town) == [HOME_STATE, HOME_STATE]
    assert await installation(town)


async def test_what_one_workspace_removes_stays_in_the_other(town: Town) -> None:
    await town.installs()
    await town.home.deliver(event({"type": "app_uninstalled"}))
    assert await states(town) == [NOT_INSTALLED, HOME_STATE]


async def test_a_token_that_ends_soon_is_exchanged_and_one_that_does_not_is_kept(town: Town) -> None:
    await town.installs(expires_in=43200, refresh_token="xoxe-first")
    first = await installation(town)
    await town.muster.keep_house()
    assert await installation(town) == first
    soon = datetime.now(UTC) + timedelta(minutes=119)  # noqa: TID251 - as the wall clock tells it
    await town.house(THERE).slack._tokens._installations.renew(first, first.bot_token, "xoxe-first", soon)
    town.home.oauth.refreshing["xoxe-first"], town.home.oauth.tokens = first.bot_token, set()
    await town.muster.keep_house()
    second = await installation(town)
    assert second.bot_token not in ("", first.bot_token)
    assert second.expires_at > first.expires_at - timedelta(minutes=1)
    town.other.oauth.tokens, town.home.oauth.tokens = {second.bot_token}, None
    await town.other.somebody(ANA).says("help")
    await town.settled()
    assert town.other.said_in(ANA)
