"""Was this request signed, here and now, by whom it says?  AWS Signature Version 4, checked on the bytes of the wire.

`signed = parsed(request, now, services)` says what the signature claims and `key = proven(signed, key, now)` whether it
is true; between the two, whoever calls looks up the key of `signed.access_key_id`.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from bot.http.canonical import canonical_request
from bot.http.wire_messages import WireRequest
from core.access_keys.access_key import AccessKey
from core.access_keys.issuing import digest_of
from core.errors import Refusal

CLOCKS_DIFFER = timedelta(minutes=5)
"""At most."""
ALGORITHM = "AWS4-HMAC-SHA256"
ALWAYS_SIGNED = frozenset({"host", "x-amz-date"})
SIGNED_IF_PRESENT = "x-amz-"
"""Such headers say what is asked for; one that is not signed could have been added on the way."""
NOBODYS_SECRET = "-" * 40
"""Stands in for the secret of an unknown key, which then takes as long to refuse as a wrong secret."""
SIGNING_KEYS_KEPT = 1024

_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} +Credential=(?P<key>\w{{16,128}})/(?P<date>\d{{8}})/(?P<region>[a-z0-9-]{{1,64}})"
    r"/(?P<service>[a-z0-9-]{1,64})/aws4_request *, *SignedHeaders=(?P<headers>[a-z0-9;_.-]{1,4096})"
    r" *, *Signature=(?P<signature>[0-9a-f]{64})",
    re.ASCII,
)
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a request says about its signature; nothing of it is proven yet."""

    access_key_id: str
    date: str
    region: str
    service: str
    session_token: str = field(repr=False)
    """Empty where none was sent."""
    text: bytes = field(repr=False)
    """What was signed, if the signature is true."""
    signature: str = field(repr=False)


