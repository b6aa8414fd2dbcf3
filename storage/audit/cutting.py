"""Cuts an account's records into files, and remembers of each file in which places it is.

What is cut is decided before anything is delivered, so that the same file is made again after a crash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.audit import files, names
from core.audit.digest import Signed
from core.audit.event import AuditEvent
from storage.audit import statements
from storage.audit.records import AUDIT
from storage.database import Database, Statement
from storage.moments import from_datetime
from storage.vault import Vault

LARGEST = 500
"""Records in a file."""
AT_ONCE = 20
"""Files that are looked for at a time."""
EVER = 2**62


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file that is to be delivered."""

    table: str
    number: int
    name: str
    content: bytes


class Damaged(Exception):
    """The records of a file are no more what they were when it was cut."""


class Cutting:
    """Of one account."""

    def __init__(self, database: Database, vault: Vault, account: str) -> None:
        self._database, self._vault, self._account = database, vault, account
        self._is_first = True

    async def cut(self, region: str, now: datetime, own_chain: str) -> None:
        """Make files of what was recorded since the last one; the chains of earlier processes grow no more."""
        chains = [chain for (chain,) in await self._database.read(statements.CHAINS, {})] if self._is_first else []
        for chain in dict.fromkeys([*chains, own_chain]):
            while await self._cut(chain, region, now):
                pass
        self._is_first = False

    async def undelivered(self, place: str) -> list[Parcel]:
        """What is missing there, in order; digests only when no file is, for they vouch for those."""
        most = {"at_most": AT_ONCE}
        found = await self._database.read(statements.undelivered_files(place), most)
        if found:
            return [await self._parcel(*row) for row in found]
        rows = await self._database.read(statements.undelivered_digests(place), most)
        return [
            Parcel("audit_digest", number, name, files.packed(files.signed(Signed(document, signature))))
            for number, name, document, signature in rows
        ]

    async def delivered(self, parcel: Parcel, place: str, at: datetime) -> None:
        """It is there."""
        done = statements.delivered(parcel.table, place)
        await self._database.write([Statement(done, {"of_number": parcel.number, "at": from_datetime(at)})])

    async def _cut(self, chain: str, region: str, now: datetime) -> bool:
        [(cut_so_far,)] = await self._database.read(statements.CUT_SO_FAR, {"of_chain": chain})
        events = await self._events(chain, cut_so_far or 0, EVER)
        if not events:
            return False
        [(number,)] = await self._database.read(statements.LAST_FILE, {})
        sha256 = hashlib.sha256(files.content(events)).hexdigest()
        row = {
            "number": (number or 0) + 1,
            "name": names.log_file(self._account, region, now, sha256),
            "chain": chain,
            "first": events[0].number,
            "last": events[-1].number,
            "sha256": sha256,
            "records": files.marks(events),
            "cut_at": from_datetime(now),
            "digest": None,
            "in_directory_at": None,
            "in_bucket_at": None,
        }
        await self._database.write([Statement(statements.ADD_FILE, row)])
        return len(events) == LARGEST

    async def _parcel(self, number: int, name: str, sha256: str, chain: str, first: int, last: int) -> Parcel:
        content = files.content(await self._events(chain, first - 1, last))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Damaged(f"{name} cannot be delivered: its records were changed. `muster audit verify` says which.")
        return Parcel("audit_file", number, name, files.packed(content))

    async def _events(self, chain: str, behind: int, up_to: int) -> Sequence[AuditEvent]:
        asked = {"of_chain": chain, "behind": behind, "up_to": up_to, "at_most": LARGEST}
        return await self._vault.entities(AUDIT, await self._database.read(statements.OWN_RECORDS, asked))
