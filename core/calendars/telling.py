"""Which entries are newer than what was told before?  Calendars take what has a higher sequence for the newer one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.calendars.calendar_feed import CalendarFeed, Told
from core.calendars.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What is told at an address."""

    name: str
    entries: tuple[tuple[Entry, Told], ...]

    @property
    def tag(self) -> str:
        """The same for the same calendar."""
        told = "\n".join(f"{one.uid} {one.digest} {one.sequence} {one.at.isoformat()}" for _, one in self.entries)
        return hashlib.sha256(f"{self.name}\n{told}".encode()).hexdigest()[:32]


def retold(feed: CalendarFeed, entries: Sequence[Entry], now: datetime) -> CalendarFeed:
    """The feed that remembers these entries; itself, where none of them is new or changed.

    Revisions only ever go up: an entry that comes back after it was gone is newer than it was.
    """
    before = {one.uid: one for one in feed.told}
    revision = feed.revision + 1
    told = tuple(_told(entry, before.get(entry.uid), revision, now) for entry in entries)
    if all(one.sequence < revision for one in told):
        return feed
    return replace(feed, told=told, revision=revision)


def calendar(name: str, feed: CalendarFeed, entries: Sequence[Entry]) -> Calendar:
    """The entries with what the feed remembers of each."""
    told = {one.uid: one for one in feed.told}
    return Calendar(name=name, entries=tuple((entry, told[entry.uid]) for entry in entries))


def _told(entry: Entry, before: Told | None, revision: int, now: datetime) -> Told:
    digest = hashlib.sha256(repr(entry).encode()).hexdigest()[:16]
    if before and before.digest == digest:
        return before
    return Told(uid=entry.uid, digest=digest, sequence=revision, at=now)
