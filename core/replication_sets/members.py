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


def _region(region: Region) -> types.RegionInfo:
    return {
        "sseKmsKeyId": region.sse_kms_key_id or DEFAULT_KEY,
        "status": "ACTIVE",
        "statusUpdateDateTime": region.added_at,
    }
