"""Which addresses may an operator have this installation speak to, or be known by?  In clear only on this machine."""

from __future__ import annotations

import re

from bot.address import is_web, split

HTTPS = "an address that begins with https://"


def webhook(text: str) -> str:
    """An address of the operator's own choice; in plain it leads no further than this machine."""
    if not is_web(split(text, HTTPS)):
        raise ValueError(f"expected {HTTPS} and names no user")
    return text


def heartbeat(text: str) -> str:
    """The same, or nothing."""
    return webhook(text) if text else ""


def others(text: str) -> tuple[str, ...]:
    """Several of the same, without a slash at their ends."""
    return tuple(webhook(word).rstrip("/") for word in re.split(r"[\s,]+", text) if word)


def public_url(text: str) -> str:
    """Our address as others see it, without a slash at its end."""
    if not text:
        return ""
    expected = f"{HTTPS} and has no query, such as https://muster.example.com"
    parts = split(text, expected)
    if not is_web(parts) or parts.query or parts.fragment:
        raise ValueError(f"expected {expected}")
    return text.rstrip("/")
