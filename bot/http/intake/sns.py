"""Did Amazon SNS send this, of a topic that we listen to, lately and for the first time?

All that can be judged without asking anybody is judged first: what fails there causes no request to anywhere.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from bot.http import json_text
from bot.http.intake.rejected import Rejected
from core.errors import Refusal

LARGEST = 256 * 1024
ACCEPTED_FOR = timedelta(hours=1)
CLOCKS_DIFFER = timedelta(minutes=5)

TOPIC = re.compile(
    r"arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-[0-9]):[0-9]{12}:[\w-]{1,256}(?:\.fifo)?", re.ASCII
)
CERTIFICATE = re.compile(r"/SimpleNotificationService-[0-9a-f]{32}\.pem", re.ASCII)
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
"""What is signed of each type, in this order; a notification need not have a subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """What we listen to, and how it may be signed."""

    arns: frozenset[str]
    sha1: bool = False
    """Whether signatures of version 1 will do."""


class Outside(Protocol):
    """What only somebody else can answer."""

    async def certificate(self, url: str) -> bytes:
        """The PEM text that is there, not followed anywhere else."""

    async def has_come(self, key: str) -> bool:
        """Whether a message with this key was taken before."""


async def believed(body: bytes, topics: Topics, outside: Outside, now: datetime) -> dict[str, str]:
    """The message's members, or `Rejected`; whoever calls keeps `key_of` of what was taken."""
    message = _read(body)
    _refuse_unexpected(message, topics, now)
    if await outside.has_come(key_of(message)):
        raise Rejected("It has come before.")
    _refuse_unsigned(message, await outside.certificate(message["SigningCertURL"]), now)
    return message


def key_of(message: dict[str, str]) -> str:
    """By what a message that comes a second time is recognised."""
    return f"{message['TopicArn']} {message['MessageId']}"


def _read(body: bytes) -> dict[str, str]:
    if len(body) > LARGEST:
        raise Rejected("It is too large.")
    try:
        found: dict[str, Any] = json_text.parsed(body)
    except Refusal:
        raise Rejected("It is no JSON object.") from None
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _refuse_unexpected(message: dict[str, str], topics: Topics, now: datetime) -> None:
    topic = message.get("TopicArn", "")
    parts = TOPIC.fullmatch(topic)
    if topic not in topics.arns or not parts:
        raise Rejected("It is of no topic that we listen to.")
    names = SIGNED.get(message.get("Type", ""), ())
    if not names or any(name not in message for name in {*names, "Signature", "SigningCertURL"} - {"Subject"}):
        raise Rejected("It is not complete.")
    if message.get("SignatureVersion") not in ({"1", "2"} if topics.sha1 else {"2"}):
        raise Rejected("It is signed in a way that is not accepted.")
    _refuse_other_times(message["Timestamp"], now)
    host = f"sns.{parts[2]}.amazonaws.com{'.cn' if parts[1] == 'aws-cn' else ''}"
    address = message["SigningCertURL"]
    if not _is_plain_address(address, host) or not CERTIFICATE.fullmatch(address.removeprefix(f"https://{host}")):
        raise Rejected("Its certificate is not where SNS keeps those of its Region.")
    if "SubscribeURL" in names and not _confirms(message, host):
        raise Rejected("It would have something else done than confirm its own topic.")


def _refuse_other_times(written: str, now: datetime) -> None:
    try:
        at = datetime.strptime(written, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        raise Rejected("Its time is none.") from None
    if not -CLOCKS_DIFFER <= now - at <= ACCEPTED_FOR:
        raise Rejected("It is too old, or of a time to come.")


def _is_plain_address(url: str, host: str) -> bool:
    """Whether it is on this very host: without a user, a port, or a spelling that others read in another way."""
    return url.startswith(f"https://{host}/") and bool(re.fullmatch(r"[!-\[\]-~]+", url)) and "@" not in url


def _confirms(message: dict[str, str], host: str) -> bool:
    url = message["SubscribeURL"]
    if not _is_plain_address(url, host):
        return False
    parts = urlsplit(url)
    expected = {"Action": ["ConfirmSubscription"], "TopicArn": [message["TopicArn"]], "Token": [message["Token"]]}
    return parts.path == "/" and not parts.fragment and parse_qs(parts.query, keep_blank_values=True) == expected


def _refuse_unsigned(message: dict[str, str], pem: bytes, now: datetime) -> None:
    # Only where somebody subscribes a topic: certificates are a large part of the library.
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256

    digest = SHA1() if message["SignatureVersion"] == "1" else SHA256()  # noqa: S303 - only where a topic's owner chose it
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        signature = base64.b64decode(message["Signature"], validate=True)
        key = certificate.public_key()
    except (ValueError, binascii.Error):
        raise Rejected("Its certificate or its signature cannot be read.") from None
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise Rejected("Its certificate is not valid now.")
    if not isinstance(key, RSAPublicKey):
        raise Rejected("Its certificate has another kind of key than SNS's.")
    try:
        key.verify(signature, signed_text(message), PKCS1v15(), digest)
    except InvalidSignature:
        raise Rejected("Its signature is not of this message.") from None


def signed_text(message: dict[str, str]) -> bytes:
    """What SNS signs."""
    return "".join(f"{name}\n{message[name]}\n" for name in SIGNED[message["Type"]] if name in message).encode()
