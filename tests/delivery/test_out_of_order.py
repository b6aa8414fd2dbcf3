"""What operators read when a provider fails is understood without knowing how Muster names providers."""

from __future__ import annotations

import pytest

from bot.delivery.out_of_order import about, told
from bot.providers import Ses, Smtp, Sns, Twilio, in_words

TWILIO = Twilio(base_url="https://api.twilio.com", account="AC00001234", token="t", sender="+1")
OTHER = Twilio(base_url="https://sms.example.com:8443", account="AC00005678", token="t", sender="+1")
SNS = Sns(region="eu-west-1")
MAIL = Smtp(host="mail.example.com", port=587, security="starttls", sender="m@example.com")


@pytest.mark.parametrize(
    ("provider", "words"),
    [
        (TWILIO, "Twilio (account …1234)"),
        (OTHER, "the telephone provider at sms.example.com:8443 (account …5678)"),
        (SNS, "Amazon SNS in eu-west-1"),
        (Ses(region="us-east-1", sender="m@example.com"), "Amazon SES in us-east-1"),
        (MAIL, "the mail server mail.example.com:587"),
    ],
)
def test_a_provider_is_called_what_people_call_it(provider: Twilio | Sns | Ses | Smtp, words: str) -> None:
    assert in_words(provider.name) == words


def test_where_another_provider_carries_the_same_it_is_named() -> None:
    assert told("text messages", TWILIO.name, "it is in trouble (status 503, code 0)", [SNS.name]) == (
        "Twilio (account …1234) takes no text messages: it is in trouble (status 503, code 0). Meanwhile they go out "
        "by Amazon SNS in eu-west-1. What to do: look at the provider's status page, and run `muster doctor`, which "
        "tries each provider out."
    )


def test_where_nobody_else_does_it_is_said_what_waits_and_what_goes_on() -> None:
    said = told("mails", MAIL.name, "it does not answer", [])
    assert said.startswith(
        "The mail server mail.example.com:587 takes no mails: it does not answer. Nobody else carries"
    )
    assert "tried again until it takes them" in said


def test_who_fails_at_calls_is_not_well_again_because_texts_go_out() -> None:
    assert about("calls", TWILIO.name) != about("text messages", TWILIO.name)
