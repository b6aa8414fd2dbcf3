"""Where the key-encryption keys are: a file of their own, for its owner only, outside the data's backups."""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import stat
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Literal

from core.clock import Clock

KEY_BYTES = 32
METADATA = "metadata"
"""The key of what belongs to the installation itself: inbox, audit, chat configuration."""


class KeyringRefused(Exception):
    """The keyring cannot be used; the message says what to do about it."""


class KeyDestroyed(KeyringRefused):
    """The key is gone for good, and with it whatever was sealed under it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One key; a destroyed one keeps its line, so that nobody wonders where it went."""

    key: str | None
    created: str
    state: Literal["active", "destroyed"]

    def __repr__(self) -> str:
        return f"Entry({self.state}, created {self.created})"


class Keyring:
    """The keys in memory, and each change of them on disk before it counts."""

    def __init__(self, path: Path, entries: dict[str, Entry], clock: Clock) -> None:
        self._path, self._entries, self._clock = path, entries, clock

    def get(self, key_id: str) -> bytes:
        """The key, or a `KeyringRefused` that tells whether it is unknown or destroyed."""
        entry = self._entries.get(key_id)
        if entry is None:
            raise KeyringRefused(f"{self._path} has no key {key_id}. Restore this database's own keyring.")
        if entry.key is None:
            raise KeyDestroyed(f"The key {key_id} was destroyed; what it sealed cannot be read any more.")
        return base64.b64decode(entry.key)

    def active(self) -> tuple[str, ...]:
        """The ids of all keys that can be used."""
        return tuple(key_id for key_id, entry in self._entries.items() if entry.key)

    def create(self, key_id: str) -> None:
        """Draw a new key; harmless where there is one already."""
        entry = self._entries.get(key_id)
        if entry is not None and entry.key:
            return
        if entry is not None:
            raise KeyDestroyed(f"The key {key_id} was destroyed; choose another name for a new one.")
        self._store({**self._entries, key_id: _new_entry(self._clock.now())})

    def destroy(self, key_id: str) -> None:
        """Forget the key for good, in the file too."""
        if key_id == METADATA:
            raise KeyringRefused("The metadata key cannot be destroyed: the installation itself depends on it.")
        entry = self._entries.get(key_id)
        if entry is not None:
            self._store({**self._entries, key_id: replace(entry, key=None, state="destroyed")})

    def _store(self, entries: dict[str, Entry]) -> None:
        beside = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        _write_new(beside, entries)
        beside.replace(self._path)
        _sync(self._path.parent)
        self._entries = entries


def open_keyring(path: Path, clock: Clock, *, expected: bool) -> Keyring:
    """Read the keyring, or make one on the first run; `expected`: there is sealed data, so it has to exist."""
    if not path.exists():
        if expected:
            raise KeyringRefused(
                f"{path} is missing, but the database holds sealed rows. Put the keyring back from its own backup; "
                "without it nothing can be read."
            )
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path, {METADATA: _new_entry(clock.now())})
        _sync(path.parent)
    return Keyring(path, _read(path), clock)


def _new_entry(now: datetime) -> Entry:
    key = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    return Entry(key=key, created=now.isoformat(), state="active")


def _write_new(path: Path, entries: dict[str, Entry]) -> None:
    text = json.dumps({key_id: asdict(entry) for key_id, entry in entries.items()}, indent=2)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(descriptor)


def _read(path: Path) -> dict[str, Entry]:
    descriptor = os.open(path, os.O_RDONLY)
    with os.fdopen(descriptor) as file:
        _check_owner(path, os.fstat(descriptor))
        text = file.read()
    try:
        entries = {key_id: Entry(**entry) for key_id, entry in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError):
        raise KeyringRefused(f"{path} is not a keyring. Restore it from its backup.") from None
    for key_id, entry in entries.items():
        if entry.key is not None:
            _check_key(path, key_id, entry.key)
    if METADATA not in entries:
        raise KeyringRefused(f"{path} has no key {METADATA}. Restore it from its backup.")
    return entries


def _check_owner(path: Path, status: os.stat_result) -> None:
    if status.st_uid != os.geteuid():
        raise KeyringRefused(f"{path} belongs to another user. Run as its owner, or: chown {os.geteuid()} {path}")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise KeyringRefused(f"{path} can be read by others. Do: chmod 600 {path}  and consider its keys as seen.")


def _check_key(path: Path, key_id: str, encoded: str) -> None:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise KeyringRefused(f"The key {key_id} in {path} is not base64. Restore it from its backup.") from None
    if len(key) != KEY_BYTES:
        raise KeyringRefused(f"The key {key_id} in {path} is {len(key)} bytes long instead of {KEY_BYTES}.")
    if _is_an_example(key):
        raise KeyringRefused(f"The key {key_id} in {path} is not random. Let Muster draw it: remove the entry.")


def _is_an_example(key: bytes) -> bool:
    """All-equal bytes, a counting row, or printable text: drawn bytes look so once in 10^13 keyrings."""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    return len(steps) == 1 or len(set(key)) < 8 or all(32 <= byte < 127 for byte in key)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
