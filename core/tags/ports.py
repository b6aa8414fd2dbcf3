"""What the tags' operations need of storage: to find, by its ARN, whatever can have tags."""

from __future__ import annotations

from dataclasses import dataclass

from core.chat_channels.ports import ChatChannels
from core.contacts.ports import Contacts
from core.custom_actions.ports import CustomActions
from core.incidents.ports import Incidents
from core.replication_sets.ports import ReplicationSets
from core.response_plans.ports import ResponsePlans
from core.rotations.ports import Rotations


@dataclass(frozen=True, slots=True, kw_only=True)
class OfIncidentManager:
    """Where ssm-incidents' resources are found."""

    replication_sets: ReplicationSets
    response_plans: ResponsePlans
    incidents: Incidents


@dataclass(frozen=True, slots=True, kw_only=True)
class OfContacts:
    """Where ssm-contacts' resources are found."""

    contacts: Contacts
    rotations: Rotations


@dataclass(frozen=True, slots=True, kw_only=True)
class OfChatbot:
    """Where chatbot's resources are found."""

    chat_channels: ChatChannels
    custom_actions: CustomActions
