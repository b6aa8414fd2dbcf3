"""To which workspace is a delivery addressed?  Bolt's own reading is the oracle, but for whose a person is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.request.internals import extract_team_id

from bot.slack.routing import addressed, has_left
from tests.slack.deliveries import command, event, home_opened, interaction

HOME = "T0TEAM"
FOREIGN = {"id": "U9", "team_id": "T9STRANGERS"}
PRESSED = interaction("block_actions", user="U9", trigger="1").payload
BODIES: dict[str, dict[str, Any]] = {
    "a message": event({"type": "message", "team": HOME}).payload,
    "the app's page": home_opened("U1").payload,
    "a command": command("help", user="U1", channel="C1", trigger="1", response_url="https://example.com").payload,
    "a button": interaction("block_actions", user="U1", trigger="1").payload,
    "a button that a stranger pressed": {
        **interaction("block_actions", user="U9", trigger="1").payload,
        "user": FOREIGN,
    },
    "a form": {**interaction("view_submission", user="U1", trigger="1").payload, "view": {"team_id": HOME}},
    "a form that a stranger sent": {
        **interaction("view_submission", user="U9", trigger="1").payload,
        "team": {"id": "T9STRANGERS"},
        "user": FOREIGN,
        "view": {"team_id": "T9STRANGERS", "app_installed_team_id": HOME},
    },
    "what a stranger wrote in a shared channel": {
        **event({"type": "message", "team": "T9STRANGERS", "user_team": "T9STRANGERS"}).payload,
        "team_id": "T9STRANGERS",
        "is_ext_shared_channel": True,
    },
}


@pytest.mark.parametrize("name", BODIES)
def test_it_is_the_workspace_that_received_it(name: str) -> None:
    assert addressed(BODIES[name])[0] == HOME == extract_team_id(BODIES[name])


def test_a_person_is_no_address() -> None:
    """Where Bolt would take the person's own team, which in a shared channel is a stranger's."""
    body = {**BODIES["a button that a stranger pressed"], "team": None}
    assert extract_team_id(body) == "T9STRANGERS"
    assert addressed(body) == ()


def test_of_an_enterprise_grid_the_workspace_comes_first() -> None:
    told = {"team_id": "T1", "enterprise_id": "E1"}
    assert addressed({"type": "event_callback", "authorizations": [told], "team_id": "T2"}) == ("T1", "E1")
    assert addressed({"command": "/aws", **told}) == ("T1", "E1")
    assert addressed({"type": "block_actions", "team": {"id": "T1"}, "enterprise": {"id": "E1"}}) == ("T1", "E1")
    assert addressed({"type": "block_actions", "team": None, "enterprise": {"id": "E1"}}) == ("E1",)


def things(part: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    names = ["team", "team_id", "enterprise", "authorizations", "view", "app_installed_team_id", "id", "event", "type"]
    return st.dictionaries(st.sampled_from(names), part)


ODD = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda part: st.lists(part) | things(part))


@given(things(ODD))
def test_nothing_that_was_signed_is_too_odd(body: dict[str, Any]) -> None:
    assert all(isinstance(one, str) and one for one in addressed(body))
    assert has_left({**body, "type": "event_callback"}) in (True, False)


@pytest.mark.parametrize("odd", [{}, {"team": 1}, {"team": [], "authorizations": {}}, {"authorizations": [None]}])
def test_what_has_no_address_has_none(odd: dict[str, Any]) -> None:
    assert addressed(odd) == ()


@pytest.mark.parametrize(
    ("happened", "left"),
    [
        ({"type": "app_uninstalled"}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": ["U0BOT"]}}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}, False),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}, False),
        ({"type": "tokens_revoked"}, False),
        ({"type": "message", "text": "app_uninstalled"}, False),
    ],
)
def test_only_the_end_of_the_bots_own_token_is_an_end(happened: dict[str, Any], left: bool) -> None:
    assert has_left(event(happened).payload) is left
    assert not has_left({"command": "/aws", "event": happened})
