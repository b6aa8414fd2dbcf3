"""The audit of the whole installation: its chain, its digests, and what is kept of it for how long."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.audit import names
from core.audit.chain import Head
from core.audit.digest import Delivered, Digest, Pruned, Signed, Since, Stretch, next_digest
from storage.audit import checking, statements
from storage.audit.anchor import Anchor
from storage.audit.columns import raw
from storage.audit.linking import Chaining
from storage.audit.places import begin_where_new
from storage.audit.retaining import forgettable
from storage.audit.signing import Signer
from storage.audit.troubles import Troubles
from storage.database import Database, Row, Statement
from storage.moments import from_datetime

BITE = 3000
"""Records that are forgotten with a digest: some 20 ms on SQLite, where nothing else goes on meanwhile."""


@dataclass(frozen=True, slots=True)
class Keys:
    """That the chain is tied with, and that digests are signed with."""

    chain: bytes
    signer: Signer


class Trail:
    """Its digests belong to the account that the installation began with."""

    def __init__(self, database: Database, account: str, chaining: Chaining, keys: Keys, anchor: Anchor) -> None:
        self._database, self._account, self._chaining = database, account, chaining
        self._key, self._signer, self._anchor = keys.chain, keys.signer, anchor
        self.troubles = Troubles()
        self.places: Collection[str] = ()
        """Where all is delivered to, before it may be forgotten."""
        self._damaged: list[str] = []
        self._digests = 0
        self._has_anchor = False
        """Whether there was one in the life of this process."""
        self.bite = BITE
        self.has_more_to_forget = False
        """Whether the next digest would forget more: each says how far it was, so that no record is ever missed."""

    @property
    def public_key(self) -> str:
        """What digests are checked with, as PEM."""
        return self._signer.public_key

    @property
    def head(self) -> Head:
        """How far the chain of this process has come, by what it knows itself."""
        return self._chaining.head

    async def deliver_to(self, places: Mapping[str, str], now: datetime) -> None:
        """From now on these have to have what is forgotten; `places`: the address of each."""
        self.places = frozenset(places)
        await begin_where_new(self._database, places, now)

    def tell_damaged(self, name: str) -> None:
        """A file was delivered with a record in it that is no more what it was."""
        self._damaged.append(name)
        why = "a record was damaged before it was delivered"
        self.troubles.tell("damaged record", why, f"{why}, in {name}: `muster audit verify` says which")

    async def settled(self) -> None:
        """Back when all is on disk that was recorded: reads, too, which nobody waits for."""
        await self._database.write([Statement(statements.FLUSH)])

    async def close_hour(self, region: str, now: datetime, forget_before: datetime | None = None) -> Digest:
        """Sign how far the chains have come; a bite of what was kept long enough goes in the same change set."""
        await self.settled()
        before, number = await self._last()
        stretches = [stretch async for stretch in self._stretches()]
        pruned = [one async for one in self._prunable(forget_before)] if forget_before else []
        files = await self._database.read(statements.UNDIGESTED, {})
        since = Since(
            number=number + 1,
            stretches=stretches,
            pruned=pruned,
            files=[_delivered(row) for row in files],
            damaged=self._damaged,
        )
        digest = next_digest(before, self._account, region, now, since)
        name = names.digest_file(self._account, region, now, digest.number)
        signed = self._signer.sign(digest)
        await self._database.write(
            [
                _added(digest.number, name, signed),
                *(_moved(stretch) for stretch in stretches),
                *(_digested(row, digest.number) for row in files),
                *(statement for gone in pruned for statement in _forgotten(gone)),
            ]
        )
        self._digests = digest.number
        self._damaged = self._damaged[len(digest.damaged) :]
        await self._move_anchor(before, signed)
        return digest

    async def follow(self) -> None:
        """While another replica signs: keep what it signed last in our own anchor, to go on from there when it is gone.

        A new machine has none yet.  It takes what it finds, because whoever signs has compared the database with its
        own; an anchor that was there and is not any more is missed as ever.
        """
        signed, _ = await self._last()
        if signed:
            is_new = not self._has_anchor and not self._anchor.is_there()
            await self._move_anchor(None if is_new else signed, signed)

    async def accept_restore(self, region: str, now: datetime) -> None:
        """From now on this database is the one that is to be gone on with, whatever the anchor knew."""
        await self.close_hour(region, now)
        signed, _ = await self._last()
        if signed:
            await self._anchor.write(signed)
        self.troubles.over("anchor")

    async def check(self) -> checking.Report:
        """Whether every record is as it was written, and where it was."""
        own = self._chaining.head
        await self.settled()
        if self._chaining.head.number < own.number:  # a full disk has taken the last ones back
            own = self._chaining.head
        known = checking.Own(own, self._digests, self._anchor)
        return await checking.check(self._database, self._key, self.public_key, known)

    async def _move_anchor(self, before: Signed | None, signed: Signed) -> None:
        """Never away from a digest that the database lacks: that would hide that it is older."""
        known = await self._anchor.read()
        if known is None and before is not None:
            return self.troubles.tell("anchor", "the anchor is missing", self._anchor.lost)
        if known:
            rows = await self._database.read(statements.DIGEST_OF, {"of_number": known.number})
            if not known.is_met_by(Signed(*map(raw, rows[0])) if rows else None):
                why = "the database is older than its anchor, or another"
                return self.troubles.tell("anchor", why, self._anchor.passed_over(known))
        await self._anchor.write(signed)
        self._has_anchor = True
        return self.troubles.over("anchor")

    async def _last(self) -> tuple[Signed | None, int]:
        """The last digest, whatever somebody has made of it, and its number."""
        rows = await self._database.read(statements.LAST_DIGEST, {"at_most": 1})
        return (Signed(raw(rows[0][0]), raw(rows[0][1])), rows[0][2]) if rows else (None, 0)

    async def _stretches(self) -> AsyncIterator[Stretch]:
        """What was recorded since the last digest, in whichever process."""
        for chain, digested in await self._database.read(statements.GROWN_CHAINS, {}):
            first = (digested or 0) + 1
            found = await self._database.read(statements.LAST_LINK, {"of_chain": chain, "at_most": 1})
            for last, link in [one for one in found if one[0] >= first]:
                yield Stretch(chain=chain, first=first, last=last, link=raw(link).hex())

    async def _prunable(self, before: datetime) -> AsyncIterator[Pruned]:
        """The beginnings of chains that are older than that, as far as they are delivered."""
        is_held_up = self.has_more_to_forget = False
        room = self.bite
        for (chain,) in await self._database.read(statements.OLD_CHAINS, {"since": from_datetime(before)}):
            of_chain = {"of_chain": chain, "at_most": 1}
            kept = await self._database.read(statements.FIRST_KEPT, {**of_chain, "since": from_datetime(before)})
            ends = await self._database.read(statements.LAST_LINK, of_chain)
            through = kept[0][0] - 1 if kept else max((last for last, _ in ends), default=0)
            asked = {"of_chain": chain, "through": through, "at_most": room}
            numbers = [number for (number,) in await self._database.read(statements.OLD_NUMBERS, asked)]
            if is_cut := len(numbers) == room:
                through = numbers[-1]
            if self.places:
                found = await forgettable(self._database, chain, through, self.places)
                through, is_held_up = found.through, is_held_up or found.is_held_up
            there = await self._database.read(statements.LINK_OF, {"of_chain": chain, "of_number": through})
            if there:
                yield Pruned(chain=chain, through=through, link=raw(there[0][0]).hex())
                room -= bisect_right(numbers, through)
                self.has_more_to_forget |= is_cut
            if room == 0:
                break
        if is_held_up:
            self.troubles.tell("retention", "records are kept longer than they have to be, until they are delivered")
        elif not self.has_more_to_forget:
            self.troubles.over("retention")


def _added(number: int, name: str, signed: Signed) -> Statement:
    row = {"number": number, "name": name, "document": signed.document, "signature": signed.signature}
    return Statement(statements.ADD_DIGEST, {**row, "in_directory_at": None, "in_bucket_at": None})


def _moved(stretch: Stretch) -> Statement:
    return Statement(statements.SET_HEAD, {"chain": stretch.chain, "digested": stretch.last})


def _delivered(row: Row) -> Delivered:
    _, _, name, sha256, chain, first, last, records = row
    told = {"name": name, "sha256": sha256, "chain": chain, "records": records}
    return Delivered(first=first, last=last, **{member: str(value) for member, value in told.items()})


def _digested(row: Row, number: int) -> Statement:
    return Statement(statements.DIGESTED, {"of_tenant": row[0], "of_number": row[1], "in_digest": number})


def _forgotten(gone: Pruned) -> list[Statement]:
    parameters = {"of_chain": gone.chain, "through": gone.through}
    return [Statement(statements.FORGET_RECORDS, parameters), Statement(statements.FORGET_FILES, parameters)]
