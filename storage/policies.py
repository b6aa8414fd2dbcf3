"""The policies of response plans and contacts, on their shelf."""

from __future__ import annotations

from core.listing import Listing, Window
from core.resource_policies.resource_policy import ResourcePolicy
from storage.archive import Archive
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.tables.policies import ResourcePolicyRow

RESOURCE_POLICIES = Shelf(
    ResourcePolicy, ResourcePolicyRow, key=["resource_arn", "id"], owner=lambda policy: policy.resource_arn
)

BY_ID = Order(("id",))
BY_RESOURCE = Order(("resource_arn", "id"))


class StoredResourcePolicies:
    """`core.resource_policies.ports.ResourcePolicies`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, resource_arn: str, policy_id: str) -> ResourcePolicy | None:
        """See `ResourcePolicies`."""
        return await self._archive.get(RESOURCE_POLICIES, resource_arn=resource_arn, id=policy_id)

    async def listing(self, resource_arn: str, window: Window) -> Listing[ResourcePolicy]:
        """See `ResourcePolicies`."""
        return await self._archive.listing(RESOURCE_POLICIES, _of(resource_arn), BY_ID, window)

    async def everything(self) -> list[ResourcePolicy]:
        """See `ResourcePolicies`."""
        return await self._archive.all(RESOURCE_POLICIES, Conditions(), BY_RESOURCE)

    async def all_of(self, resource_arn: str) -> list[ResourcePolicy]:
        """See `ResourcePolicies`."""
        return await self._archive.all(RESOURCE_POLICIES, _of(resource_arn), BY_ID)


def _of(resource_arn: str) -> Conditions:
    return Conditions().equal("resource_arn", resource_arn)
