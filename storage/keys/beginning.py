"""A first keyring; and what a keyring that lies in the environment has to be set to, for whoever can set it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from core.arns import Arns
from core.clock import Clock
from storage.keys.entries import METADATA, Entries, KeyringRefused, name_of, new_entry, read, version_of, versioned
from storage.keys.entries import written as spelled
from storage.keys.environment import VARIABLE, slot_of
from storage.keys.keyring import Place, former, open_keyring, promoted, with_pending


def make(place: Place, clock: Clock, *, expected: bool) -> None:
    """The first keyring; `KeyringRefused` where there is one, or where there has to be one."""
    if place.exists():
        raise KeyringRefused(
            f"{place.name} is there already; `muster keyring add` gives each of its keys a new version."
        )
    open_keyring(place, clock, expected=expected)


def for_variable(account: str, clock: Clock) -> str:
    """A keyring for the environment, with a key for the replication set of this account."""
    return _written({METADATA: new_entry(clock.now()), _slot(account): new_entry(clock.now())})


def with_new_versions(text: str, account: str, clock: Clock) -> str:
    """With a pending version of each key; or, where the account's set has no key any more, one for its next set."""
    entries = read(text, VARIABLE)
    slot = _slot(account)
    versions = [key_id for key_id in entries if name_of(key_id) == slot]
    if not any(entries[key_id].key for key_id in versions):
        number = max(map(version_of, versions), default=0) + 1
        return _written({**entries, versioned(slot, number): new_entry(clock.now())})
    return _written(with_pending(entries, clock))


def with_new_versions_used(text: str) -> str:
    """With the pending versions active."""
    return _written(promoted(read(text, VARIABLE)))


def without_former(text: str, in_use: Collection[str]) -> str:
    """With the versions before destroyed; `KeyringRefused` where something is wrapped under one."""
    entries = read(text, VARIABLE)
    going = former(entries)
    if waiting := [key_id for key_id in going if key_id in in_use]:
        raise KeyringRefused(f"Data keys are wrapped under {', '.join(waiting)} still: start Muster, then repeat this.")
    return _written({**entries, **{one: replace(entries[one], key=None, state="destroyed") for one in going}})


def without(text: str, name: str) -> str:
    """With every version of a key destroyed, as `DeleteReplicationSet` asks for it."""
    entries = read(text, VARIABLE)
    going = {key_id: entry for key_id, entry in entries.items() if name_of(key_id) == name}
    if name == METADATA or not going:
        names = ", ".join(sorted({name_of(key_id) for key_id in entries} - {METADATA}))
        raise KeyringRefused(f"{VARIABLE} has no key {name} that could be destroyed; it has {names or 'none'}.")
    return _written({**entries, **{one: replace(entry, key=None, state="destroyed") for one, entry in going.items()}})


def _slot(account: str) -> str:
    return slot_of(Arns(account, "").replication_set("x"))


def _written(entries: Entries) -> str:
    return spelled(entries, indent=None)
