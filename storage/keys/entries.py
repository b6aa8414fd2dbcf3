"""What a keyring says of each key, as text; and which keys are too bad to be one.

    {"metadata": {"key": "…", "created": "…", "state": "former"}, "metadata#2": {"key": "…", …, "state": "active"}}

The first version of a key has its name; the later ones have their number behind it.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal, get_args

from core.unreadable import Unreadable

KEY_BYTES = 32
METADATA = "metadata"
"""The key of what belongs to the installation itself: inbox, audit, chat configuration."""

State = Literal["pending", "active", "former", "destroyed"]
"""Known but not used yet; used for what is wrapped anew; opens what it has wrapped; gone for good."""
Entries = dict[str, "Entry"]


class KeyringRefused(Exception):
    """The keyring cannot be used; the message says what to do about it."""


class KeyMissing(KeyringRefused, Unreadable):
    """The keyring is another one than what is kept was sealed with."""


class KeyDestroyed(KeyringRefused, Unreadable):
    """The key is gone for good, and with it whatever was sealed under it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One key; a destroyed one keeps its line, so that nobody wonders where it went."""

    key: str | None
    created: str
    state: State

    def __repr__(self) -> str:
        return f"Entry({self.state}, created {self.created})"


def new_entry(now: datetime, state: State = "active") -> Entry:
    """A key that nobody has seen."""
    key = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    return Entry(key=key, created=now.isoformat(), state=state)


def versioned(name: str, version: int) -> str:
    """What this version of a key is called."""
    return name if version == 1 else f"{name}#{version}"


def name_of(key_id: str) -> str:
    """What the key is called in all its versions."""
    return key_id.rpartition("#")[0] or key_id


def version_of(key_id: str) -> int:
    """Which of them this is."""
    return int(key_id.rpartition("#")[2]) if "#" in key_id else 1


def written(entries: Mapping[str, Entry], *, indent: int | None = 2) -> str:
    """The keyring as text."""
    return json.dumps({key_id: asdict(entry) for key_id, entry in entries.items()}, indent=indent)


def read(text: str, source: str) -> Entries:
    """The keyring that `text` says; `source` names it in a complaint, which never shows a key."""
    try:
        entries = {key_id: Entry(**entry) for key_id, entry in json.loads(text).items()}
        is_sound = all(entry.state in get_args(State) and version_of(key_id) for key_id, entry in entries.items())
    except (ValueError, TypeError, AttributeError):
        is_sound = False
    if not is_sound:
        raise KeyringRefused(f"{source} is not a keyring. Restore it from its backup.")
    for key_id, entry in entries.items():
        if entry.key is not None:
            _check(source, key_id, entry.key)
    if METADATA not in map(name_of, entries):
        raise KeyringRefused(f"{source} has no key {METADATA}. Restore it from its backup.")
    return entries


def _check(source: str, key_id: str, encoded: str) -> None:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise KeyringRefused(f"The key {key_id} in {source} is not base64. Restore it from its backup.") from None
    if len(key) != KEY_BYTES:
        raise KeyringRefused(f"The key {key_id} in {source} is {len(key)} bytes long instead of {KEY_BYTES}.")
    if _is_an_example(key):
        raise KeyringRefused(f"The key {key_id} in {source} is not random. Let Muster draw it: remove the entry.")


def _is_an_example(key: bytes) -> bool:
    """All-equal bytes, a counting row, or printable text: drawn bytes look so once in 10^13 keyrings."""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    return len(steps) == 1 or len(set(key)) < 8 or all(32 <= byte < 127 for byte in key)
