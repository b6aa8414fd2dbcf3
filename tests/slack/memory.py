"""The ports that the Slack side reads through, as plain collections that a test fills in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from core.announcements.announcement import Announcement
from core.chat_channels.chat_channel import ChatChannel
from core.contact_channels.contact_channel import ContactChannel
from core.contacts.contact import Contact
from core.conversations.pending_command import PendingCommand
from core.custom_actions.custom_action import CustomAction
from core.engagements.engagement import Engagement, Page
from core.errors import Conflict
from core.inbox.entry import InboxEntry
from core.incidents.incident import Incident
from core.listing import Listing
from core.once import Answered
from core.response_plans.response_plan import ResponsePlan
from core.rotations.rotation import Rotation
from core.work import Change, Save


class MovableClock:
    """Tells the machine's time, moved as far as a test likes."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead  # noqa: TID251 - signatures are made with the real time


@dataclass
class Inbox:
    entries: dict[str, InboxEntry] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    broken: bool = False

    async def take(self, entry: InboxEntry) -> bool:
        if self.broken:
            raise OSError("disk full")
        if entry.id in self.entries:
            return False
        self.entries[entry.id] = entry
        return True

    async def unfinished(self) -> list[InboxEntry]:
        return [entry for id, entry in self.entries.items() if id not in self.finished]

    async def take_over(self) -> list[InboxEntry]:
        return []

    def done(self, entry_id: str, at: datetime) -> None:
        self.finished.add(entry_id)

    async def forget_before(self, at: datetime) -> None: ...


@dataclass
class Pending:
    commands: dict[str, PendingCommand] = field(default_factory=dict)

    async def get(self, key: str) -> PendingCommand | None:
        return self.commands.get(key)

    async def put(self, command: PendingCommand) -> None:
        self.commands[command.key] = command

    async def drop(self, key: str) -> None:
        self.commands.pop(key, None)

    async def forget_before(self, at: datetime) -> None: ...


@dataclass
class Store:
    """Takes changes; nothing conflicts but a call that was answered before."""

    changes: list[Change] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)

    async def commit(self, changes: list[Change]) -> None:
        saved = [change.entity for change in changes if isinstance(change, Save)]
        answered = [entity for entity in saved if isinstance(entity, Answered)]
        if any(one.key in self.answers for one in answered):
            raise Conflict
        self.answers |= {one.key: one for one in answered}
        self.changes += changes

    async def get(self, key: str) -> Any:
        return self.answers.get(key)


@dataclass
class Registry:
    """Every record that the Slack side looks up, each kind in its own small port."""

    announcements: list[Announcement] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    channels: list[ContactChannel] = field(default_factory=list)
    plans: list[ResponsePlan] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    engagements: list[Engagement] = field(default_factory=list)
    chat_channels: list[ChatChannel] = field(default_factory=list)
    custom_actions: list[CustomAction] = field(default_factory=list)
    rotations: list[Rotation] = field(default_factory=list)


class Announcements:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def of_incident(self, incident_arn: str) -> list[Announcement]:
        return [one for one in self._registry.announcements if one.incident_arn == incident_arn]

    async def at(self, slack_channel_id: str, card_ts: str | None) -> list[Announcement]:
        here = [one for one in self._registry.announcements if one.slack_channel_id == slack_channel_id]
        return [one for one in here if card_ts in (None, one.card_ts)]


class Incidents:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def get(self, arn: str) -> Incident | None:
        return next((one for one in self._registry.incidents if one.arn == arn), None)

    async def with_uid(self, uid: str) -> list[Incident]:
        return [one for one in self._registry.incidents if one.arn.endswith(f"/{uid}")]

    async def listing(self, wanted: Any, window: Any) -> Listing[Incident]:
        return Listing(tuple(one for one in self._registry.incidents if one.status in (wanted.statuses or ())))


class Contacts:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def get(self, arn: str) -> Contact | None:
        return next((one for one in self._registry.contacts if one.arn == arn), None)

    async def listing(self, alias_prefix: str, type_: Any, window: Any) -> Listing[Contact]:
        return Listing(tuple(self._registry.contacts))


class ResourcePolicies:
    async def all_of(self, resource_arn: str) -> list[Any]:
        return []


class Channels:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def get(self, arn: str) -> ContactChannel | None:
        return next((one for one in self._registry.channels if one.arn == arn), None)

    async def of_contact(self, contact_arn: str, window: Any) -> Listing[ContactChannel]:
        return Listing(tuple(one for one in self._registry.channels if one.contact_arn == contact_arn))

    async def with_address(self, type_: str, address: str) -> list[ContactChannel]:
        return [one for one in self._registry.channels if (one.type, one.address) == (type_, address)]


class Plans:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def get(self, arn: str) -> ResponsePlan | None:
        return next((one for one in self._registry.plans if one.arn == arn), None)

    async def listing(self, window: Any) -> Listing[ResponsePlan]:
        return Listing(tuple(self._registry.plans))


class Pages:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def get(self, arn: str) -> Page | None:
        return next((one for one in self._registry.pages if one.arn == arn), None)

    async def all_of(self, engagement_arn: str) -> list[Page]:
        return [one for one in self._registry.pages if one.engagement_arn == engagement_arn]

    async def open_of_contact(self, contact_arn: str) -> list[Page]:
        return [one for one in self._registry.pages if one.contact_arn == contact_arn and one.closed_at is None]


class Engagements:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def get(self, arn: str) -> Engagement | None:
        return next((one for one in self._registry.engagements if one.arn == arn), None)

    async def of_incident(self, incident_id: str) -> list[Engagement]:
        return [one for one in self._registry.engagements if one.incident_id == incident_id]


class ChatChannels:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def get(self, arn: str) -> ChatChannel | None:
        return next((one for one in self._registry.chat_channels if one.arn == arn), None)

    async def all(self) -> list[ChatChannel]:
        return self._registry.chat_channels


class CustomActions:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def get(self, arn: str) -> CustomAction | None:
        return next((one for one in self._registry.custom_actions if one.arn == arn), None)

    async def listing(self, window: Any) -> Listing[CustomAction]:
        return Listing(tuple(self._registry.custom_actions))


class Rotations:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def named(self, name: str) -> list[Rotation]:
        return [one for one in self._registry.rotations if one.name.casefold() == name.casefold()]

    async def listing(self, name_prefix: str, window: Any) -> Listing[Rotation]:
        return Listing(tuple(self._registry.rotations))


class ReplicationSets:
    async def current(self) -> None:
        return None
