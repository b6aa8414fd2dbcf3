"""Which texts would let their reader in somewhere?"""

from __future__ import annotations

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.free_text import holds_credentials, refuse_credentials, without_credentials

WORDS = st.text(string.ascii_letters + string.digits, min_size=1, max_size=12)


@pytest.mark.parametrize(
    "text",
    [
        "https://ana:hunter2@example.com/",
        "see HTTPS://ANA:HUNTER2@EXAMPLE.COM",
        "postgres://app:hunter2@db.example:5432/app",
        "https://ghp_16C7e42F292c6912E7710c838347Ae178B4a@github.com/a/b.git",
        "https://example.com/?token=abc",
        "https://example.com/a?x=1&access_token=abc#top",
        "https://example.com/#access_token=abc",
        "https://example.com/?%74oken=abc",
        "https://bucket.s3.amazonaws.com/x?X-Amz-Security-Token=abc",
        "https://bucket.s3.amazonaws.com/x?X-Amz-Credential=AKIA&X-Amz-Signature=abc",
        "https://example.com?api-key=1",
        "https://hooks.slack.com/services/T000/B000/XXXX",
        "(https://example.com/?password=x)",
        "one://two and https://u:p@three.example",
    ],
)
def test_addresses_with_credentials_are_found(text):
    assert holds_credentials(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Checkout is down",
        "the token is in the vault",
        "https://grafana.example/d/1?from=now-1h&to=now",
        "https://example.com/?token=",
        "https://example.com/reset?tokens=3",
        "https://example.com/mail?to=ana@example.com",
        "https://example.com/@ana/status/1",
        "ssh://git@github.com/a/b.git",
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:token=x",
        "ana:hunter2@example.com",
        "https://console.example/log-groups?query=password%3Dx",
    ],
)
def test_others_are_left_alone(text):
    assert not holds_credentials(text)


@given(WORDS, WORDS, WORDS, st.text(max_size=50), st.text(max_size=50))
def test_they_are_found_wherever_they_stand(user, password, host, before, after):
    assert holds_credentials(f"{before} https://{user}:{password}@{host}.example/ {after}")


@pytest.mark.parametrize(
    "text", ["a" * 12_000, "://" * 4_000, "https://" * 1_500, "?token=" * 2_000, "http://" + "@" * 12_000]
)
def test_looking_takes_time_in_proportion_to_the_text(text):
    before = time.process_time()
    holds_credentials(text * 8)
    assert time.process_time() - before < 1


def test_the_refusal_names_the_member_and_not_the_secret():
    with pytest.raises(Refusal) as refused:
        refuse_credentials(title="fine", summary="https://ana:hunter2@example.com")
    assert refused.value.code == "ValidationException"
    assert "summary" in refused.value.message
    assert "hunter2" not in refused.value.message


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://ana:hunter2@example.com:8443/a/b for more", "see example.com:8443 (secret left out) for more"),
        ("https://example.com/d/1?token=hunter2", "example.com (secret left out)"),
        ("<https://hooks.slack.com/services/T0/B0/hunter2|here>", "<hooks.slack.com (secret left out)|here>"),
        ("one https://example.com/a?x=1 and https://u:p@three.example", "one https://example.com/a?x=1 and "
         "three.example (secret left out)"),
    ],
)  # fmt: skip
def test_what_programs_say_is_shown_without_credentials(text, shown):
    assert without_credentials(text) == shown


@given(st.lists(st.sampled_from(["https://", "ssh://", "u:p@", "a.example", "/x", "?token=", "&", "#", "1", " ", "|"])))
def test_whatever_is_left_lets_nobody_in_and_what_was_harmless_stays(parts):
    text = "".join(parts)
    shown = without_credentials(text)
    assert not holds_credentials(shown)
    assert holds_credentials(text) or shown == text
