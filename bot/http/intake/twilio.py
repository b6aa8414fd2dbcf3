"""Did Twilio send this?  The configured address decides, not what a request says."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import parse_qsl

MOST_FIELDS = 1000


def public_url(base: str, raw_path: str) -> str:
    """What Twilio was told to call: our own address, and the path with its query as they came."""
    return base.rstrip("/") + raw_path


def signed_form(url: str, form: Iterable[tuple[str, str]], signature: str, tokens: Iterable[str]) -> bool:
    """Whether a form is signed with one of the account's tokens: two while one is being replaced."""
    return _matches(url + "".join(name + value for name, value in sorted(set(form))), signature, tokens)


def signed_body(url: str, body: bytes, signature: str, tokens: Iterable[str]) -> bool:
    """Whether another body is; its digest is in the address, which is signed."""
    try:
        query = parse_qsl(url.partition("?")[2], max_num_fields=MOST_FIELDS)
    except ValueError:
        return False
    declared = [value for name, value in query if name == "bodySHA256"]
    # Both are looked at: the time taken tells nothing about which was wrong.
    is_of_body = hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), "".join(declared).encode())
    return _matches(url, signature, tokens) & is_of_body


def _matches(text: str, signature: str, tokens: Iterable[str]) -> bool:
    found = False
    for token in tokens:
        mac = hmac.new(token.encode(), text.encode("utf-8", "replace"), hashlib.sha1)  # Twilio's choice
        expected = base64.b64encode(mac.digest())
        found |= bool(token) and hmac.compare_digest(expected, signature.encode("utf-8", "replace"))
    return found
