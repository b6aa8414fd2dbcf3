"""Which policies come with Muster?  AWS's own for incidents, and Muster's, under the ARNs that AWS's have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from core.policies.document import parsed
from core.policies.policy import Policy

FILES = Path(__file__).with_name("managed")
LONGEST = 6_144
"""AWS's most for a managed policy."""
ARN = "arn:aws:iam::aws:policy/"


@cache
def managed() -> Mapping[str, Policy]:
    """Each by its ARN, such as `arn:aws:iam::aws:policy/AWSIncidentManagerResolverAccess`."""
    policies = (
        Policy(ARN + file.stem, parsed(file.read_text(encoding="utf-8"), LONGEST))
        for file in sorted(FILES.glob("*.json"))
    )
    return MappingProxyType({policy.arn: policy for policy in policies})
