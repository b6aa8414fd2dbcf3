"""Cuts an account's records into files, and remembers of each file in which places it is.

What is cut is decided before anything is delivered, so that the same file is made again after a crash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.audit import files, names
from core.audit.chain import Head
from core.audit.digest import Signed
from storage.audit import statements
from storage.audit.columns import raw
from storage.audit.records import AUDIT
from storage.database import Database, Row, Statement
from storage.moments import from_datetime
from storage.sealing import CannotOpen
from storage.tables.audit import AuditRow
from storage.vault import Vault

LARGEST = 500
"""Records in a file."""
AT_ONCE = 20
"""Files that are looked for at a time."""
EVER = 2**62
OTHERS_EVERY = timedelta(minutes=1)
NUMBER = list(AuditRow.__table__.columns.keys()).index("number")  # type: ignore[attr-defined]  # SQLModel does not declare it
CHANGED = (CannotOpen, ValueError, TypeError, AttributeError, OverflowError)
"""What comes of a row with something else in its columns."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file that is to be delivered."""

    table: str
    number: int
    name: str
    content: bytes
    is_damaged: bool = False
    """Whether a record in it is no more what it was, and has a tombstone."""


class Cutting:
    """Of one account."""

    def __init__(self, database: Database, vault: Vault, account: str) -> None:
        self._database, self._vault, self._account = database, vault, account
        self._looked_at: datetime | None = None
        """When it was last seen what other processes have recorded, which ran before this one or run beside it."""

    async def cut(self, region: str, now: datetime, own: Head) -> None:
        """Make files of what was recorded since the last one, be it by this process or by another."""
        everybodys = self._looked_at is None or now - self._looked_at >= OTHERS_EVERY
        chains = [chain for (chain,) in await self._database.read(statements.CHAINS, {})] if everybodys else []
        for chain in dict.fromkeys([*chains, own.chain]):
            # Whoever could write a number beyond the end would have everything after it taken for cut.
            end = own if chain == own.chain else Head(chain, EVER)
            while await self._cut(end, region, now):
                pass
        self._looked_at = now if everybodys else self._looked_at

    async def undelivered(self, place: str) -> list[Parcel]:
        """What is missing there, in order; digests only when no file is, for they vouch for those."""
        most = {"at_most": AT_ONCE}
        found = await self._database.read(statements.undelivered_files(place), most)
        if found:
            return [await self._parcel(row) for row in found]
        rows = await self._database.read(statements.undelivered_digests(place), most)
        return [
            Parcel(
                "audit_digest",
                number,
                self._safe(name, number),
                files.packed(files.signed(Signed(raw(document), raw(signature)))),
            )
            for number, name, document, signature in rows
        ]

    async def delivered(self, parcel: Parcel, place: str, at: datetime) -> None:
        """It is there."""
        done = statements.delivered(parcel.table, place)
        await self._database.write([Statement(done, {"of_number": parcel.number, "at": from_datetime(at)})])

    async def _cut(self, end: Head, region: str, now: datetime) -> bool:
        chain = end.chain
        asked = {"of_chain": chain, "up_to": end.number}
        [(cut_so_far,)] = await self._database.read(statements.CUT_SO_FAR, asked)
        rows = await self._rows(chain, cut_so_far or 0, end.number)
        if not rows:
            return False
        records = await self._records(chain, rows)
        [(number,)] = await self._database.read(statements.LAST_FILE, {})
        sha256 = hashlib.sha256(files.content(records)).hexdigest()
        row = {
            "number": (number or 0) + 1,
            "name": names.log_file(self._account, region, now, sha256),
            "chain": chain,
            "first": rows[0][NUMBER],
            "last": rows[-1][NUMBER],
            "sha256": sha256,
            "records": files.marks(records),
            "cut_at": from_datetime(now),
            "digest": None,
            "in_directory_at": None,
            "in_bucket_at": None,
        }
        await self._database.write([Statement(statements.ADD_FILE, row)])
        return len(rows) == LARGEST

    async def _parcel(self, row: Row) -> Parcel:
        """As it was cut; whoever could change a record must not be able to hold up the others by that."""
        number, name, sha256, chain, first, last, marks = row
        try:
            records = await self._records(chain, await self._rows(chain, first - 1, last))
            if hashlib.sha256(files.content(records)).hexdigest() != sha256:
                records = files.as_cut(records, chain, first, last, marks)
        except CHANGED:  # what was noted of the file itself
            records = [files.tombstone(str(chain), None)]
        content = files.content(records)
        is_damaged = hashlib.sha256(content).hexdigest() != sha256 or files.has_tombstone(content)
        return Parcel("audit_file", number, self._safe(name, number), files.packed(content), is_damaged)

    async def _rows(self, chain: str, behind: int, up_to: int) -> Sequence[Row]:
        asked = {"of_chain": chain, "behind": behind, "up_to": up_to, "at_most": LARGEST}
        return await self._database.read(statements.OWN_RECORDS, asked)

    async def _records(self, chain: str, rows: Sequence[Row]) -> list[files.Record]:
        try:
            return [files.record(event) for event in await self._vault.entities(AUDIT, rows)]
        except CHANGED:
            return [await self._record(chain, row) for row in rows]

    async def _record(self, chain: str, row: Row) -> files.Record:
        try:
            [event] = await self._vault.entities(AUDIT, [row])
            return files.record(event)
        except CHANGED:
            return files.tombstone(chain, row[NUMBER])

    def _safe(self, name: object, number: int) -> str:
        """Whoever changes a column must not say where on a disk a file comes to be."""
        if isinstance(name, str) and name.startswith(f"AWSLogs/{self._account}/") and ".." not in name:
            return name
        return f"AWSLogs/{self._account}/CloudTrail/damaged/{number}.json.gz"
