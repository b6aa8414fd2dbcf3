"""Who comes back from Slack must be who was sent there: once, soon, in the same browser."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.install_state import LASTS, States

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_once_and_in_time() -> None:
    states = States(secrets.token_bytes)
    state, cookie = states.issue(NOW)
    assert states.redeem(state, cookie, NOW + LASTS)
    assert not states.redeem(state, cookie, NOW + LASTS)
    late, its_cookie = states.issue(NOW)
    assert not states.redeem(late, its_cookie, NOW + LASTS + timedelta(seconds=1))


def test_another_browser_has_another_cookie() -> None:
    states = States(secrets.token_bytes)
    (mine, my_cookie), (yours, your_cookie) = states.issue(NOW), states.issue(NOW)
    assert not states.redeem(mine, your_cookie, NOW)
    assert not states.redeem(yours, my_cookie, NOW)
    assert states.redeem(mine, my_cookie, NOW)


def test_another_process_has_another_key() -> None:
    state, cookie = States(secrets.token_bytes).issue(NOW)
    assert not States(secrets.token_bytes).redeem(state, cookie, NOW)


@given(st.text(), st.text())
def test_what_was_never_issued_is_worth_nothing(state: str, cookie: str) -> None:
    assert not States(secrets.token_bytes).redeem(state, cookie, NOW)


def test_the_end_cannot_be_put_off() -> None:
    states = States(secrets.token_bytes)
    state, cookie = states.issue(NOW)
    ends, _, mark = state.partition(".")
    assert not states.redeem(f"{int(ends) + 1}.{mark}", cookie, NOW)


def test_what_was_used_is_remembered_no_longer_than_it_lasts() -> None:
    states = States(secrets.token_bytes)
    for minute in range(100):
        at = NOW + timedelta(minutes=minute)
        assert states.redeem(*states.issue(at), at)
    assert len(states._used) <= 11
