"""Is every data key wrapped for just the Regions that its replication set has?  What is missing is made, bit by bit.

Whatever stops it, a crash or a key that is out of reach: the next time goes on where this one came to.
"""

from __future__ import annotations

import asyncio

from core.errors import Conflict
from storage.keys.envelope import Regions, Wrap
from storage.keys.holders import Holders
from storage.keys.kept import KeptKeys
from storage.keys.opener import Opener

BATCH = 200
AT_ONCE = 8
"""Data keys that AWS KMS is asked for at the same time."""


class Mending:
    """For one account."""

    def __init__(self, kept: KeptKeys, opener: Opener, holders: Holders) -> None:
        self._kept, self._opener, self._holders = kept, opener, holders

    async def follow(self, kek_id: str, regions: Regions) -> None:
        """Have a wrap for each of the Regions, and then for no other."""
        for region, kms_key in regions.items():
            await self._add(kek_id, region, kms_key)
        await self._kept.drop_other_regions(kek_id, list(regions))

    async def _add(self, kek_id: str, region: str, kms_key: str | None) -> None:
        after = b""
        while key_ids := await self._kept.without_wrap(kek_id, region, kms_key, after, BATCH):
            after = key_ids[-1]
            with self._holders.keyring.wrapping():
                wraps = await self._wraps(key_ids, region, kms_key)
                try:
                    await self._kept.keep_wraps(wraps)
                except Conflict:  # one of the keys was erased meanwhile, or wrapped by somebody else
                    continue

    async def _wraps(self, key_ids: list[bytes], region: str, kms_key: str | None) -> list[tuple[bytes, Wrap]]:
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(key_id: bytes) -> tuple[bytes, Wrap] | None:
            purpose = await self._kept.purpose(key_id)
            if purpose is None:
                return None
            async with limit:
                data_key, _ = await self._opener.opened(key_id)
                return key_id, await self._holders.envelope.wrapped(data_key, purpose, region, kms_key)

        made = await asyncio.gather(*(one(key_id) for key_id in key_ids))
        return [wrap for wrap in made if wrap]
