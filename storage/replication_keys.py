"""The replication sets' keys: `core.replication_sets.ports.Keys` on the keyring and AWS KMS."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from core.errors import Refusal, invalid
from core.replication_sets.replication_set import Region, ReplicationSet
from core.unreadable import CLOSED, KeyOutOfReach, KeyRefused
from storage.data_keys import INDEX, DataKeys
from storage.keys.describing import objection
from storage.keys.entries import KeyDestroyed, KeyringRefused, name_of
from storage.keys.holders import Holders
from storage.keys.keyring import Keyring
from storage.keys.kms import KmsProvider, region_of
from storage.keys.mending import Mending

log = logging.getLogger(__name__)


class ReplicationKeys:
    """One key of the keyring for each replication set, and the keys that its Regions name."""

    def __init__(self, holders: Holders, data_keys: DataKeys) -> None:
        self._holders, self._data_keys = holders, data_keys
        self._closed: Exception | None = None
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
        except KeyringRefused as refused:
            raise invalid(str(refused)) from None

    async def follow(self, replication_set: ReplicationSet) -> None:
        """See `Keys`."""
        await self._mending.follow(replication_set.arn, self._holders.regions_of(replication_set))

    async def exist(self, replication_set_arn: str) -> bool:
        """See `Keys`."""
        return await self._why_closed(replication_set_arn) is None

    async def _why_closed(self, replication_set_arn: str) -> Exception | None:
        """What stands between us and the set's data, by the data key that whatever is looked up needs."""
        stored = await self._data_keys.kept.in_use(replication_set_arn, INDEX)
        try:
            if stored:
                await self._data_keys.opener.load(stored.id)
            else:
                self._keyring.current(replication_set_arn)
        except (*CLOSED, KeyringRefused) as problem:
            return problem
        return None

    async def destroy(self, replication_set_arn: str) -> None:
        """See `Keys`.  The key goes first: from here on nothing can be read, whatever else still lies about."""
        if self._keyring.place.is_fixed:
            await self._refuse_while_it_is_there(replication_set_arn)
        else:
            self._keyring.destroy(replication_set_arn)
        await self._data_keys.erase(replication_set_arn)

    async def forget_erased(self) -> None:
        """Another replica may have deleted the set: what its key opened, and the key, must not lie about here."""
        if await self._data_keys.forget_erased():
            self._keyring.look_again()
            log.warning("The replication set was deleted by another replica; its keys are forgotten here, too")

    async def mend(self) -> None:
        """Finish what was interrupted, and renew what is too old; for whoever comes by regularly."""
        self._data_keys.look_again()
        kept = await self._data_keys.current_set()
        self._closed = await self._why_closed(kept.arn) if kept else None
        if kept is None or self._closed:
            return
        try:
            await self.follow(kept)
        except CLOSED as problem:
            log.error("Not every data key is wrapped for each Region of %s yet: %s", kept.arn, problem)

    async def state(self) -> str:
        """For `/healthz`: what is the matter with AWS KMS, or with the set's key when it was last looked at."""
        told = self._holders.alarm.told()
        if told == "ok" and self._closed:
            return "the replication set's key cannot be used: `muster keyring check` tells more"
        return told

    async def _refuse_while_it_is_there(self, replication_set_arn: str) -> None:
        there = [one for one in await self._data_keys.kept.keks(replication_set_arn) if self._keyring.is_usable(one)]
        if there:
            raise invalid(
                f"Only whoever sets {self._keyring.place.name} can destroy the key, and with it what backups hold: "
                f"`muster keyring destroy {name_of(there[0])}` prints its new value. Set it, start Muster again, and "
                "repeat this."
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
