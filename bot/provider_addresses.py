"""Which providers do the addresses in `MUSTER_MAIL`, `MUSTER_SMS` and `MUSTER_VOICE` name?

Each function raises `ValueError` with what was expected, and never with what was written: there are passwords in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from bot.providers import Limit, MailProvider, Ses, SmsProvider, Smtp, Sns, Twilio, VoiceProvider

MAIL = (
    "smtp://USER:PASSWORD@HOST:587?from=ADDRESS, smtps://USER:PASSWORD@HOST?from=ADDRESS or ses://REGION?from=ADDRESS"
)
VOICE = "twilio://SID:TOKEN@api.twilio.com?from=%2B12065550100"
SMS = f"{VOICE} or sns://REGION"
MOST = 5
"""Each of them may take its time before it fails, and a page has a minute."""
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
_LIMITS = {
    "at_once": re.compile(r"[1-9][0-9]{0,3}"),
    "per_second": re.compile(r"(?=.*[1-9])[0-9]{1,4}(\.[0-9]{1,3})?"),
}
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}

T = TypeVar("T", MailProvider, SmsProvider, VoiceProvider)
Reader = Callable[[SplitResult, str], T]


def mail(text: str) -> tuple[MailProvider, ...]:
    """Mail servers and SES."""
    smtp: Reader[MailProvider] = _smtp
    return _all(text, {"smtp": smtp, "smtps": smtp, "smtp+plain": smtp, "ses": _ses}, MAIL)


def sms(text: str) -> tuple[SmsProvider, ...]:
    """Who carries text messages."""
    twilio: Reader[SmsProvider] = _twilio
    return _all(text, {"twilio": twilio, "twilio+plain": twilio, "sns": _sns}, SMS)


def voice(text: str) -> tuple[VoiceProvider, ...]:
    """Who makes calls."""
    return _all(text, {"twilio": _twilio, "twilio+plain": _twilio}, VOICE)


def public_url(text: str) -> str:
    """Our address as others see it, without a slash at its end; plain HTTP leads no further than this machine."""
    if not text:
        return ""
    parts = _split(text, "https://muster.example.com")
    is_ours = parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))
    if not is_ours or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(
            "expected an address that begins with https:// and has no query, such as https://muster.example.com"
        )
    return text.rstrip("/")


def _all(text: str, readers: Mapping[str, Reader[T]], expected: str) -> tuple[T, ...]:
    """The providers in their order; commas or blanks are between them."""
    addresses = [one for one in re.split(r"[,\s]+", text) if one]
    if len(addresses) > MOST:
        raise ValueError(f"expected {MOST} providers at most: the first is asked, and each next where that fails")
    found = []
    for one in addresses:
        parts = _split(one, expected)
        if parts.scheme not in readers:
            raise ValueError(f"expected {expected}")
        found.append(readers[parts.scheme](parts, expected))
    if len({one.name for one in found}) < len(found):
        raise ValueError("the same provider stands there twice; a fallback has to be another one")
    return tuple(found)


def _split(text: str, expected: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError(f"that is no address; expected {expected}") from None
    return parts


def _smtp(parts: SplitResult, expected: str) -> Smtp:
    asked = _asked(parts, {"from"}, expected)
    if parts.scheme == "smtp+plain" and not _is_here(parts.hostname):
        raise ValueError(
            "smtp+plain:// sends passwords and pages in clear, so it leads to this machine only; use smtp://"
        )
    user, password = _credentials(parts)
    if bool(user) != bool(password):
        raise ValueError(f"a user and a password belong together; expected {expected}")
    return Smtp(
        host=_host(parts, expected),
        port=parts.port or _PORTS[parts.scheme],
        security={"smtp": "starttls", "smtps": "tls"}.get(parts.scheme, "plain"),  # type: ignore[arg-type]
        user=user,
        password=password,
        sender=_mailbox(asked.get("from", "")),
        limit=_limit(parts),
    )


def _ses(parts: SplitResult, expected: str) -> Ses:
    asked = _asked(parts, {"from"}, expected)
    return Ses(region=_region(parts), sender=_mailbox(asked.get("from", "")), limit=_limit(parts))


def _twilio(parts: SplitResult, expected: str) -> Twilio:
    asked = _asked(parts, {"from"}, expected)
    if parts.scheme == "twilio+plain" and not _is_here(parts.hostname):
        raise ValueError("twilio+plain:// sends the token in clear, so it leads to this machine only; use twilio://")
    account, token = _credentials(parts)
    if not account or not token or not asked.get("from"):
        raise ValueError(f"the account, its token and `from` are needed, and a + is written %2B; expected {expected}")
    _host(parts, expected)
    where = parts.netloc.rpartition("@")[2] + parts.path.rstrip("/")
    scheme = "http" if parts.scheme == "twilio+plain" else "https"
    base_url, sender = f"{scheme}://{where}", _dialled(asked["from"])
    return Twilio(base_url=base_url, account=account, token=token, sender=sender, limit=_limit(parts))


def _dialled(sender: str) -> str:
    """A plus that was not escaped means a blank in a query, and nobody's number begins with one."""
    return f"+{sender.strip()}" if sender.startswith(" ") else sender.strip()


def _sns(parts: SplitResult, expected: str) -> Sns:
    asked = _asked(parts, {"sender"}, expected)
    sender = asked.get("sender", "")
    if not re.fullmatch(r"|(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}", sender):
        raise ValueError("`sender` is up to eleven letters and digits, one letter at least, such as MUSTER")
    return Sns(region=_region(parts), sender=sender, limit=_limit(parts))


def _asked(parts: SplitResult, known: set[str], expected: str) -> dict[str, str]:
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    if asked.keys() - known - _LIMITS.keys() or parts.fragment:
        behind = " and ".join([*sorted(known), *_LIMITS])
        raise ValueError(
            f"only {behind} may stand behind the ?, and # and & in a password are %23 and %26; expected {expected}"
        )
    return asked


def _limit(parts: SplitResult) -> Limit:
    """`per_second` and `at_once`, where the provider takes less than we could send."""
    asked = {name: text for name, text in parse_qsl(parts.query) if name in _LIMITS}
    if wrong := [name for name, text in asked.items() if not _LIMITS[name].fullmatch(text)]:
        raise ValueError(f"{wrong[0]} is a number above zero, such as per_second=10 or at_once=20")
    rate, at_once = asked.get("per_second"), asked.get("at_once")
    return Limit(per_second=float(rate) if rate else None, at_once=int(at_once) if at_once else Limit().at_once)


def _credentials(parts: SplitResult) -> tuple[str, str]:
    return unquote(parts.username or ""), unquote(parts.password or "")


def _host(parts: SplitResult, expected: str) -> str:
    if not parts.hostname:
        raise ValueError(f"it names no host; expected {expected}")
    return parts.hostname


def _region(parts: SplitResult) -> str:
    if not _REGION.fullmatch(parts.netloc):
        raise ValueError("expected a Region's name behind ://, such as ses://eu-west-1")
    return parts.netloc


def _mailbox(text: str) -> str:
    """An address that can stand in a header, with a name before it or without."""
    name, address = parseaddr(text)
    try:
        if "@" not in address:
            raise ValueError
        return str(Address(name, addr_spec=address))
    except (ValueError, HeaderParseError, IndexError):
        raise ValueError("`from` has to be a mail address, such as from=muster@example.com") from None


def _is_here(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False
