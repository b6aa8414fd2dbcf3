"""Which step is next, and what suits as a name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.get_prepared.names import display_name, short_name
from bot.slack.get_prepared.progress import STEPS, Found, Named, may_open, next_step, offers
from bot.slack.get_prepared.submission import accepted

NAMED = (Named("arn:1", "One"),)
DONE: dict[str, dict[str, Any]] = {
    "replication-set": {"sealed_with": "us-east-1"},
    "contact": {"mine": NAMED[0], "people": NAMED},
    "escalation-plan": {"escalation_plans": NAMED},
    "channel": {"channels": NAMED},
    "response-plan": {"response_plans": NAMED},
    "test": {"tested": True},
}


def found_with(*done: str) -> Found:
    found = Found()
    for name in done:
        found = replace(found, **DONE[name])
    return found


def test_the_steps_come_in_their_order() -> None:
    done: list[str] = []
    for step in STEPS:
        assert next_step(found_with(*done)) == step
        done.append(step.name)
    assert next_step(found_with(*done)) is None


@given(st.sets(st.sampled_from(sorted(DONE))))
def test_exactly_one_button_is_the_next_while_something_is_left(done: set[str]) -> None:
    upcoming = next_step(found_with(*done))
    marked = [offer.opens for offer in offers(found_with(*done)) if offer.is_next]
    assert marked == ([upcoming.name] if upcoming else [])


@given(st.sets(st.sampled_from(sorted(DONE))))
def test_no_required_step_can_be_passed_over(done: set[str]) -> None:
    found = found_with(*done)
    open_ones = [step for step in STEPS if step.name not in done]
    for step in open_ones:
        required_before = [one for one in open_ones[: open_ones.index(step)] if not one.optional]
        assert may_open(found, step.name) == (not required_before)


def test_what_is_optional_can_be_passed_over() -> None:
    found = found_with("replication-set", "contact")
    assert [offer.opens for offer in offers(found)][:3] == ["escalation-plan", "channel", "response-plan"]


def test_there_is_one_replication_set_only() -> None:
    assert not may_open(found_with(*DONE), "replication-set")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ana Moreira", "ana-moreira"),
        ("Chloé Dubois", "chloe-dubois"),
        ("Søren Łuczak-Weiß", "soren-luczak-weiss"),
        ("O'Brien, Pat", "obrien-pat"),
        ("山田", ""),
        ("  --  ", ""),
    ],
)
def test_a_short_name_reads_like_the_name(name: str, short: str) -> None:
    assert short_name(name) == short


@given(st.text())
def test_a_short_name_is_always_a_good_alias_and_stays_as_it_is(text: str) -> None:
    short = short_name(text)
    assert short_name(short) == short
    assert not short or accepted("ssm-contacts:CreateContact", {"Alias": short, "Type": "PERSONAL", "Plan": {}})


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Chloé Dubois", "Chloé Dubois"), ("O'Brien", "OBrien"), ("Dev (SRE) 🚒", "Dev SRE"), ("देव", "")],
)
def test_a_display_name_keeps_what_a_contacts_name_may_have(name: str, shown: str) -> None:
    assert display_name(name) == shown


@given(st.text())
def test_a_display_name_is_always_a_good_one(text: str) -> None:
    name = display_name(text)
    request = {"Alias": "a", "Type": "PERSONAL", "Plan": {}, "DisplayName": name}
    assert accepted("ssm-contacts:CreateContact", request)
