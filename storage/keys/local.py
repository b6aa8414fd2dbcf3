"""The keyring as a holder of keys: everything happens in this process."""

from __future__ import annotations

import json
import os

from storage.keys.keyring import Keyring
from storage.keys.provider import Context, Wrapped
from storage.sealing import KEY_BYTES, DataKey, unwrap, wrap

DATA_KEY_ID_BYTES = 16


class LocalProvider:
    """`KeyProvider`; what it wraps may also be what another provider has wrapped."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring

    async def generate(self, key: str, context: Context) -> tuple[DataKey, Wrapped]:
        """See `KeyProvider`."""
        made = DataKey(os.urandom(DATA_KEY_ID_BYTES), os.urandom(KEY_BYTES))
        return made, await self.wrap(key, made, context)

    async def wrap(self, key: str, data_key: DataKey, context: Context) -> Wrapped:
        """See `KeyProvider`."""
        return self.wrap_now(key, data_key, context)

    async def unwrap(self, data_key_id: bytes, wrapped: Wrapped, context: Context) -> DataKey:
        """See `KeyProvider`."""
        return self.unwrap_now(data_key_id, wrapped, context)

    def wrap_now(self, key: str, data_key: DataKey, context: Context) -> Wrapped:
        """The same, without a turn of the loop: for many at once."""
        key_id = self.keyring.current(key)
        return Wrapped(key_id, wrap(data_key, self.keyring.get(key_id), _spelled(context)))

    def unwrap_now(self, data_key_id: bytes, wrapped: Wrapped, context: Context) -> DataKey:
        """As above."""
        return unwrap(data_key_id, wrapped.blob, self.keyring.get(wrapped.key_id), _spelled(context))


def _spelled(context: Context) -> bytes:
    return json.dumps(context, sort_keys=True, separators=(",", ":")).encode()
