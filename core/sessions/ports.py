"""What sessions need to know of the account's roles and policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from core.policies.managed import managed
from core.policies.policy import Policy
from core.principals.attachments import Role


class Roles(Protocol):
    @property
    def policies(self) -> Mapping[str, Policy]:
        """Every policy that can limit a session, by its ARN."""

    def role(self, name: str) -> Role | None:
        """A role of the account's own, beside the two that are always there."""


class NoFurtherRoles:
    """Where nothing is configured."""

    @property
    def policies(self) -> Mapping[str, Policy]:
        """See `Roles`."""
        return managed()

    def role(self, _: str) -> None:
        """See `Roles`."""
