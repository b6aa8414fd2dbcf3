"""How a replication set looks in AWS's shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.replication_sets.replication_set import Region, ReplicationSet

if TYPE_CHECKING:
    from core.vocabulary import types

DEFAULT_KEY = "DefaultKey"
"""How AWS shows the key that it owns itself."""


def written(kept: ReplicationSet) -> types.ReplicationSet:
    """The answer; always ACTIVE, since nothing here takes time."""
    return {
        "arn": kept.arn,
        "createdBy": kept.created_by,
        "createdTime": kept.created_at,
        "deletionProtected": kept.deletion_protected,
        "lastModifiedBy": kept.last_modified_by,
        "lastModifiedTime": kept.last_modified_at,
        "regionMap": {name: _region(region) for name, region in kept.regions.items()},
        "status": "ACTIVE",
    }


def restored(arn: str, told: types.ReplicationSet) -> ReplicationSet:
    """The set that an answer tells of."""
    return ReplicationSet(
        arn=arn,
        regions={
            name: Region(sse_kms_key_id=_own_key(region.get("sseKmsKeyId")), added_at=region["statusUpdateDateTime"])
            for name, region in told["regionMap"].items()
        },
        deletion_protected=told["deletionProtected"],
        created_at=told["createdTime"],
        created_by=told["createdBy"],
        last_modified_at=told["lastModifiedTime"],
        last_modified_by=told["lastModifiedBy"],
    )


def _own_key(shown: str | None) -> str | None:
    return None if shown == DEFAULT_KEY else shown


def _region(region: Region) -> types.RegionInfo:
    return {
        "sseKmsKeyId": region.sse_kms_key_id or DEFAULT_KEY,
        "status": "ACTIVE",
        "statusUpdateDateTime": region.added_at,
    }
