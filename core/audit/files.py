"""What is in a delivered file?  CloudTrail's `{"Records": [...]}`, each record with its place in the chain."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence

from core.audit.digest import Signed
from core.audit.event import AuditEvent, as_cloudtrail

MARK = 16
"""Digits of a record's hash that a digest has: enough to say which record it is, the file's own hash being whole."""


def record(event: AuditEvent) -> dict[str, object]:
    """An event as it is delivered."""
    place = {"chain": event.chain, "number": event.number}
    return {**as_cloudtrail(event), "additionalEventData": {**(event.further or {}), **place}}


def content(events: Sequence[AuditEvent]) -> bytes:
    """The file before it is packed: the same bytes for the same events, whenever it is made."""
    return _spelled({"Records": [record(event) for event in events]})


def marks(events: Sequence[AuditEvent]) -> str:
    """The beginnings of the records' hashes, one after the other."""
    return "".join(mark(record(event)) for event in events)


def mark(told: Mapping[str, object]) -> str:
    """The beginning of one record's hash."""
    return hashlib.sha256(_spelled(told)).hexdigest()[:MARK]


def signed(digest: Signed) -> bytes:
    """A digest's file before it is packed."""
    return _spelled({"digest": digest.document.decode(), "signature": digest.signature.hex()})


def read_signed(raw: bytes) -> Signed:
    """The digest of a file; raise `ValueError` for another file."""
    try:
        told = json.loads(raw)
        return Signed(told["digest"].encode(), bytes.fromhex(told["signature"]))
    except (TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("This is no digest.") from None


def packed(raw: bytes) -> bytes:
    """As it is delivered; without the time, so that it is the same again."""
    return gzip.compress(raw, mtime=0)


def _spelled(document: Mapping[str, object]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
