"""What the policies' operations need of storage."""

from __future__ import annotations

from typing import Protocol

from core.listing import Listing, Window
from core.resource_policies.resource_policy import ResourcePolicy


class ResourcePolicies(Protocol):
    async def get(self, resource_arn: str, policy_id: str) -> ResourcePolicy | None:
        """One policy of a resource."""

    async def listing(self, resource_arn: str, window: Window) -> Listing[ResourcePolicy]:
        """Those of a resource, in the order of their ids."""

    async def everything(self) -> list[ResourcePolicy]:
        """Those of all resources, in the order of these."""

    async def all_of(self, resource_arn: str) -> list[ResourcePolicy]:
        """The same, all of them."""
