"""Who holds the keys of this installation: where its keyring is, and whether AWS KMS has some."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.replication_sets.replication_set import ReplicationSet
from storage.keys.alarm import KeyAlarm
from storage.keys.envelope import Envelope, Regions
from storage.keys.keyring import Keyring, Place
from storage.keys.kms import KmsProvider
from storage.keys.local import LocalProvider
from storage.keys.recorded import KeyUses, RecordedProvider
from storage.keys.watched import WatchedProvider


@dataclass(frozen=True, slots=True)
class KeySources:
    """As the configuration says it."""

    place: Place
    kms: KmsProvider | None = None
    """None: the keyring stands in for the key of any ARN."""
    region: str = ""
    """The Region that is asked first."""


@dataclass(frozen=True, slots=True)
class Holders:
    """The same, with the keyring open."""

    keyring: Keyring
    kms: KmsProvider | None = None
    region: str = ""
    alarm: KeyAlarm = field(init=False)
    uses: KeyUses = field(init=False)
    envelope: Envelope = field(init=False)

    def __post_init__(self) -> None:
        alarm = KeyAlarm(self.keyring.clock)
        uses = KeyUses(self.region, self.keyring.clock)
        watched = RecordedProvider(WatchedProvider(self.kms, alarm), uses) if self.kms else None
        object.__setattr__(self, "alarm", alarm)
        object.__setattr__(self, "uses", uses)
        object.__setattr__(self, "envelope", Envelope(LocalProvider(self.keyring), watched))

    def regions_of(self, kept: ReplicationSet) -> Regions:
        """The keys that a set's data keys are wrapped with, that of our own Region first."""
        ours_first = sorted(kept.regions, key=lambda name: (name != self.region, name))
        return {name: kept.regions[name].sse_kms_key_id if self.kms else None for name in ours_first}

    def close(self) -> None:
        """Wait for nobody who has not answered yet."""
        if self.kms:
            self.kms.close()