def joined(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The headers by name in lower case; one that comes several times is one with commas, as in HTTP and in SigV4.

    So a second Host, Authorization or X-Amz-Date makes the one header that there may be unreadable, and is refused.
    """
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]},{value}" if key in found else value
    return found


def parsed(request: WireRequest, now: datetime, services: Collection[str]) -> Signed:
    """What the signature claims, if all else about it is right; `Refusal` otherwise.

    For which Region it may be, whoever calls decides.
    """
    claim = claim_of(request, now, services)
    names, written = claim["headers"].split(";"), request.headers["x-amz-date"]
    digest = _digest(request)
    scope = f"{claim['date']}/{claim['region']}/{claim['service']}/aws4_request"
    canonical = sha256(canonical_request(request, names, digest)).hexdigest()
    return Signed(
        access_key_id=claim["key"],
        date=claim["date"],
        region=claim["region"],
        service=claim["service"],
        session_token=request.headers.get("x-amz-security-token", ""),
        text=f"{ALGORITHM}\n{written}\n{scope}\n{canonical}".encode(),
        signature=claim["signature"],
    )


def claim_of(request: WireRequest, now: datetime, services: Collection[str]) -> re.Match[str]:
    """What the head alone claims, where it can be believed with some body; `Refusal` where with none.

    Whether there is such a key is not looked at: that would tell, by the moment of the refusal, which there are.
    """
    _refuse_presigned(request)
    claim = _claim(request.headers)
    if claim["service"] not in services:
        expected = "', '".join(sorted(services))
        raise _refused(f"Credential should be scoped to correct service: '{expected}'.")
    _refuse_unsigned(claim["headers"].split(";"), request.headers)
    _refuse_other_times(request.headers, now)
    written = request.headers["x-amz-date"]
    if (date := claim["date"]) != written[:8]:
        raise _refused(f"Date in Credential scope does not match X-Amz-Date: {date}, {written[:8]}.")
    return claim


def proven(signed: Signed, key: AccessKey | None, now: datetime) -> AccessKey:
    """The key, if it has signed this; `None` is for a key that there is not, which costs and answers the same.

    One code for an unknown key, a wrong secret and a changed request: it is true of all three, as
    UnrecognizedClientException would not be, and tells nobody which keys there are.
    """
    secret = key.secret if key else NOBODYS_SECRET
    signing_key = _signing_key(secret, signed.date, signed.region, signed.service)
    matches = hmac.compare_digest(hmac.digest(signing_key, signed.text, "sha256").hex(), signed.signature)
    if key is None or not matches:
        raise _refused(
            "The request signature we calculated does not match the signature you provided, or there is no such access "
            "key. Check your AWS Access Key ID, Secret Access Key and signing method; a proxy must change neither the "
            "path nor the Host header.",
        )
    _refuse_unfit_session(signed, key, now)
    return key


def _refuse_presigned(request: WireRequest) -> None:
    if any(pair.lower().startswith("x-amz-") for pair in request.query.split("&")):
        raise Refusal(
            "IncompleteSignatureException",
            "A signature in the query string is not accepted; sign with an Authorization header.",
        )


def _claim(headers: Mapping[str, str]) -> re.Match[str]:
    authorization = headers.get("authorization")
    if not authorization:
        raise Refusal("MissingAuthenticationTokenException", "Missing Authentication Token")
    claim = _AUTHORIZATION.fullmatch(authorization)
    if claim is None:
        raise Refusal(
            "IncompleteSignatureException",
            f"The Authorization header has to be '{ALGORITHM} Credential=KEY/DATE/REGION/SERVICE/aws4_request, "
            "SignedHeaders=..., Signature=...', once. Other algorithms are not accepted.",
        )
    return claim


def _refuse_unsigned(names: list[str], headers: Mapping[str, str]) -> None:
    required = {name for name in headers if name.startswith(SIGNED_IF_PRESENT)} | ALWAYS_SIGNED
    if unsigned := required.difference(names):
        raise _refused(f"These headers must be signed: {', '.join(sorted(unsigned))}.")
    if absent := [name for name in names if name not in headers]:
        raise _refused(f"These signed headers were not sent: {', '.join(absent)}.")


def _refuse_other_times(headers: Mapping[str, str], now: datetime) -> None:
    written = headers["x-amz-date"]
    at = _moment(written)
    if at is None:
        raise Refusal("IncompleteSignatureException", "Date must be in ISO-8601 'basic format', once: 20260301T120000Z")
    if now - at > CLOCKS_DIFFER:
        least = now - CLOCKS_DIFFER
        raise _refused(f"Signature expired: {written} is now earlier than {_basic(least)} ({_basic(now)} - 5 min.)")
    if at - now > CLOCKS_DIFFER:
        most = now + CLOCKS_DIFFER
        raise _refused(
            f"Signature not yet current: {written} is still later than {_basic(most)} ({_basic(now)} + 5 min.)"
        )


def _moment(text: str) -> datetime | None:
    found = _MOMENT.fullmatch(text)
    try:
        return datetime(*map(int, found.groups()), tzinfo=UTC) if found else None  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _basic(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _digest(request: WireRequest) -> str:
    """Of the body that arrived; what was declared has to be the same, and no word for `not signed`."""
    digest = sha256(request.body).hexdigest()
    declared = request.headers.get("x-amz-content-sha256", digest)
    if declared != digest:
        raise _refused(
            "The body does not have the SHA-256 that X-Amz-Content-SHA256 declares. "
            "Unsigned and streaming payloads are not accepted.",
        )
    return digest


def _refuse_unfit_session(signed: Signed, key: AccessKey, now: datetime) -> None:
    expected = key.session.token_digest if key.session else digest_of("")
    if not hmac.compare_digest(digest_of(signed.session_token), expected):
        raise Refusal("UnrecognizedClientException", "The security token included in the request is invalid.")
    if key.expires_at and now >= key.expires_at:
        raise Refusal("ExpiredTokenException", "The security token included in the request is expired")


@lru_cache(SIGNING_KEYS_KEPT)
def _signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    key = b"AWS4" + secret.encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _refused(message: str) -> Refusal:
    return Refusal("InvalidSignatureException", message)
