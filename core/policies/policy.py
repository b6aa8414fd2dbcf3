"""A policy with its name, ready to be decided by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from core.policies.document import Document
from core.policies.rules import Rules


@dataclass(frozen=True)
class Policy:
    arn: str
    """Its name, as a decision tells it; of a policy of a resource, the resource's with the policy's id."""
    document: Document

    @cached_property
    def rules(self) -> Rules:
        """Made when the policy is first asked, and kept: hold on to the policy, and it is fast."""
        return Rules(self.document)
