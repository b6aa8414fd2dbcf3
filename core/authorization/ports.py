"""What authorization needs to know: who holds which policies, who belongs where, and what other accounts share."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

from core.caller import Caller
from core.organization.organization import Membership
from core.policies.evaluation import PolicySets
from core.resource_policies.ports import ResourcePolicies
from core.vocabulary.catalog import Operation


class Principals(Protocol):
    async def sets_of(self, caller: Caller) -> PolicySets:
        """Every policy that decides about this caller, but for those of resources."""


class Organization(Protocol):
    def path_of(self, account: str) -> Membership | None:
        """Where that account is; None for one that is no member."""


class Door(Protocol):
    """Another account's dispatcher, as this account sees it."""

    @property
    def policies(self) -> ResourcePolicies:
        """With whom that account shares its response plans and contacts."""

    async def carry_out(
        self, caller: Caller, operation: Operation, params: dict[str, Any], token: str | None
    ) -> dict[str, Any]:
        """Do this, which has been allowed, in that account."""


class Accounts(Protocol):
    """The other accounts that this process serves."""

    def door_of(self, account: str) -> Door | None:
        """None where nothing of that account is here."""

    def served(self) -> Collection[str]:
        """Those of which something may be shared, in any order."""
