"""What authorization needs to know: who holds which policies, who belongs where, and what other accounts share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from core.caller import Caller
from core.contacts.ports import Contacts
from core.engagements.ports import Engagements
from core.incidents.ports import Incidents
from core.organization.organization import Membership
from core.policies.evaluation import PolicySets
from core.resource_policies.ports import ResourcePolicies
from core.response_plans.ports import ResponsePlans
from core.vocabulary.catalog import Operation


class Principals(Protocol):
    async def sets_of(self, caller: Caller) -> PolicySets:
        """Every policy that decides about this caller, but for those of resources."""


class Organization(Protocol):
    def path_of(self, account: str) -> Membership | None:
        """Where that account is; None for one that is no member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shareable:
    """What of an account others may come to see, and the policies that say who."""

    policies: ResourcePolicies
    response_plans: ResponsePlans
    contacts: Contacts
    incidents: Incidents
    engagements: Engagements


class Door(Protocol):
    """Another account's dispatcher, as this account sees it."""

    @property
    def shareable(self) -> Shareable:
        """What that account has, for whom it says so."""

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
