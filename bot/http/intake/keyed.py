"""Does whoever sent this hold a secret that we gave them?  By signing, or by saying it.  No route uses it yet."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

MOST_SIGNATURES = 8
"""A header may have several, of several secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What both sides know; the old one goes on for a while when a new one is given out."""

    value: str
    ends_at: datetime | None = None


def live(secrets: Iterable[Secret], now: datetime) -> tuple[str, ...]:
    """Those that open something at this moment."""
    return tuple(one.value for one in secrets if one.value and (one.ends_at is None or now < one.ends_at))


def signed(body: bytes, header: str, prefix: str, secrets: Iterable[str]) -> bool:
    """Whether a value in the header, such as `sha256=…` or `v1=…,v1=…`, is the body's HMAC-SHA256 in hexadecimal."""
    given = [part.strip() for part in header.split(",", MOST_SIGNATURES)][:MOST_SIGNATURES]
    candidates = [part.removeprefix(prefix).encode("utf-8", "replace") for part in given if part.startswith(prefix)]
    found = False
    for secret in secrets:
        expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
        for candidate in candidates:
            found |= bool(secret) and hmac.compare_digest(expected, candidate)
    return found


def is_key(given: str, keys: Iterable[str]) -> bool:
    """Whether it is one of the keys.  Digests are compared, so that not even a length shows."""
    digest = hashlib.sha256(given.encode("utf-8", "replace")).digest()
    found = False
    for key in keys:
        found |= bool(key) and hmac.compare_digest(hashlib.sha256(key.encode()).digest(), digest)
    return found
