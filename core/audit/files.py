"""What is in a delivered file?  CloudTrail's `{"Records": [...]}`, each record with its place in the chain."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence

from core.audit.digest import Signed
from core.audit.event import INTERNAL, AuditEvent, as_cloudtrail

MARK = 16
"""Digits of a record's hash that a digest has: enough to say which record it is, the file's own hash being whole."""

DAMAGED = "DamagedRecord"

Record = Mapping[str, object]


def record(event: AuditEvent) -> Record:
    """An event as it is delivered."""
    place = {"chain": event.chain, "number": event.number}
    return {**as_cloudtrail(event), "additionalEventData": {**(event.further or {}), **place}}


def tombstone(chain: str, number: int | None) -> Record:
    """What stands in the place of a record that is not what it was, so that this holds up none of the others."""
    place = {"chain": chain, **({"number": number} if number else {})}
    return {"eventSource": INTERNAL, "eventName": DAMAGED, "additionalEventData": place}


def has_tombstone(raw: bytes) -> bool:
    """Whether one is in this file: in what somebody wrote, quotation marks are spelled in another way."""
    return f'"eventName":"{DAMAGED}"'.encode() in raw


def content(records: Sequence[Record]) -> bytes:
    """The file before it is packed: the same bytes for the same events, whenever it is made."""
    return _spelled({"Records": records})


def marks(records: Sequence[Record]) -> str:
    """The beginnings of the records' hashes, one after the other."""
    return "".join(map(mark, records))


def marks_in(text: str) -> list[str]:
    """Each of them again."""
    return [text[at : at + MARK] for at in range(0, len(text), MARK)]


def as_cut(found: Sequence[Record], chain: str, first: int, last: int, marked: str) -> list[Record]:
    """The records of a file as far as they are what they were, with a tombstone in the place of each other one."""
    expected = marks_in(marked)
    by_mark = {mark(one): one for one in found}
    is_whole = last - first + 1 == len(expected)
    return [by_mark.get(one) or tombstone(chain, first + at if is_whole else None) for at, one in enumerate(expected)]


def mark(told: Record) -> str:
    """The beginning of one record's hash."""
    return hashlib.sha256(_spelled(told)).hexdigest()[:MARK]


def signed(digest: Signed) -> bytes:
    """A digest's file before it is packed."""
    return _spelled({"digest": digest.document.decode(errors="replace"), "signature": digest.signature.hex()})


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
