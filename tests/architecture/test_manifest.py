"""Does manifest.yml say everything that the code needs of Slack, and nothing more?"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.slack.install_pages import REDIRECT
from bot.slack.installing import SCOPES as SCOPES_ASKED_FOR
from bot.slack.routing import LEFT
from tests.slack.blockkit_shapes import Check, Shape, boolean, several, string
from tests.slack.web_api import METHODS

ROOT = Path(__file__).parents[2]
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])

SCOPE_OF_EVENT = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "tokens_revoked": None,
}
# What a method needs depends on the channel for some; the fake Slack asks for these when it is called.
SCOPES_OF_METHOD = {"conversations.info": {"channels:read", "groups:read", "im:read"}}
# What no call and no event shows.
FOR_PEOPLE = {
    "commands",  # the slash command
    "users:read.email",  # users.info leaves the address out without it
}


def form(required: dict[str, Check] | None = None, **optional: Check) -> Shape:
    return Shape(required=required or {}, optional=optional)


URL = string(3000, pattern=r"https://.*")
FORM = form(
    {
        "display_information": form(
            {"name": string(35)},
            description=string(140),
            long_description=string(4000, 175),
            background_color=string(7, 4, r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?"),
        ),
        "features": form(
            bot_user=form({"display_name": string(80)}, always_online=boolean),
            app_home=form(
                home_tab_enabled=boolean, messages_tab_enabled=boolean, messages_tab_read_only_enabled=boolean
            ),
            slash_commands=several(
                form(
                    {"command": string(32, 2, r"/[a-z0-9_-]+"), "description": string(2000)},
                    url=URL,
                    usage_hint=string(1000),
                    should_escape=boolean,
                ),
                1,
                50,
            ),
        ),
        "oauth_config": form(
            {"scopes": form({"bot": several(string(50), 1, 255)})}, redirect_urls=several(URL, 1, 1000)
        ),
        "settings": form(
            event_subscriptions=form({"bot_events": several(string(50), 1, 100)}, request_url=URL),
            interactivity=form({"is_enabled": boolean}, request_url=URL),
            org_deploy_enabled=boolean,
            socket_mode_enabled=boolean,
            token_rotation_enabled=boolean,
        ),
    }
)


def called_methods() -> set[str]:
    """The Web API methods that the code names in a call."""
    calls = (
        node
        for path in (ROOT / "bot").glob("**/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    )
    words = (one.value for call in calls for one in call.args if isinstance(one, ast.Constant))
    return {word for word in words if isinstance(word, str) and word in METHODS}


def scopes_of(method: str) -> set[str]:
    """What a token needs for a method."""
    scope, _ = METHODS[method]
    return SCOPES_OF_METHOD.get(method, {scope} if scope else set())


def test_the_manifest_has_the_form_that_slack_takes():
    assert list(FORM(MANIFEST, "manifest")) == []


def test_the_bot_is_called_as_people_know_it():
    assert MANIFEST["features"]["bot_user"]["display_name"] == "aws"
    assert [one["command"] for one in MANIFEST["features"]["slash_commands"]] == ["/aws", "/oncall"]


def test_a_typed_name_arrives_as_an_id():
    assert all(one["should_escape"] for one in MANIFEST["features"]["slash_commands"])


def test_everything_from_slack_arrives_at_one_address():
    settings, commands = MANIFEST["settings"], MANIFEST["features"]["slash_commands"]
    urls = {settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]}
    assert urls | {one["url"] for one in commands} == {"https://YOUR-HOST/slack/events"}
    assert not settings["socket_mode_enabled"], "with the URLs, Slack calls; the comment tells how to switch"


def test_an_installation_asks_for_what_the_manifest_asks_for():
    assert set(SCOPES_ASKED_FOR) == SCOPES
    assert MANIFEST["oauth_config"]["redirect_urls"] == [f"https://YOUR-HOST{REDIRECT}"]
    assert EVENTS >= LEFT


def test_every_event_has_its_scope():
    assert set(SCOPE_OF_EVENT) == EVENTS
    assert {scope for scope in SCOPE_OF_EVENT.values() if scope} <= SCOPES


def test_the_token_may_do_what_the_code_does():
    needed = {method: scopes_of(method) - SCOPES for method in called_methods()}
    assert {method: missing for method, missing in needed.items() if missing} == {}


def test_the_token_may_do_nothing_more():
    needed = {scope for method in called_methods() for scope in scopes_of(method)}
    needed |= {scope for scope in SCOPE_OF_EVENT.values() if scope} | FOR_PEOPLE
    assert SCOPES - needed == set()


def test_every_scope_says_what_it_is_for():
    explained = set(re.findall(r"- (\S+) # \S", (ROOT / "manifest.yml").read_text()))
    assert SCOPES - explained == set()


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (lambda one: one["display_information"].update(name="x" * 36), "36 characters"),
        (lambda one: one["features"]["slash_commands"][0].update(command="aws"), "not of the form"),
        (lambda one: one["settings"].update(event_subscription={}), "not a member"),
        (lambda one: one.pop("oauth_config"), "missing"),
    ],
)
def test_a_manifest_that_slack_would_refuse_is_noticed(break_it, says):
    broken = yaml.safe_load((ROOT / "manifest.yml").read_text())
    break_it(broken)
    assert says in "\n".join(FORM(broken, "manifest"))
