"""The alarm to those who run this installation, and what else all houses of one process share."""

from __future__ import annotations

from dataclasses import dataclass
from socket import gethostname

import aiohttp

from bot.assembly.outward import post_by
from bot.delivery.email_smtp import SmtpPost
from bot.delivery.operators.alarm import Alarm
from bot.delivery.operators.ways import MailWay, SlackWay, TextWay, WebhookWay
from bot.delivery.ses_mail import SesPost
from bot.delivery.sns_sms import SnsTexts
from bot.delivery.twilio import TwilioTexts
from bot.delivery.twilio_api import TwilioApi
from bot.http.outgoing import Outgoing
from bot.operator_ways import ByMail, BySlack, ByText, ByWebhook, OperatorWay
from bot.providers import Smtp, Twilio
from bot.settings import Settings
from bot.slack.blocks.escape import mrkdwn
from bot.slack.web import SlackWeb
from bot.watching.observer import Observer
from core.clock import Clock
from core.operators.ports import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What every house of this process uses, whatever its account."""

    clock: Clock
    operators: Alarm
    outgoing: Outgoing
    """For the addresses that the operator has configured."""
    session: aiohttp.ClientSession
    """For whatever is asked of others by HTTP."""
    observer: Observer


def operators_of(settings: Settings, clock: Clock) -> Alarm:
    """Whom to tell when Muster itself is in trouble; without a way to reach them, the log is told."""
    return Alarm(clock, of=f"Muster of {settings.account_id} at {gethostname()}")


def ways_of(settings: Settings, web: SlackWeb, session: aiohttp.ClientSession, outgoing: Outgoing) -> list[Way]:
    """How operators are reached; `web` leads to the workspace of the configured account."""

    async def in_slack(channel: str, text: str) -> None:
        await web.call("chat.postMessage", channel=channel, text=mrkdwn(text))

    posts = [SmtpPost(one) if isinstance(one, Smtp) else SesPost(one) for one in settings.mail]
    texts = [
        TwilioTexts(TwilioApi(one, session)).say if isinstance(one, Twilio) else SnsTexts(one).say
        for one in settings.sms
    ]

    def way(configured: OperatorWay) -> Way:
        match configured:
            case ByMail(address):
                return MailWay(posts, address)
            case ByText(number):
                return TextWay(texts, number)
            case BySlack(channel):
                return SlackWay(in_slack, channel)
            case ByWebhook(url):
                return WebhookWay(url, post_by(outgoing))

    return [way(one) for one in settings.operators]
