"""Which keys are there, in which versions, and which of them wraps what is wrapped anew?"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from core.clock import Clock
from storage.keys.entries import (
    METADATA,
    Entries,
    Entry,
    KeyDestroyed,
    KeyMissing,
    KeyringRefused,
    name_of,
    new_entry,
    version_of,
    versioned,
)
from storage.keys.environment import slot_of


class Place(Protocol):
    """Where a keyring lies."""

    name: str
    """As an operator knows it."""
    is_fixed: bool
    """Only somebody else can change it."""

    def exists(self) -> bool:
        """Whether there is one."""

    def load(self) -> Entries:
        """Read it, or raise `KeyringRefused`."""

    def begin(self, entries: Entries, /) -> None:
        """Put the first one there; never over another."""

    def store(self, entries: Entries, /) -> None:
        """Put this in the place of what is there, durably, or raise `KeyringRefused`."""

    def tidy(self) -> None:
        """Remove what a process left that was killed while it wrote: all keys are in it."""


class Keyring:
    """The keys in memory, and each change of them where they lie before it counts."""

    def __init__(self, place: Place, entries: Entries, clock: Clock) -> None:
        self.place, self._entries, self.clock = place, entries, clock
        self._wrapping = 0

    @contextmanager
    def wrapping(self) -> Iterator[None]:
        """While something is wrapped and not stored yet: until then no version of a key may go."""
        self._wrapping += 1
        try:
            yield
        finally:
            self._wrapping -= 1

    @property
    def is_wrapping(self) -> bool:
        """Whether somebody is at it."""
        return self._wrapping > 0

    @property
    def entries(self) -> Entries:
        """Every key there is and was, in all versions."""
        return dict(self._entries)

    def get(self, key_id: str) -> bytes:
        """This version of a key, or a `KeyringRefused` that tells whether it is unknown or destroyed."""
        entry = self._entries.get(key_id) or self._added_by_another_process(key_id)
        if entry is None:
            raise KeyMissing(f"{self.place.name} has no key {key_id}. Restore this database's own keyring.")
        if entry.key is None:
            raise KeyDestroyed(f"The key {key_id} was destroyed; what it sealed cannot be read any more.")
        return base64.b64decode(entry.key)

    def current(self, name: str) -> str:
        """The version of a key that wraps what is wrapped now."""
        if found := self._active(name):
            return found
        self.look_again()  # another process may have made it
        if found := self._active(name):
            return found
        here = self._name(name)
        self.get(here)  # says whether it is unknown or destroyed
        raise KeyMissing(f"{self.place.name} has no active version of {here}. Restore it from its backup.")

    def _active(self, name: str) -> str | None:
        return next((one for one in self._versions(self._name(name)) if self._entries[one].state == "active"), None)

    def is_usable(self, key_id: str) -> bool:
        """Whether this very version can open what it has wrapped."""
        entry = self._entries.get(key_id)
        return entry is not None and entry.key is not None

    def has(self, name: str) -> bool:
        """Whether a key can be used, in any version."""
        return any(map(self.is_usable, self._versions(self._name(name))))

    def create(self, name: str) -> None:
        """Draw a new key; harmless where there is one already."""
        self.look_again()
        if self.has(name):
            return
        if self._versions(name):
            raise KeyDestroyed(f"The key {name} was destroyed; choose another name for a new one.")
        if self.place.is_fixed:
            raise KeyringRefused(
                f"{self.place.name} has no key {self._name(name)}: `muster keyring add` prints what to set it to."
            )
        self._store({**self._entries, name: new_entry(self.clock.now())})

    def destroy(self, name: str) -> None:
        """Forget the key for good, in all its versions, in its place too."""
        if name == METADATA:
            raise KeyringRefused("The metadata key cannot be destroyed: the installation itself depends on it.")
        self.look_again()
        self.forget(self._versions(name))

    def forget(self, key_ids: Iterable[str]) -> None:
        """Destroy these versions."""
        gone = {key_id: replace(self._entries[key_id], key=None, state="destroyed") for key_id in key_ids}
        if any(self._entries[key_id].key for key_id in gone):
            self._store({**self._entries, **gone})

    def put(self, entries: Entries) -> None:
        """Have these from now on."""
        self._store(entries)

    def look_again(self) -> None:
        """Have what lies there now, before it is changed, too: another process may have made or destroyed something."""
        if self.place.exists():
            self._entries = self.place.load()

    def _versions(self, name: str) -> list[str]:
        return sorted((one for one in self._entries if name_of(one) == name), key=version_of, reverse=True)

    def _name(self, name: str) -> str:
        return slot_of(name) if self.place.is_fixed and "/" in name and name not in self._entries else name

    def _added_by_another_process(self, key_id: str) -> Entry | None:
        self.look_again()
        return self._entries.get(key_id)

    def _store(self, entries: Entries) -> None:
        self.place.store(entries)
        self._entries = entries


def open_keyring(place: Place, clock: Clock, *, expected: bool) -> Keyring:
    """Read the keyring, or make one on the first run; `expected`: there is sealed data, so it has to exist."""
    if not place.exists():
        if expected:
            raise KeyringRefused(
                f"{place.name} is missing, but the database holds sealed rows. Put the keyring back from its own "
                "backup; without it nothing can be read."
            )
        place.begin({METADATA: new_entry(clock.now())})
    return Keyring(place, place.load(), clock)


def with_pending(entries: Entries, clock: Clock) -> Entries:
    """A new version of each key that is in use, which nothing is wrapped under yet."""
    if waiting := [key_id for key_id, entry in entries.items() if entry.state == "pending"]:
        raise KeyringRefused(
            f"{', '.join(waiting)} is there already and wraps nothing yet: `muster keyring promote` begins to use it."
        )
    newest = {name: max(version_of(one) for one in entries if name_of(one) == name) for name in map(name_of, entries)}
    in_use = [name_of(key_id) for key_id, entry in entries.items() if entry.state == "active"]
    added = {versioned(name, newest[name] + 1): new_entry(clock.now(), "pending") for name in in_use}
    return {**entries, **added}


def promoted(entries: Entries) -> Entries:
    """Pending versions become the active ones; those before them only open what they have wrapped."""
    coming = {name_of(key_id) for key_id, entry in entries.items() if entry.state == "pending"}
    if not coming:
        raise KeyringRefused("There is no new version to promote: `muster keyring add` makes one of each key.")
    changed = dict(entries)
    for key_id, entry in entries.items():
        if entry.state == "pending":
            changed[key_id] = replace(entry, state="active")
        elif entry.state == "active" and name_of(key_id) in coming:
            changed[key_id] = replace(entry, state="former")
    return changed


def former(entries: Entries) -> list[str]:
    """The versions that are still there only to open what they have wrapped."""
    return [key_id for key_id, entry in entries.items() if entry.state == "former"]
