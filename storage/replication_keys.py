"""The replication sets' keys: `core.replication_sets.ports.Keys` on the keyring and AWS KMS."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from core.errors import Refusal, invalid
from core.replication_sets.replication_set import Region, ReplicationSet
from core.unreadable import KeyOutOfReach, KeyRefused
from storage.data_keys import DataKeys
from storage.keys.describing import objection
from storage.keys.entries import KeyDestroyed
from storage.keys.holders import Holders
from storage.keys.keyring import Keyring
from storage.keys.kms import KmsProvider, region_of
from storage.keys.mending import Mending
from storage.sealing import CannotOpen

log = logging.getLogger(__name__)


class ReplicationKeys:
    """One key of the keyring for each replication set, and the keys that its Regions name."""

    def __init__(self, holders: Holders, data_keys: DataKeys) -> None:
        self._holders, self._data_keys = holders, data_keys
        self._mending = Mending(data_keys.kept, data_keys.opener, holders)

    @property
    def _keyring(self) -> Keyring:
        return self._holders.keyring

    async def check(self, regions: Mapping[str, Region]) -> None:
        """See `Keys`.  Only described, not used: that a key was refused must leave no trace in it."""
        if self._holders.kms is None:
            return
        for name, region in regions.items():
            if region.sse_kms_key_id is not None:
                await _check(self._holders.kms, region.sse_kms_key_id, name)

    async def create(self, replication_set_arn: str) -> None:
        """See `Keys`."""
        try:
            self._keyring.create(replication_set_arn)
        except KeyDestroyed:
            raise Refusal(
                "ConflictException",
                f"{replication_set_arn} was deleted here, and its key destroyed for good: "
                "to have it again, begin with an empty MUSTER_DATA_DIR",
            ) from None

    async def follow(self, replication_set: ReplicationSet) -> None:
        """See `Keys`."""
        await self._mending.follow(replication_set.arn, self._holders.regions_of(replication_set))

    async def exist(self, replication_set_arn: str) -> bool:
        """See `Keys`."""
        in_use = await self._data_keys.kept.keks(replication_set_arn)
        if in_use:
            return any(map(self._keyring.is_usable, in_use))
        return self._keyring.has(replication_set_arn)

    async def destroy(self, replication_set_arn: str) -> None:
        """See `Keys`.  The key goes first: from here on nothing can be read, whatever else still lies about."""
        if self._keyring.place.is_fixed:
            await self._refuse_while_it_is_there(replication_set_arn)
        else:
            self._keyring.destroy(replication_set_arn)
        await self._data_keys.erase(replication_set_arn)

    async def mend(self) -> None:
        """Finish what was interrupted, and renew what is too old; for whoever comes by regularly."""
        self._data_keys.look_again()
        kept = await self._data_keys.current_set()
        if kept is None or not await self.exist(kept.arn):
            return
        try:
            await self.follow(kept)
        except (KeyOutOfReach, KeyRefused, CannotOpen) as problem:
            log.error("Not every data key is wrapped for each Region of %s yet: %s", kept.arn, problem)

    async def state(self) -> str:
        """For `/healthz`."""
        return self._holders.alarm.told()

    async def _refuse_while_it_is_there(self, replication_set_arn: str) -> None:
        there = [one for one in await self._data_keys.kept.keks(replication_set_arn) if self._keyring.is_usable(one)]
        if there:
            raise invalid(
                f"Only {self._keyring.place.name} can destroy the key, and with it what backups hold: in its value, "
                f'make "key" null and "state" "destroyed" for {", ".join(there)}, start Muster again, and repeat this.'
            )


async def _check(kms: KmsProvider, key: str, region: str) -> None:
    if region_of(key) != region:
        raise invalid(f"The key {key} is not in Region {region}.")
    try:
        why_not = objection(key, region, await kms.describe(key))
    except KeyRefused as refused:
        raise invalid(f"The key of Region {region} cannot be used. {refused}") from None
    except KeyOutOfReach as out_of_reach:
        raise Refusal("InternalServerException", f"{out_of_reach}; try again in a moment.") from None
    if why_not:
        raise invalid(f"The key {key} {why_not}; Region {region} needs a symmetric one that AWS KMS has made itself.")
