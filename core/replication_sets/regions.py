"""Which Regions a replication set may have, under which keys, and which of them may leave it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.errors import Refusal, invalid
from core.replication_sets.members import DEFAULT_KEY
from core.replication_sets.replication_set import Region, ReplicationSet

if TYPE_CHECKING:
    from core.vocabulary.types import RegionMapInputValue

MOST = 3
_NAME = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}")
_KEY_ARN = re.compile(r"arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,100}")


@dataclass(frozen=True, slots=True)
class RegionRules:
    """What this installation asks of a set's Regions."""

    configured: str
    """The Region that ARNs name; it has to stay as long as the set does."""
    minimum_age: timedelta = timedelta()


def first_regions(asked: Mapping[str, RegionMapInputValue], now: datetime) -> dict[str, Region]:
    """The Regions of a new set."""
    regions = {name: _region(name, wanted.get("sseKmsKeyId"), now) for name, wanted in asked.items()}
    _refuse_mixed_keys(regions.values())
    return regions


def with_region(kept: ReplicationSet, name: str, key: str | None, now: datetime) -> ReplicationSet:
    """The set with one Region more."""
    if name in kept.regions:
        raise Refusal(
            "ConflictException",
            f"Region {name} is in the replication set already.",
            resourceType="REPLICATION_SET",
            resourceIdentifier=kept.arn,
        )
    if len(kept.regions) >= MOST:
        raise invalid(f"A replication set has at most {MOST} Regions.")
    regions = {**kept.regions, name: _region(name, key, now)}
    _refuse_mixed_keys(regions.values())
    return replace(kept, regions=regions)


def without_region(kept: ReplicationSet, name: str, rules: RegionRules, now: datetime) -> ReplicationSet | None:
    """The set with one Region less; None where it was the last, with which the set and its data go."""
    region = kept.regions.get(name)
    if region is None:
        raise invalid(f"Region {name} is not in the replication set: it has {', '.join(kept.regions)}.")
    if now - region.added_at < rules.minimum_age:
        raise invalid(f"Region {name} was added less than {rules.minimum_age} ago and cannot be removed yet.")
    if len(kept.regions) == 1:
        refuse_if_protected(kept)
        return None
    if name == rules.configured:
        raise invalid(f"Region {name} is the one that this installation works in; it can only be removed last.")
    return replace(kept, regions={other: one for other, one in kept.regions.items() if other != name})


def refuse_if_protected(kept: ReplicationSet) -> None:
    """Raise where deletion protection holds the set, and all the data that would go with it."""
    if kept.deletion_protected:
        raise invalid("The replication set is protected: `ssm-incidents update-deletion-protection` can lift that.")


def refuse_while_open(incidents: int) -> None:
    """Raise where people are still being paged, or may be, for what would go with the set."""
    if incidents:
        are_open = "1 incident is open" if incidents == 1 else f"{incidents} incidents are open"
        raise invalid(
            f"The replication set cannot be deleted while {are_open}: resolve what is open first, "
            "with `ssm-incidents update-incident-record --arn ... --status RESOLVED`."
        )


def _region(name: str, key: str | None, now: datetime) -> Region:
    if not _NAME.fullmatch(name):
        raise invalid(f"'{name}' is not the name of a Region, such as eu-central-1.")
    if not key or key == DEFAULT_KEY:
        return Region(added_at=now)
    if not _KEY_ARN.fullmatch(key):
        raise invalid(f"The sseKmsKeyId of Region {name} is not the ARN of a KMS key.")
    return Region(sse_kms_key_id=key, added_at=now)


def _refuse_mixed_keys(regions: Iterable[Region]) -> None:
    if len({region.sse_kms_key_id is None for region in regions}) > 1:
        raise invalid("Either every Region has a customer key, or none has: the two cannot be mixed.")
