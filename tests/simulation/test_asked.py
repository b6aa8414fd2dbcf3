"""Is it understood which simulation somebody asks for, and said what was wrong where it is not?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.slack.simulating import words
from core.errors import Refusal
from core.simulation.asked import Asked, Words, read
from core.vocabulary.understanding import Misunderstood
from tests.operations.muster import ARNS, START

BERLIN = ZoneInfo("Europe/Berlin")
NOW = START.replace(microsecond=250_000)


def asked(plan: str = "checkout", at: str = "", *acks: str) -> Asked:
    return read(Words(plan=plan, at=at, acknowledgements=acks), ARNS, NOW, BERLIN)


def test_a_name_or_an_arn_says_which_plan_and_nothing_says_now():
    assert asked() == asked(ARNS.response_plan("checkout"), "now")
    assert asked().plan_arn == ARNS.response_plan("checkout")
    assert asked().at == START


def test_times_are_the_readers_own():
    assert asked(at="tomorrow 9:00").at == datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize("when", ["+5m", "5m", "+300s", "2026-03-01T13:05"])
def test_somebody_acknowledges_after_the_start_or_by_the_clock(when):
    [one] = asked("checkout", "", f"Ana@{when}").acknowledgements
    assert (one.contact_arn, one.at) == (ARNS.contact("ana"), START + timedelta(minutes=5))


def test_it_counts_from_the_start_of_the_incident_and_once_where_it_is_said_twice():
    [one] = asked("checkout", "+2h", f"{ARNS.contact('ana')}@+5m", "ana@5m").acknowledgements
    assert one.at == START + timedelta(hours=2, minutes=5)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (("",), "--response-plan-arn: name a response plan"),
        (("no plan!",), "`no plan!` is no name or ARN of a response plan"),
        ((ARNS.contact("ana"),), "is no name or ARN of a response plan"),
        (("checkout", "whenever"), "--at: `whenever` is no time"),
        (("checkout", "2999-01-01"), "--at: that is more than ten years away"),
        (("checkout", "1999-01-01"), "--at: that is more than ten years ago"),
        (("checkout", "", "ana"), "--ack: `ana` is not who acknowledges when; write ana@+5m"),
        (("checkout", "", "ana@soon"), "--ack: `ana@soon` is not who"),
        (("checkout", "", "@+5m"), "--ack: `@+5m` is not who"),
        (("checkout", "", "ana@-5m"), "--ack: `ana@-5m` is before the incident starts"),
        (("checkout", "", *["ana@5m"] * 51), "no more than 50"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_type(given, wrong):
    with pytest.raises(Refusal) as refused:
        asked(*given)
    assert wrong in refused.value.message
    assert refused.value.code == "ValidationException"
    assert "simulate --response-plan-arn" in refused.value.message


@pytest.mark.parametrize(
    "typed",
    [
        "checkout --at tomorrow 9:00 --ack ana@+5m --ack ben@+7m",
        "--response-plan-arn checkout --at 'tomorrow 9:00' --ack ana@+5m ben@+7m",
        "--ack=ana@+5m --ack=ben@+7m --at=tomorrow 9:00 --response-plan-arn=checkout",
    ],
)
def test_it_is_typed_in_chat_as_other_commands_are(typed):
    assert words(typed) == Words(plan="checkout", at="tomorrow 9:00", acknowledgements=("ana@+5m", "ben@+7m"))


def test_an_unknown_option_and_a_missing_plan_are_answered_with_an_example():
    for typed, wrong in (("checkout --nack ana", "no option `--nack`"), ("", "Which response plan")):
        said = words(typed)
        assert isinstance(said, Misunderstood)
        assert wrong in said.problem
        assert said.example.startswith("@aws simulate --response-plan-arn")
