"""What does a signed digest say?  How far every chain had come, which files were delivered, and what came before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from core.audit.event import in_utc

ALGORITHM = "Ed25519"

Verifies = Callable[[bytes, bytes], bool]
"""Whether the second is the signature of the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What was added to a chain since the digest before: the records from `first` to `last`."""

    chain: str
    first: int
    last: int
    link: str
    """Of the last one, in hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """A checkpoint: so far a chain was forgotten, because what was kept long enough goes."""

    chain: str
    through: int
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One log file, as it was delivered."""

    name: str
    sha256: str
    chain: str
    first: int
    last: int
    records: str
    """The beginning of each record's SHA-256, 16 digits each: they tell which record of a damaged file it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    number: int
    began_at: str
    ended_at: str
    account: str
    region: str
    previous_hash: str
    """SHA-256 of the digest before with its signature; empty in the first one."""
    previous_signature: str
    stretches: tuple[Stretch, ...]
    """None of them: nothing was recorded in this time."""
    pruned: tuple[Pruned, ...]
    files: tuple[Delivered, ...]
    damaged: tuple[str, ...] = ()
    """Files that were delivered since the digest before with a record that was no more what it was."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A digest as it is kept: the very bytes that were signed."""

    document: bytes
    signature: bytes

    @property
    def hash(self) -> str:
        """What the next digest names it by."""
        return hashlib.sha256(self.document + self.signature).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What there is to tell since the digest before."""

    number: int = 1
    """Of the digest that tells it, whatever the one before says of itself."""
    stretches: Iterable[Stretch]
    pruned: Iterable[Pruned] = ()
    files: Iterable[Delivered] = ()
    damaged: Iterable[str] = ()


def next_digest(before: Signed | None, account: str, region: str, now: datetime, since: Since) -> Digest:
    """The digest that follows."""
    return Digest(
        number=since.number,
        began_at=_end_of(before) or in_utc(now),
        ended_at=in_utc(now),
        account=account,
        region=region,
        previous_hash=before.hash if before else "",
        previous_signature=before.signature.hex() if before else "",
        stretches=tuple(since.stretches),
        pruned=tuple(since.pruned),
        files=tuple(since.files),
        damaged=tuple(since.damaged),
    )


def _end_of(before: Signed | None) -> str | None:
    """None of one that was changed, too: it must not keep the next from being made, which tells of it by its hash."""
    try:
        return read(before.document).ended_at if before else None
    except ValueError:
        return None


def written(digest: Digest) -> bytes:
    """The bytes to sign: JSON in one spelling."""
    document = {**asdict(digest), "algorithm": ALGORITHM}
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def read(document: bytes) -> Digest:
    """The digest again; raise `ValueError` for what is none."""
    try:
        told = json.loads(document)
        told.pop("algorithm")
        told["stretches"] = tuple(Stretch(**one) for one in told["stretches"])
        told["pruned"] = tuple(Pruned(**one) for one in told["pruned"])
        told["damaged"] = tuple(told.get("damaged", ()))
        told["files"] = tuple(Delivered(**one) for one in told["files"])
        return Digest(**told)
    except (TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("This is no digest.") from None


def number_of(signed: Signed) -> int:
    """What a digest says of itself, before it is checked; 1 where it says nothing."""
    try:
        return read(signed.document).number
    except ValueError:
        return 1


def first_wrong(digests: Sequence[Signed], verifies: Verifies, begin: int = 1) -> str | None:
    """What is wrong with the first digest that is not as it was signed, or not where it was; None where all are.

    `begin`: the number of the first one that has to be there.
    """
    before: Signed | None = None
    for number, one in enumerate(digests, begin):
        if not verifies(one.document, one.signature):
            return f"digest {number} was changed, or signed with another key"
        digest = read(one.document)
        if digest.number != number:
            return f"digest {number} was removed"
        if before and (digest.previous_hash, digest.previous_signature) != (before.hash, before.signature.hex()):
            return f"digest {number} does not follow the one before it"
        before = one
    return None
