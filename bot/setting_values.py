"""What may a setting's text be, and what value does it mean?  Each raises `ValueError` with what was expected."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

Network = IPv4Network | IPv6Network


def lasting(text: str) -> timedelta:
    """`90s`, `15m`, `24h`, `1d` or `0` as a duration; raise `ValueError` for anything else."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", text)
    if found:
        unit = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[found[2]]
        return timedelta(**{unit: float(found[1])})
    if text == "0":
        return timedelta(0)
    raise ValueError("expected a number and its unit, such as 90s, 15m, 24h or 1d")


def kept(text: str) -> timedelta:
    """How long records are kept; raise `ValueError` for less than a day."""
    lasts = lasting(text)
    if lasts < timedelta(days=1):
        raise ValueError("expected 1d or more")
    return lasts


def minute(text: str) -> timedelta:
    """How long a plan's minute lasts; raise `ValueError` for what no drill wants."""
    lasts = lasting(text)
    if not timedelta(milliseconds=10) <= lasts <= timedelta(minutes=1):
        raise ValueError("expected between 0.01s and 1m")
    return lasts


def port(text: str) -> int:
    """A TCP port; 0 takes any that is free."""
    if not text.isdigit() or not 0 <= int(text) < 65536:
        raise ValueError("expected a number from 0 to 65535")
    return int(text)


def file(text: str) -> Path | None:
    """A path, or nothing."""
    return Path(text) if text else None


def networks(text: str) -> tuple[Network, ...]:
    """Networks and single addresses; raise `ValueError` for everybody."""
    try:
        found = tuple(ip_network(one.strip(), strict=False) for one in text.split(",") if one.strip())
    except ValueError as problem:
        raise ValueError(
            f"{problem}; expected addresses or networks, such as 10.0.0.0/8, separated by commas"
        ) from None
    if any(one.prefixlen == 0 for one in found):
        raise ValueError("that is everybody, and anybody could pretend to be anywhere; name the proxy's own network")
    return found


def rate(text: str) -> int:
    """How often in a second."""
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise ValueError("expected a whole number, such as 100, or 0 for no limit")
    return int(text)


def account(text: str) -> str:
    """Twelve digits."""
    if not re.fullmatch(r"[0-9]{12}", text):
        raise ValueError("expected twelve digits, such as 111122223333")
    return text


def region(text: str) -> str:
    """A Region's name."""
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-[0-9]", text):
        raise ValueError("expected a Region's name, such as us-east-1")
    return text


def admins(text: str) -> frozenset[str]:
    """Slack user ids."""
    ids = frozenset(one.strip() for one in text.split(",") if one.strip())
    if wrong := sorted(one for one in ids if not re.fullmatch(r"[UW][A-Z0-9]+", one)):
        raise ValueError(
            f"{wrong[0]!r} is no Slack user id; one begins with U or W ('Copy member ID' in a person's profile)"
        )
    return ids


def flag(text: str) -> bool:
    """`1` or `0`."""
    if text not in ("0", "1"):
        raise ValueError("expected 1 or 0")
    return text == "1"


def log_form(text: str) -> str:
    """`json`, `text`, or nothing."""
    if text not in ("", "json", "text"):
        raise ValueError("expected json or text, or nothing")
    return text


def kms(text: str) -> bool:
    """Whether AWS KMS is asked."""
    if text not in ("", "aws"):
        raise ValueError("expected aws, or nothing")
    return text == "aws"


def api_url(text: str) -> str:
    """An address that ends with a slash."""
    if not text.startswith(("https://", "http://")):
        raise ValueError("expected an address that begins with https://")
    return text.rstrip("/") + "/"
