"""Did Slack send this?  Answered on the bytes as they came, before anything looks into them."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

TIMESTAMP = re.compile(r"[0-9]{1,11}", re.ASCII)
ACCEPTED_FOR = timedelta(minutes=5)


def signed(body: bytes, timestamp: str, signature: str, secrets: Sequence[str], now: datetime) -> bool:
    """Whether this is signed with one of the secrets (two while one is being replaced), and recently.

    A delivery that is sent again within the five minutes is signed too: the inbox knows it by its id.
    """
    if not TIMESTAMP.fullmatch(timestamp) or not signature.isascii():
        return False
    if abs(now.timestamp() - int(timestamp)) > ACCEPTED_FOR.total_seconds():
        return False
    found = False
    for secret in secrets:
        # Every secret is compared, so that the time taken tells nothing.
        found |= bool(secret) and hmac.compare_digest(sign(body, timestamp, secret), signature)
    return found


def sign(body: bytes, timestamp: str, secret: str) -> str:
    """Slack's signature of a body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
