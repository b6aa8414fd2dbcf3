"""Whoever holds a live secret is let in, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http.intake.keyed import Secret, is_key, live, signed

SECRET, BODY = "It's a Secret to Everybody", b"Hello, World!"
SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
"""Of GitHub's own documentation."""
AS_V1 = SIGNATURE.replace("sha256=", "v1=")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_github_s_own_example_is_signed():
    assert signed(BODY, SIGNATURE, "sha256=", [SECRET])


def test_any_of_several_signatures_will_do():
    assert signed(BODY, f"v1={'0' * 64},{AS_V1}", "v1=", [SECRET])
    assert not signed(BODY, ",".join(["v1=0"] * 8 + [AS_V1]), "v1=", [SECRET])


@pytest.mark.parametrize(
    "header", ["", "sha256=", "sha1=757107", SIGNATURE[:-1], SIGNATURE.upper(), SIGNATURE[7:], "ü"]
)
def test_another_header_is_no_signature(header):
    assert not signed(BODY, header, "sha256=", [SECRET])


@given(st.binary(max_size=40))
def test_another_body_is_not_signed(body):
    assert signed(body, SIGNATURE, "sha256=", [SECRET]) == (body == BODY)


def test_the_old_secret_counts_until_its_end_and_the_new_one_on():
    both = [Secret(value=SECRET, ends_at=NOW + timedelta(hours=1)), Secret(value="new")]
    assert signed(BODY, SIGNATURE, "sha256=", live(both, NOW))
    assert not signed(BODY, SIGNATURE, "sha256=", live(both, NOW + timedelta(hours=1)))
    assert is_key("new", live(both, NOW + timedelta(hours=1)))
    assert not is_key(SECRET, live(both, NOW + timedelta(hours=1)))


@given(st.text(max_size=20))
def test_only_a_key_itself_is_a_key(given_key):
    assert is_key(given_key, ["one", "two"]) == (given_key in ("one", "two"))


def test_nothing_opens_nothing():
    assert not is_key("", [""])
    assert live([Secret(value="")], NOW) == ()
