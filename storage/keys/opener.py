"""How is a data key had: from memory, by our own Region's key, or by another Region's where that is silent?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

from core.unreadable import KeyOutOfReach, KeyRefused
from storage.keys.cache import Cache
from storage.keys.envelope import Wrap
from storage.keys.holders import Holders
from storage.keys.kept import KeptKeys
from storage.sealing import CannotOpen, DataKey

T = TypeVar("T")


class Opener:
    """Data keys by their ids."""

    def __init__(self, kept: KeptKeys, holders: Holders) -> None:
        self._kept, self._holders = kept, holders
        self._cache = Cache(holders.keyring.clock)
        self._together = Together()
        self.owners: set[str] = set()
        """The keys of the keyring that the data keys belong to which are, or were, at hand."""
        self.when_closed: list[Callable[[], None]] = []
        """What else to forget when a key is refused: documents that it opened lie about in memory too."""

    def at_hand(self, key_id: bytes) -> DataKey | None:
        """The key, if nobody has to be asked for it."""
        return self._cache.fresh(key_id)

    async def load(self, key_id: bytes) -> DataKey:
        """The key; `CannotOpen`, `KeyRefused` or `KeyOutOfReach` where it cannot be had."""
        if fresh := self._cache.fresh(key_id):
            return fresh
        return await self._together.do(key_id, lambda: self._fetch(key_id))

    def keep(self, data_key: DataKey, kek: str, wraps: list[Wrap]) -> None:
        """Have a key at hand that was just made."""
        self.owners.add(kek)
        self._cache.keep(data_key, held=any(wrap.kms_key for wrap in wraps))

    def forget(self) -> None:
        """Have nothing at hand any more."""
        self._cache.clear()
        self.owners.clear()
        self._closed()

    def close(self) -> None:
        """Have nothing at hand any more that a key of somebody else's opened, and was refused to us."""
        self._cache.drop_held()
        self._closed()

    async def _fetch(self, key_id: bytes) -> DataKey:
        stale = self._cache.stale(key_id)
        try:
            found, wrap = await self.opened(key_id, spare_the_silent=stale is not None)
        except KeyRefused:
            self.close()
            raise
        except KeyOutOfReach:
            if stale is None:
                raise
            return stale
        self._cache.keep(found, held=wrap.kms_key is not None)
        return found

    async def opened(self, key_id: bytes, *, spare_the_silent: bool = False) -> tuple[DataKey, Wrap]:
        """The key by one of its wraps, and by which; memory is neither asked nor told."""
        purpose = await self._kept.purpose(key_id)
        wraps = await self._kept.wraps(key_id)
        if purpose is None or not wraps:
            raise CannotOpen(f"Data key {key_id.hex()} is gone; what it sealed was erased.")
        self.owners.add(purpose.kek)
        problem: KeyOutOfReach | None = None
        for wrap in sorted(wraps, key=self._distance):
            if spare_the_silent and self._is_quiet(wrap):
                continue
            try:
                found = await self._holders.envelope.opened(key_id, purpose, wrap)
            except KeyOutOfReach as out_of_reach:
                problem = problem or out_of_reach
                continue
            return found, wrap
        raise problem or KeyOutOfReach("Whoever holds the key did not answer a moment ago.")

    def _distance(self, wrap: Wrap) -> tuple[bool, bool]:
        return self._is_quiet(wrap), wrap.region != self._holders.region

    def _is_quiet(self, wrap: Wrap) -> bool:
        return wrap.kms_key is not None and self._holders.alarm.is_quiet(wrap.kms_key)

    def _closed(self) -> None:
        for forget in self.when_closed:
            forget()


class Together:
    """Whoever wants the same at the same time waits for one to get it."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[Any]] = {}

    async def do(self, what: Hashable, get: Callable[[], Awaitable[T]]) -> T:
        """What `get` gets; a caller that is cancelled takes nothing from the others."""
        task = self._under_way.get(what)
        if task is None:
            task = self._under_way[what] = asyncio.ensure_future(_awaited(get))
            task.add_done_callback(lambda _: self._under_way.pop(what, None))
        got: T = await asyncio.shield(task)
        return got


async def _awaited(get: Callable[[], Awaitable[T]]) -> T:
    return await get()
