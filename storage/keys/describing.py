"""May this key in AWS KMS seal a Region of a replication set?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage.keys.kms import region_of

DEMANDS = {
    "KeySpec": ("SYMMETRIC_DEFAULT", "is not a symmetric encryption key"),
    "KeyUsage": ("ENCRYPT_DECRYPT", "is not for encryption"),
    "Origin": ("AWS_KMS", "was not made in AWS KMS, but imported or in a key store of your own"),
    "KeyState": ("Enabled", "is not enabled"),
}
"""By the member of `DescribeKey`'s answer: what it has to be, and what is said where it is not."""


def objection(key_arn: str, region: str, told: Mapping[str, Any]) -> str | None:
    """Why not, as the end of a sentence; None where it may."""
    if region_of(key_arn) != region or region_of(told["Arn"]) != region:
        return f"is not in Region {region}"
    for member, (demanded, why_not) in DEMANDS.items():
        if told.get(member) != demanded:
            return f"{why_not} ({member} is {told.get(member)})"
    return "is a multi-Region key" if told.get("MultiRegion") else None
