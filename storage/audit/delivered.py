"""Is what was delivered as it was delivered?  Answered with the digests and a public key: no database, no secret."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from core.audit import digest as digests
from core.audit import files
from core.audit.digest import Delivered, Digest
from storage.audit.checking import Report
from storage.audit.signing import verifier

LARGEST = 256 * 1024 * 1024
"""Bytes of an unpacked file; whatever is larger was not made here."""


class NotDelivered(Exception):
    """There is nothing of an audit in this directory."""


def public_key_beside(root: Path) -> str:
    """The key that was delivered with the digests: whoever can change those can change it, so better bring your own."""
    found = sorted(root.glob("AWSLogs/*/CloudTrail-Digest/public-key.pem"))
    if not found:
        raise NotDelivered(f"There is no public key below {root}. Name one: --public-key FILE (`muster audit key`).")
    return found[0].read_text()


def check(root: Path, public_key: str) -> Report:
    """Look at every digest and at every file that one vouches for."""
    signed = []
    # By their names, which begin with their numbers: what a changed one says of itself counts for nothing.
    for path in sorted(root.glob("AWSLogs/*/CloudTrail-Digest/**/*.json.gz"), key=lambda path: path.name):
        try:
            signed.append(files.read_signed(_unpacked(path)))
        except (ValueError, OSError, EOFError, zlib.error):
            return Report(digests=len(signed), fault=f"digest {path.name} was changed: it cannot be read")
    if not signed:
        raise NotDelivered(f"There is no digest below {root}.")
    # A new place begins with a later one, and where old files are removed by a rule, the first are gone.
    if wrong := digests.first_wrong(signed, verifier(public_key), digests.number_of(signed[0])):
        return Report(digests=len(signed), fault=wrong)
    told = [digests.read(one.document) for one in signed]
    return _checked_files(root, told)


def _checked_files(root: Path, told: list[Digest]) -> Report:
    there = {path.relative_to(root).as_posix() for path in root.glob("AWSLogs/*/CloudTrail/**/*.json.gz")}
    records = count = 0
    since = told[0].began_at if told[0].number > 1 else ""
    # Removed by a rule, files go an hour before the digest that names them.
    expired = {one.name for one in told[0].files if not (root / one.name).exists()} if since else set()
    for one in (file for digest in told for file in digest.files if file.name not in expired):
        if fault := _fault(root, one):
            return Report(records=records, digests=len(told), files=count, fault=fault)
        records += len(one.records) // files.MARK
        count += 1
        there.discard(one.name)
    chains = len({stretch.chain for digest in told for stretch in digest.stretches})
    return Report(
        records=records,
        chains=chains,
        digests=len(told),
        files=count,
        not_vouched_for=len(there),
        since=since,
        until=told[-1].ended_at,
    )


def _fault(root: Path, told: Delivered) -> str | None:
    """What is wrong with a file, and with which record of it first."""
    try:
        content = _unpacked(root / told.name)
    except FileNotFoundError:
        return f"record {told.first} of chain {told.chain} was removed, with all of {told.name}"
    except (OSError, EOFError, zlib.error, ValueError):
        return f"record {told.first} of chain {told.chain}, or one after it in {told.name}, was changed"
    if hashlib.sha256(content).hexdigest() == told.sha256:
        return f"a record in {told.name} was damaged before it was delivered" if files.has_tombstone(content) else None
    return _first_wrong(content, told)


def _first_wrong(content: bytes, told: Delivered) -> str:
    marks = files.marks_in(told.records)
    found = list(_records(content))
    for at, expected in enumerate(marks):
        number = told.first + at if told.last - told.first + 1 == len(marks) else None
        named = f"record {number} of chain {told.chain}" if number else f"the {at + 1}. record"
        if at >= len(found):
            return f"{named} was removed from {told.name}"
        if files.mark(found[at]) != expected:
            later = any(files.mark(one) == expected for one in found[at + 1 :])
            what = "was moved" if later else "was changed or removed"
            return f"{named} {what} in {told.name}"
    return f"{told.name} has records that it did not have, or is spelled in another way"


def _records(content: bytes) -> Iterator[dict[str, object]]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return
    records = told.get("Records") if isinstance(told, dict) else None
    for one in records if isinstance(records, list) else ():
        yield one if isinstance(one, dict) else {}


def _unpacked(path: Path) -> bytes:
    with gzip.open(path) as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise ValueError("too large")
    return raw
