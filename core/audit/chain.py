"""How are records tied to each other, so that none can be changed, taken out or moved without its being seen?

A link is a keyed hash over the link before it, the chain's name, the record's number and the record as it is stored:
over what is sealed, so that erasing a key breaks no chain.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

BEGINNING = bytes(32)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: how many records it has, and the link of the last one."""

    chain: str
    number: int = 0
    link: bytes = BEGINNING


@dataclass(frozen=True, slots=True)
class Linked:
    """One record as it was found."""

    number: int
    link: bytes
    row: bytes
    """See `encoded`."""
    id: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The first record of a chain that is not as it was written."""

    chain: str
    number: int
    what: str
    id: str = ""

    def __str__(self) -> str:
        named = f" (event {self.id})" if self.id else ""
        return f"record {self.number} of chain {self.chain}{named} {self.what}"


def following(key: bytes, head: Head, row: bytes) -> Head:
    """The chain's end with one record more."""
    number = head.number + 1
    message = b"".join((head.link, head.chain.encode(), b"|", number.to_bytes(8, "big"), hashlib.sha256(row).digest()))
    return Head(head.chain, number, hmac.digest(key, message, "sha256"))


def encoded(values: Sequence[object]) -> bytes:
    """The columns of a row as bytes, each with its type and length, so that no two rows have the same."""
    parts = []
    for value in values:
        raw = value if isinstance(value, bytes) else str(value).encode()
        kind = b"b" if isinstance(value, bytes) else b"n" if value is None else b"t"
        parts.append(kind + len(raw).to_bytes(4, "big") + raw)
    return b"".join(parts)


def checked(key: bytes, head: Head, one: Linked) -> Head | Fault:
    """The chain's end with this record, which has to be the next one, or what is wrong with it."""
    if one.number != head.number + 1:
        return Fault(head.chain, head.number + 1, "was removed")
    longer = following(key, head, one.row)
    if not hmac.compare_digest(longer.link, one.link):
        return Fault(head.chain, one.number, "was changed or moved", one.id)
    return longer
