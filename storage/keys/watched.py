"""A holder of keys whose silences and refusals are told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.unreadable import KeyOutOfReach, KeyRefused
from storage.keys.alarm import KeyAlarm
from storage.keys.provider import Context, KeyProvider, Wrapped
from storage.sealing import DataKey

T = TypeVar("T")


class WatchedProvider:
    """`KeyProvider`."""

    def __init__(self, provider: KeyProvider, alarm: KeyAlarm) -> None:
        self._provider, self._alarm = provider, alarm

    async def generate(self, key: str, context: Context) -> tuple[DataKey, Wrapped]:
        """See `KeyProvider`."""
        return await self._watched(key, lambda: self._provider.generate(key, context))

    async def wrap(self, key: str, data_key: DataKey, context: Context) -> Wrapped:
        """See `KeyProvider`."""
        return await self._watched(key, lambda: self._provider.wrap(key, data_key, context))

    async def unwrap(self, data_key_id: bytes, wrapped: Wrapped, context: Context) -> DataKey:
        """See `KeyProvider`."""
        return await self._watched(wrapped.key_id, lambda: self._provider.unwrap(data_key_id, wrapped, context))

    async def _watched(self, key: str, ask: Callable[[], Awaitable[T]]) -> T:
        if self._alarm.is_spared(key):
            raise KeyOutOfReach(f"AWS KMS did not answer for {key} a moment ago.")
        try:
            answer = await ask()
        except (KeyRefused, KeyOutOfReach) as problem:
            self._alarm.sound(key, problem)
            raise
        self._alarm.over(key)
        return answer
