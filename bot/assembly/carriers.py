"""Who carries which type of contact channel: the providers that the settings name, each type as a chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.assembly.operators import Shared
from bot.delivery.chain import Chain, Provider
from bot.delivery.email_smtp import SmtpPost
from bot.delivery.limited import Limited
from bot.delivery.mail import Mail
from bot.delivery.ses_mail import SesPost
from bot.delivery.sns_sms import SnsTexts
from bot.delivery.twilio import TwilioCalls, TwilioTexts
from bot.delivery.twilio_api import TwilioApi
from bot.http.acknowledge import PREFIX
from bot.providers import Limit, Smtp, Twilio
from bot.settings import Settings
from bot.watching.carriers import ObservedCarrier
from core.answer_links import AnswerLinks
from core.engine.ports import Carrier
from storage.account import Storage

CARRIED = {"EMAIL": "mails", "SMS": "text messages", "VOICE": "calls"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a provider may need of its house."""

    settings: Settings
    storage: Storage
    shared: Shared


def carriers_of(around: Surroundings) -> Mapping[str, Carrier]:
    """A chain for each type that a provider is configured for."""
    providers: dict[str, Sequence[Provider]] = {
        "EMAIL": _mail(around),
        "SMS": _texts(around),
        "VOICE": _calls(around),
    }
    settings = around.settings
    limits = {
        "EMAIL": [one.limit for one in settings.mail],
        "SMS": [one.limit for one in settings.sms],
        "VOICE": [one.limit for one in settings.voice],
    }
    return {type_: _chain(type_, named, limits[type_], around.shared) for type_, named in providers.items() if named}


def _mail(around: Surroundings) -> list[Provider]:
    settings, clock = around.settings, around.shared.clock
    links = AnswerLinks(around.storage.page_tokens, settings.arns, clock)

    async def link_of(page_arn: str) -> str | None:
        if not settings.public_url:
            return None
        return f"{settings.public_url}{PREFIX}/{settings.account_id}/{await links.token(page_arn)}"

    posts = [SmtpPost(one) if isinstance(one, Smtp) else SesPost(one) for one in settings.mail]
    return [Mail(post, link_of, clock) for post in posts]


def _texts(around: Surroundings) -> list[Provider]:
    settings = around.settings
    return [
        TwilioTexts(TwilioApi(one, around.shared.session), settings.public_url)
        if isinstance(one, Twilio)
        else SnsTexts(one)
        for one in settings.sms
    ]


def _calls(around: Surroundings) -> list[Provider]:
    settings = around.settings
    return [TwilioCalls(TwilioApi(one, around.shared.session), settings.public_url) for one in settings.voice]


def _chain(type_: str, providers: Sequence[Provider], limits: Sequence[Limit], shared: Shared) -> Chain:
    observed = [ObservedCarrier(one, one.name, shared.observer) for one in providers]
    limited = [Limited(one, limit, shared.clock) for one, limit in zip(observed, limits, strict=True)]
    return Chain(limited, shared.clock, shared.operators, CARRIED[type_])
