"""Is every record in the database as it was written, and none missing?  Chains and digests, each against the other."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.audit import digest as digests
from core.audit.chain import Fault, Head, Linked, checked, encoded
from core.audit.digest import Digest, Signed
from storage.audit import statements
from storage.audit.anchor import Anchor
from storage.audit.columns import raw
from storage.audit.linking import COVERED
from storage.audit.signing import verifier
from storage.database import Database, Row
from storage.tables.audit import AuditRow

AT_ONCE = 500
"""So many records are checked before others get their turn."""

_COLUMNS = tuple(column.name for column in AuditRow.__table__.columns)  # type: ignore[attr-defined]
_COVERED = tuple(_COLUMNS.index(name) for name in COVERED)
_ID, _NUMBER, _LINK = (_COLUMNS.index(name) for name in ("id", "number", "link"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was looked at, and the first thing that is wrong."""

    records: int = 0
    chains: int = 0
    digests: int = 0
    files: int = 0
    fault: str | None = None
    until: str = ""
    """When the last digest was made."""
    since: str = ""
    """From when on digests vouch, where the first is not there any more; empty: from the beginning."""
    not_vouched_for: int = 0
    """Records since the last digest: the chain alone ties these."""


@dataclass(frozen=True, slots=True)
class Own:
    """What the process that checks knows by itself, whatever the database says."""

    head: Head
    """The end of its chain."""
    digests: int
    """The number of the last digest that it has made."""
    anchor: Anchor
    """What is said outside the database."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the digests say of one chain, and how long others say that it is."""

    chain: str
    began: Head
    """What was forgotten before that, by a signed checkpoint."""
    links: Mapping[int, str]
    noted: int = 0
    """The last record of which it is noted that a digest told, or that it is in a file."""

    @property
    def told(self) -> int:
        return max(self.links, default=self.began.number)

    @property
    def last(self) -> int:
        return max(self.told, self.noted)


async def check(database: Database, key: bytes, public_key: str, own: Own) -> Report:
    """Look at everything."""
    known = await own.anchor.read()
    kept = [Signed(raw(row[0]), raw(row[1])) for row in await database.read(statements.DIGESTS, {})]
    if wrong := digests.first_wrong(kept, verifier(public_key)):
        return Report(digests=len(kept), fault=wrong)
    if len(kept) < own.digests:
        return Report(digests=len(kept), fault=f"digest {len(kept) + 1} was removed")
    if known and not known.is_met_by(kept[known.number - 1] if known.number <= len(kept) else None):
        return Report(digests=len(kept), fault=own.anchor.passed_over(known))
    told = [digests.read(one.document) for one in kept]
    chains = [chain for (chain,) in await database.read(statements.CHAINS, {})]
    records = newer = 0
    for expected in _expected(told, {chain: 0 for chain in [*chains, own.head.chain]} | await _noted(database)):
        found = await _checked(database, key, expected)
        if isinstance(found, Head) and expected.chain == own.head.chain and found.number < own.head.number:
            found = Fault(found.chain, found.number + 1, "was removed from the end")
        if isinstance(found, Fault):
            return Report(records=records, chains=len(chains), digests=len(kept), fault=str(found))
        records += found.number - expected.began.number
        newer += found.number - max(expected.told, expected.began.number)
    until = told[-1].ended_at if told else ""
    if kept and known is None:
        return Report(records=records, chains=len(chains), digests=len(kept), fault=own.anchor.lost)
    return Report(records=records, chains=len(chains), digests=len(kept), not_vouched_for=newer, until=until)


async def _noted(database: Database) -> dict[str, int]:
    """How long chains are by what digests and files were made of, whether those are still there or not."""
    noted: dict[str, int] = dict(await database.read(statements.HEADS, {}))
    for chain, last in await database.read(statements.FILE_ENDS, {}):
        noted[chain] = max(last, noted.get(chain, 0))
    return noted


def _expected(told: Sequence[Digest], noted: Mapping[str, int]) -> list[Expected]:
    """Every chain that is there, or that has to be; those that were told of first, first."""
    links: dict[str, dict[int, str]] = {}
    began: dict[str, Head] = {}
    for digest in told:
        for stretch in digest.stretches:
            links.setdefault(stretch.chain, {})[stretch.last] = stretch.link
        for gone in digest.pruned:
            began[gone.chain] = Head(gone.chain, gone.through, bytes.fromhex(gone.link))
    names = [*links, *sorted(set(noted) - set(links))]
    return [Expected(name, began.get(name, Head(name)), links.get(name, {}), noted.get(name, 0)) for name in names]


async def _checked(database: Database, key: bytes, expected: Expected) -> Head | Fault:
    """Where the chain ends, or its first fault."""
    head = expected.began
    beside = {"of_chain": head.chain, "behind": head.number, "at_most": 1}
    if strange := await database.read(statements.BEFORE_FIRST, beside):
        [(number, name)] = strange
        return Fault(head.chain, number, "has no place there", name)
    while rows := await database.read(statements.RECORDS, {"of_chain": head.chain, "behind": head.number,
                                                           "at_most": AT_ONCE}):  # fmt: skip
        for row in rows:
            found = checked(key, head, _linked(row))
            if isinstance(found, Fault):
                return found
            if expected.links.get(found.number, found.link.hex()) != found.link.hex():
                return Fault(head.chain, found.number, "or one before it is not what its digest says", row[_ID])
            head = found
        await asyncio.sleep(0)
    if head.number < expected.last:
        return Fault(head.chain, head.number + 1, "was removed from the end")
    return head


def _linked(row: Row) -> Linked:
    covered = encoded([row[position] for position in _COVERED])
    return Linked(row[_NUMBER], raw(row[_LINK]), covered, row[_ID])
