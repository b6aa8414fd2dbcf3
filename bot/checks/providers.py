"""Will whoever carries mail, text messages and calls take ours?  They are asked, and nothing is sent."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp

from bot.checks.finding import Finding, well, wrong
from bot.delivery.sns_sms import client_of
from bot.delivery.twilio_api import WHERE, WITHIN, tokens_of
from bot.providers import Ses, Smtp, Sns, Twilio, in_words
from bot.settings import Settings
from core.legible import begun

SECONDS = 10.0
Provider = Smtp | Ses | Twilio | Sns


async def check_providers(settings: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    """Each of them once, however often it is named."""
    for provider in dict.fromkeys((*settings.mail, *settings.sms, *settings.voice)):
        yield await _checked(provider, session)


async def _checked(provider: Provider, session: aiohttp.ClientSession) -> Finding:
    match provider:
        case Smtp():
            problem = await _smtp(provider)
        case Twilio():
            problem = await _twilio(provider, session)
        case Ses():
            problem = await _aws(lambda: _ses(provider))
        case Sns():
            problem = await _aws(lambda: _sns(provider))
    who = begun(in_words(provider.name))
    return wrong(f"{who}: {problem}.") if problem else well(f"{who} takes our messages.")


async def _smtp(server: Smtp, tls: ssl.SSLContext | None = None) -> str:
    """`tls` replaces the machine's own trust, for tests."""
    import aiosmtplib

    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user or None,
        password=server.password or None,
        timeout=SECONDS,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=tls,
    )
    try:
        async with client:
            await client.noop()
    except aiosmtplib.SMTPAuthenticationError as no:
        return f"it refuses the user or the password ({no.code}): see MUSTER_MAIL"
    except aiosmtplib.SMTPNotSupported:
        return "it lacks STARTTLS or AUTH: `smtps://` speaks TLS from the beginning"
    except (aiosmtplib.SMTPException, OSError) as no:
        return f"it cannot be reached at port {server.port} ({type(no).__name__})"
    return ""


async def _twilio(provider: Twilio, session: aiohttp.ClientSession) -> str:
    url = f"{provider.base_url}{WHERE}/{provider.account}.json"
    credentials = {"Authorization": aiohttp.encode_basic_auth(provider.account, tokens_of(provider)[0])}
    patience = aiohttp.ClientTimeout(total=WITHIN.total_seconds())
    try:
        async with session.get(url, headers=credentials, timeout=patience, allow_redirects=False) as answer:
            told = await answer.json(content_type=None) if answer.ok else {}
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as no:
        return f"it cannot be reached ({type(no).__name__})"
    if not answer.ok:
        return f"it answers {answer.status}: are the account and the token right?"
    status = told.get("status", "active") if isinstance(told, dict) else "unknown"
    return "" if status == "active" else f"its account is {status}"


async def _aws(ask: Callable[[], str]) -> str:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return await asyncio.to_thread(ask)
    except ClientError as no:
        return f"AWS says {no.response.get('Error', {}).get('Code', 'no')}: see the credentials' policies"
    except BotoCoreError as no:
        return f"AWS cannot be asked ({type(no).__name__}): are there credentials?"


def _ses(ses: Ses, client: Any = None) -> str:
    import boto3

    account = (client or boto3.client("sesv2", region_name=ses.region)).get_account()
    if not account.get("SendingEnabled"):
        return "SES has stopped this account's sending"
    if not account.get("ProductionAccessEnabled"):
        return "SES keeps this account in its sandbox, for verified addresses only: ask AWS for production access"
    return ""


def _sns(sns: Sns, client: Any = None) -> str:
    account = (client or client_of(sns)).get_sms_sandbox_account_status()
    if account.get("IsInSandbox"):
        return "SNS keeps this account in its sandbox, for verified numbers only: ask AWS to move it out"
    return ""
