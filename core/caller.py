"""Who makes a call: a value that an edge builds from what it has verified, never from what somebody typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Standing = Literal["administrator", "member", "stranger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One principal, with what decides about its rights."""

    arn: str
    """AWS's way to name a principal; goes into `createdBy`, `lastModifiedBy` and the audit record."""
    standing: Standing
    user_id: str = ""
    """The Slack user id, where the caller is one."""
    name: str = ""
    access_key_id: str = ""
    """The key that signed the request, where one did."""
    contact_arns: frozenset[str] = frozenset()
    """The contacts that this person has activated a Slack channel for: whose pages are theirs to accept."""

    @property
    def administers(self) -> bool:
        return self.standing == "administrator"
