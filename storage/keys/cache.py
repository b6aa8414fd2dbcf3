"""For how long may an unwrapped data key be used before whoever holds its key is asked again?"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import NamedTuple

from core.clock import Clock
from storage.sealing import DataKey

KEYRINGS_MOST = 10_000
"""Data keys of the keyring alone: this process has their key anyhow."""
HELD_MOST = 1_000
"""Data keys that somebody else holds the key of, who may take it away."""
HELD_LASTS = timedelta(seconds=300)
AT_WORST_LASTS = timedelta(hours=1)
"""So long they are used on while their holder does not answer: people must be paged."""


class _Held(NamedTuple):
    data_key: DataKey
    at: datetime
    """When its holder last opened it."""


class Cache:
    """Data keys at hand, the least used of them given up first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._keyrings: OrderedDict[bytes, DataKey] = OrderedDict()
        self._held: OrderedDict[bytes, _Held] = OrderedDict()

    def fresh(self, key_id: bytes) -> DataKey | None:
        """The key, if nobody needs to be asked."""
        return self._keyrings.get(key_id) or self._held_for(key_id, HELD_LASTS)

    def stale(self, key_id: bytes) -> DataKey | None:
        """The key, if it may be used while nobody answers."""
        return self._held_for(key_id, AT_WORST_LASTS)

    def keep(self, data_key: DataKey, *, held: bool) -> None:
        """Have it at hand; `held`: its key is somebody else's."""
        if held:
            self._held[data_key.id] = _Held(data_key, self._clock.now())
            self._held.move_to_end(data_key.id)
            while len(self._held) > HELD_MOST:
                self._held.popitem(last=False)
        else:
            self._keyrings[data_key.id] = data_key
            while len(self._keyrings) > KEYRINGS_MOST:
                self._keyrings.popitem(last=False)

    def drop_held(self) -> None:
        """Their holder does not let us use them any more."""
        self._held.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._keyrings.clear()
        self._held.clear()

    def _held_for(self, key_id: bytes, lasts: timedelta) -> DataKey | None:
        found = self._held.get(key_id)
        if found is None or self._clock.now() - found.at >= lasts:
            return None
        self._held.move_to_end(key_id)
        return found.data_key
