"""Which providers do the addresses in `MUSTER_MAIL`, `MUSTER_SMS` and `MUSTER_VOICE` name?

Each function raises `ValueError` with what was expected, and never with what was written: there are passwords in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from typing import TypeVar

from bot.address import ProviderAddress, split
from bot.providers import OF_A_MAIL_SERVER, MailProvider, Security, Ses, SmsProvider, Smtp, Sns, Twilio, VoiceProvider

MAIL = (
    "smtp://USER:PASSWORD@HOST:587?from=ADDRESS, smtps://USER:PASSWORD@HOST?from=ADDRESS or ses://REGION?from=ADDRESS"
)
VOICE = "twilio://SID:TOKEN@api.twilio.com?from=%2B12065550100"
SMS = f"{VOICE} or sns://REGION"
MOST = 5
"""Each of them may take its time before it fails, and a page has a minute."""
SMTP: Mapping[str, tuple[Security, int]] = {
    "smtp": ("starttls", 587),
    "smtps": ("tls", 465),
    "smtp+plain": ("plain", 25),
}
"""How a mail server is spoken to, and at which port where none is named."""

T = TypeVar("T", MailProvider, SmsProvider, VoiceProvider)
Reader = Callable[[ProviderAddress], T]


def mail(text: str) -> tuple[MailProvider, ...]:
    """Mail servers and SES."""
    readers: dict[str, Reader[MailProvider]] = {**dict.fromkeys(SMTP, _smtp), "ses": _ses}
    return _all(text, readers, MAIL)


def sms(text: str) -> tuple[SmsProvider, ...]:
    """Who carries text messages."""
    readers: dict[str, Reader[SmsProvider]] = {"twilio": _twilio, "twilio+plain": _twilio, "sns": _sns}
    return _all(text, readers, SMS)


def voice(text: str) -> tuple[VoiceProvider, ...]:
    """Who makes calls."""
    return _all(text, {"twilio": _twilio, "twilio+plain": _twilio}, VOICE)


def _all(text: str, readers: Mapping[str, Reader[T]], expected: str) -> tuple[T, ...]:
    """The providers in their order; commas or blanks are between them."""
    addresses = [one for one in re.split(r"[,\s]+", text) if one]
    if len(addresses) > MOST:
        raise ValueError(f"expected {MOST} providers at most: the first is asked, and each next where that fails")
    found = []
    for one in addresses:
        parts = split(one, expected)
        if parts.scheme not in readers:
            raise ValueError(f"expected {expected}")
        found.append(readers[parts.scheme](ProviderAddress(parts, expected)))
    if len({one.name for one in found}) < len(found):
        raise ValueError("the same provider stands there twice; a fallback has to be another one")
    return tuple(found)


def _smtp(address: ProviderAddress) -> Smtp:
    sender, (user, password) = address.said_of("from"), address.credentials
    if bool(user) != bool(password):
        raise ValueError(f"a user and a password belong together; expected {address.expected}")
    security, port = SMTP[address.parts.scheme]
    return Smtp(
        host=address.host,
        port=address.parts.port or port,
        security=security,
        user=user,
        password=password,
        sender=_mailbox(sender),
        limit=address.limit_but(OF_A_MAIL_SERVER),
    )


def _ses(address: ProviderAddress) -> Ses:
    sender = address.said_of("from")
    return Ses(region=address.region, sender=_mailbox(sender), limit=address.limit)


def _twilio(address: ProviderAddress) -> Twilio:
    sender, (account, token) = address.said_of("from"), address.credentials
    if not address.host or not account or not token or not sender:
        raise ValueError(
            f"the account, its token and `from` are needed, and a + is written %2B; expected {address.expected}"
        )
    where = address.parts.netloc.rpartition("@")[2] + address.parts.path.rstrip("/")
    base_url = f"{'http' if address.is_plain else 'https'}://{where}"
    return Twilio(base_url=base_url, account=account, token=token, sender=_dialled(sender), limit=address.limit)


def _sns(address: ProviderAddress) -> Sns:
    sender = address.said_of("sender")
    if not re.fullmatch(r"|(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}", sender):
        raise ValueError("`sender` is up to eleven letters and digits, one letter at least, such as MUSTER")
    return Sns(region=address.region, sender=sender, limit=address.limit)


def _dialled(sender: str) -> str:
    """A plus that was not escaped means a blank in a query, and nobody's number begins with one."""
    return f"+{sender.strip()}" if sender.startswith(" ") else sender.strip()


def _mailbox(text: str) -> str:
    """An address that can stand in a header, with a name before it or without."""
    name, address = parseaddr(text)
    try:
        if "@" not in address:
            raise ValueError
        return str(Address(name, addr_spec=address))
    except (ValueError, HeaderParseError, IndexError):
        raise ValueError("`from` has to be a mail address, such as from=muster@example.com") from None
