"""A keyring in the environment, for platforms that have no disk of their own.

Muster can read it and cannot change it: what has to change is said to the operator, who sets the variable anew.
A set's key cannot be added while Muster runs, so each account has one there before: `arn:…:ACCOUNT:replication-set`.
"""

from __future__ import annotations

from storage.keys.entries import Entries, KeyringRefused, read

VARIABLE = "MUSTER_KEYRING"


class KeyringVariable:
    """`storage.keys.keyring.Place`."""

    is_fixed = True
    name = VARIABLE

    def __init__(self, text: str) -> None:
        self._text = text

    def exists(self) -> bool:
        """See `Place`."""
        return True

    def load(self) -> Entries:
        """See `Place`."""
        return read(self._text, VARIABLE)

    def begin(self, _: Entries) -> None:
        """See `Place`."""
        raise _is_fixed()

    def store(self, _: Entries) -> None:
        """See `Place`."""
        raise _is_fixed()

    def tidy(self) -> None:
        """See `Place`."""


def _is_fixed() -> KeyringRefused:
    return KeyringRefused(
        f"The keyring is in {VARIABLE}, which only the platform's owner can change: `muster keyring` prints what to "
        "set it to."
    )


def slot_of(replication_set_arn: str) -> str:
    """The key that an account's replication set has there, whichever set that is."""
    return replication_set_arn.rpartition("/")[0]
