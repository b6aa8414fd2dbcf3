"""Response plans, Slack channel configurations, custom actions and the replication set, on their shelves."""

from __future__ import annotations

from core.chat_channels.chat_channel import ChatChannel
from core.custom_actions.custom_action import CustomAction
from core.listing import Listing, Window
from core.replication_sets.replication_set import ReplicationSet
from core.response_plans.response_plan import ResponsePlan
from storage.archive import Archive
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.tables.replication_set import ReplicationSetRow
from storage.tables.response_plans import ChatChannelRow, CustomActionRow, ResponsePlanRow

RESPONSE_PLANS = Shelf(ResponsePlan, ResponsePlanRow, key=["arn"], owner=lambda plan: plan.arn)
CHAT_CHANNELS = Shelf(ChatChannel, ChatChannelRow, key=["arn"])
CUSTOM_ACTIONS = Shelf(CustomAction, CustomActionRow, key=["arn"])
REPLICATION_SETS = Shelf(ReplicationSet, ReplicationSetRow, key=["arn"], derived={"only": lambda _: 1})

BY_NAME = Order(("name",))
BY_ARN = Order(("arn",))


class StoredResponsePlans:
    """`core.response_plans.ports.ResponsePlans`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, arn: str) -> ResponsePlan | None:
        """See `ResponsePlans`."""
        return await self._archive.get(RESPONSE_PLANS, arn=arn)

    async def listing(self, window: Window) -> Listing[ResponsePlan]:
        """See `ResponsePlans`."""
        return await self._archive.listing(RESPONSE_PLANS, Conditions(), BY_NAME, window)

    async def engaging(self, contact_arn: str) -> list[ResponsePlan]:
        """See `ResponsePlans`."""
        plans = await self._archive.all(RESPONSE_PLANS, Conditions(), BY_NAME)
        return [plan for plan in plans if contact_arn in plan.engagements]


class StoredChatChannels:
    """`core.chat_channels.ports.ChatChannels`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, arn: str) -> ChatChannel | None:
        """See `ChatChannels`."""
        return await self._archive.get(CHAT_CHANNELS, arn=arn)

    async def all(self) -> list[ChatChannel]:
        """See `ChatChannels`."""
        return await self._archive.all(CHAT_CHANNELS, Conditions(), BY_NAME)


class StoredCustomActions:
    """`core.custom_actions.ports.CustomActions`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, arn: str) -> CustomAction | None:
        """See `CustomActions`."""
        return await self._archive.get(CUSTOM_ACTIONS, arn=arn)

    async def listing(self, window: Window) -> Listing[CustomAction]:
        """See `CustomActions`."""
        return await self._archive.listing(CUSTOM_ACTIONS, Conditions(), BY_ARN, window)


class StoredReplicationSets:
    """`core.replication_sets.ports.ReplicationSets`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def current(self) -> ReplicationSet | None:
        """See `ReplicationSets`."""
        found = await self._archive.all(REPLICATION_SETS, Conditions(), BY_ARN)
        return found[0] if found else None
