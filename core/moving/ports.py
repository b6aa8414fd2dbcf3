"""What moving in needs of storage, and what it reads from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from core.chat_channels.ports import ChatChannels
from core.contact_channels.ports import ContactChannels
from core.contacts.ports import Contacts
from core.custom_actions.ports import CustomActions
from core.incidents.ports import Incidents
from core.moving.sighting import Sighting
from core.related_items.ports import RelatedItems
from core.replication_sets.ports import Keys, ReplicationSets
from core.resource_policies.ports import ResourcePolicies
from core.response_plans.ports import ResponsePlans
from core.rotation_overrides.ports import RotationOverrides
from core.rotations.ports import Rotations
from core.timeline.ports import Timeline


class Source(Protocol):
    """Whoever answers the operations that read: AWS, another Muster, this one."""

    async def call(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        """What `service:Operation` answers; raise `Refusal` where it refuses."""


class Sightings(Protocol):
    async def get(self, arn: str) -> Sighting | None:
        """What is remembered of the resource of that ARN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is here already."""

    replication_sets: ReplicationSets
    contacts: Contacts
    contact_channels: ContactChannels
    rotations: Rotations
    rotation_overrides: RotationOverrides
    custom_actions: CustomActions
    chat_channels: ChatChannels
    response_plans: ResponsePlans
    resource_policies: ResourcePolicies
    incidents: Incidents
    timeline: Timeline
    related_items: RelatedItems
    keys: Keys
    sightings: Sightings
