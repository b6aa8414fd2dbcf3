"""Does a message arrive?  Sent by every provider that carries to such an address, and nobody is paged by it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import aiohttp

from bot.checks.finding import Finding, well, wrong
from bot.delivery.chain import Provider
from bot.delivery.email_smtp import SmtpPost
from bot.delivery.mail import Mail
from bot.delivery.ses_mail import SesPost
from bot.delivery.sns_sms import SnsTexts
from bot.delivery.twilio import TwilioCalls, TwilioTexts
from bot.delivery.twilio_api import TwilioApi
from bot.providers import Smtp, Twilio, in_words
from bot.settings import Settings
from bot.variables import WrongSetting
from core.clock import Clock
from core.engine.ports import CannotDeliver, PageMessage, TryLater
from core.legible import begun

SUBJECT = "Test by muster doctor"
CONTENT = "This is a test. Nothing has happened, and nothing is asked of you."
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


async def send_to(
    address: str, settings: Settings, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[Finding]:
    """Send to it; raise `WrongSetting` for what is neither a mail address nor a telephone number."""
    providers = _carrying_to(address, settings, session, clock)
    if not providers:
        yield wrong(f"Nobody carries to {address}: MUSTER_MAIL, MUSTER_SMS and MUSTER_VOICE name who does.")
    for provider, type_ in providers:
        who = begun(in_words(provider.name))
        try:
            said = await provider.page(_message(address, type_, settings, clock))
            yield well(f"{who} has taken a {type_} for {address} ({said.info}): look whether it arrives.")
        except (TryLater, CannotDeliver) as no:
            yield wrong(f"{who} did not take a {type_} for {address}: {no}.")


def _carrying_to(
    address: str, settings: Settings, session: aiohttp.ClientSession, clock: Clock
) -> list[tuple[Provider, str]]:
    """Without an address of ours in the messages: there is no page that could be answered."""

    async def no_link(_: str) -> None:
        return None

    if "@" in address:
        posts = [SmtpPost(one) if isinstance(one, Smtp) else SesPost(one) for one in settings.mail]
        return [(Mail(post, no_link, clock), "mail") for post in posts]
    if not NUMBER.fullmatch(address):
        raise WrongSetting(f"--send {address}: expected a mail address, a number such as +12065550100, or operators.")
    texts = [
        (TwilioTexts(TwilioApi(one, session)) if isinstance(one, Twilio) else SnsTexts(one), "text message")
        for one in settings.sms
    ]
    return [*texts, *((TwilioCalls(TwilioApi(one, session)), "call") for one in settings.voice)]


def _message(address: str, type_: str, settings: Settings, clock: Clock) -> PageMessage:
    arn = f"{settings.arns.contact('muster-doctor')}/test"
    return PageMessage(
        page_arn=f"{arn}/{clock.now():%Y%m%dT%H%M%S}",
        contact_channel_arn=arn,
        channel_type={"mail": "EMAIL", "call": "VOICE"}.get(type_, "SMS"),
        address=address,
        contact_name="you",
        sender="muster doctor",
        subject=SUBJECT,
        content=CONTENT,
        public_subject=SUBJECT,
        public_content=CONTENT,
        code="000000",
        incident_arn=None,
        title=None,
        impact=None,
        since=clock.now(),
        stage=None,
        stages=None,
        attempt=1,
        reference=None,
    )
