"""The replication sets' keys: `core.replication_sets.ports.Keys` on the local keyring."""

from __future__ import annotations

from core.errors import Refusal
from storage.data_keys import DataKeys
from storage.keyring import KeyDestroyed, Keyring


class LocalKeys:
    """One key-encryption key per replication set, in the keyring."""

    def __init__(self, keyring: Keyring, data_keys: DataKeys) -> None:
        self._keyring, self._data_keys = keyring, data_keys

    def create(self, replication_set_arn: str) -> None:
        """See `Keys`."""
        try:
            self._keyring.create(replication_set_arn)
        except KeyDestroyed:
            raise Refusal(
                "ConflictException",
                f"{replication_set_arn} was deleted here, and its key destroyed for good: "
                "to have it again, begin with an empty MUSTER_DATA_DIR",
            ) from None

    def exist(self, replication_set_arn: str) -> bool:
        """See `Keys`."""
        return replication_set_arn in self._keyring.active()

    def destroy(self, replication_set_arn: str) -> None:
        """See `Keys`.  The key goes first: from here on nothing can be read, whatever else still lies about."""
        self._keyring.destroy(replication_set_arn)
        self._data_keys.erase(replication_set_arn)
