"""How is a data key wrapped?  Under the keyring's key always; before that, under the Region's own key where it has one.

The outer layer is what `DeleteReplicationSet` destroys: a backup holds what AWS KMS wrapped, and the customer's key
there lives on, but nobody gets as far as that without the keyring's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.unreadable import KeyOutOfReach
from storage.keys.local import LocalProvider
from storage.keys.provider import Context, KeyProvider, Wrapped
from storage.sealing import DataKey

Regions = Mapping[str, str | None]
"""The ARN of each Region's key in AWS KMS; None where the keyring's alone will do."""
EVERYWHERE: Regions = {"": None}
"""The Regions of what belongs to the installation itself."""


class Purpose(NamedTuple):
    """What a data key is for; bound into every wrap of it."""

    tenant: str
    kek: str
    """Which key of the keyring wraps it, whatever its version."""
    owner: str


class Wrap(NamedTuple):
    """A data key as it is stored for one Region."""

    region: str
    kek_id: str
    kms_key: str | None
    wrapped: bytes


class Envelope:
    """Both layers."""

    def __init__(self, local: LocalProvider, kms: KeyProvider | None) -> None:
        self._local, self._kms = local, kms

    async def made(self, purpose: Purpose, regions: Regions) -> tuple[DataKey, list[Wrap]]:
        """A new data key, wrapped for each Region; for those that are out of reach it is wrapped later."""
        made: DataKey | None = None
        wraps = []
        problem: KeyOutOfReach | None = None
        for region, kms_key in regions.items():
            try:
                made, wrap = await self._made_or_wrapped(made, purpose, region, kms_key)
                wraps.append(wrap)
            except KeyOutOfReach as out_of_reach:
                problem = problem or out_of_reach
        if made is None:
            raise problem or ValueError("a data key needs a Region")
        return made, wraps

    async def _made_or_wrapped(
        self, made: DataKey | None, purpose: Purpose, region: str, kms_key: str | None
    ) -> tuple[DataKey, Wrap]:
        if made is not None:
            return made, await self.wrapped(made, purpose, region, kms_key)
        context = _context(purpose, region, kms_key)
        if kms_key is None:
            made, outer = await self._local.generate(purpose.kek, context)
        else:
            made, inner = await self._kms_of(kms_key).generate(kms_key, encryption_context(purpose))
            outer = self._local.wrap_now(purpose.kek, DataKey(made.id, inner.blob), context)
        return made, Wrap(region, outer.key_id, kms_key, outer.blob)

    async def wrapped(self, data_key: DataKey, purpose: Purpose, region: str, kms_key: str | None) -> Wrap:
        """A data key that is there already, for one Region."""
        content = data_key.key
        if kms_key is not None:
            content = (await self._kms_of(kms_key).wrap(kms_key, data_key, encryption_context(purpose))).blob
        outer = self._local.wrap_now(purpose.kek, DataKey(data_key.id, content), _context(purpose, region, kms_key))
        return Wrap(region, outer.key_id, kms_key, outer.blob)

    async def opened(self, data_key_id: bytes, purpose: Purpose, wrap: Wrap) -> DataKey:
        """The data key again."""
        content = self.under_the_keyring(data_key_id, purpose, wrap)
        if wrap.kms_key is None:
            return content
        inner = Wrapped(wrap.kms_key, content.key)
        return await self._kms_of(wrap.kms_key).unwrap(data_key_id, inner, encryption_context(purpose))

    def under_the_newest(self, data_key_id: bytes, purpose: Purpose, wrap: Wrap) -> Wrap:
        """The same under the newest version of the keyring's key; AWS KMS is not asked."""
        content = self.under_the_keyring(data_key_id, purpose, wrap)
        outer = self._local.wrap_now(purpose.kek, content, _context(purpose, wrap.region, wrap.kms_key))
        return wrap._replace(kek_id=outer.key_id, wrapped=outer.blob)

    def under_the_keyring(self, data_key_id: bytes, purpose: Purpose, wrap: Wrap) -> DataKey:
        """What is under the outer layer: the data key, or what AWS KMS made of it."""
        context = _context(purpose, wrap.region, wrap.kms_key)
        return self._local.unwrap_now(data_key_id, Wrapped(wrap.kek_id, wrap.wrapped), context)

    def _kms_of(self, kms_key: str) -> KeyProvider:
        if self._kms is None:
            raise KeyOutOfReach(f"It is wrapped by AWS KMS with {kms_key}, and MUSTER_KMS is not set.")
        return self._kms


def encryption_context(purpose: Purpose) -> Context:
    """What AWS KMS is told, and its log shows: `contactArn` as the guide has it, or the resource's own ARN."""
    if ":contact/" in purpose.owner:
        return {"contactArn": purpose.owner}
    return {"resourceArn": purpose.owner if purpose.owner.startswith("arn:") else purpose.kek}


def _context(purpose: Purpose, region: str, kms_key: str | None) -> Context:
    """Of the outer layer.  Wraps of the first releases knew no Regions."""
    about = "contactArn" if ":contact/" in purpose.owner else "owner"
    context = {"kekId": purpose.kek, "tenant": purpose.tenant, about: purpose.owner}
    return {**context, **({"region": region} if region else {}), **({"kmsKey": kms_key} if kms_key else {})}
