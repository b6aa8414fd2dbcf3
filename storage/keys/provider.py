"""What is asked of whoever holds key-encryption keys: the keyring, or AWS KMS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from storage.sealing import DataKey

Context = Mapping[str, str]
"""What a data key is for; it has to be said again, word for word, to have the key opened."""


class Wrapped(NamedTuple):
    """A data key that only `key_id` opens again."""

    key_id: str
    """The very version of the key, where its holder tells versions apart."""
    blob: bytes


class KeyProvider(Protocol):
    """Every method raises `KeyRefused` where the key is not to be used, and `KeyOutOfReach` where nobody answers."""

    async def generate(self, key: str, context: Context) -> tuple[DataKey, Wrapped]:
        """A new data key."""

    async def wrap(self, key: str, data_key: DataKey, context: Context) -> Wrapped:
        """The same data key under this key, too."""

    async def unwrap(self, data_key_id: bytes, wrapped: Wrapped, context: Context) -> DataKey:
        """The data key again, or `CannotOpen` where the context is another one, or the blob was altered."""
