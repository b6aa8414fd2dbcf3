"""Which addresses may an operator have this installation speak to?  Their own network's too, but in clear only here."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit


def webhook(text: str) -> str:
    """An address of the operator's own choice; in plain it leads no further than this machine."""
    try:
        url = urlsplit(text)
        host, _ = url.hostname, url.port
    except ValueError:
        raise ValueError("expected an address that begins with https://") from None
    if not host or "@" in url.netloc or not (url.scheme == "https" or (url.scheme == "http" and _is_here(host))):
        raise ValueError("expected an address that begins with https:// and names no user")
    return text


def heartbeat(text: str) -> str:
    """The same, or nothing."""
    return webhook(text) if text else ""


def others(text: str) -> tuple[str, ...]:
    """Several of the same, without a slash at their ends."""
    return tuple(webhook(word).rstrip("/") for word in re.split(r"[\s,]+", text) if word)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
