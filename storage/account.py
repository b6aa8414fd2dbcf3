"""What is kept of one account: the implementation of every port, by the name of its port."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from core.access_keys.ports import AccessKeys
from core.alarm_doors.ports import AlarmDoors
from core.announcements.ports import Announcements
from core.answering.ports import Offers
from core.audit.ports import Events
from core.calendars.ports import CalendarFeeds
from core.chat_channels.ports import ChatChannels
from core.codes.ports import Guessers
from core.contact_channels.ports import ContactChannels
from core.contacts.ports import Contacts
from core.conversations.ports import PendingCommands
from core.covers.ports import Covers
from core.custom_actions.ports import CustomActions
from core.engagements.ports import Engagements, Pages
from core.handoffs.ports import HandOffs, UserGroups
from core.inbox.ports import Inbox
from core.incidents.ports import Incidents, Repetitions
from core.installations.ports import Installations
from core.moving.ports import Sightings
from core.outbox.ports import Outbox
from core.page_tokens import Sealer
from core.probes.ports import Probes
from core.related_items.ports import RelatedItems
from core.replication_sets.ports import ReplicationSets
from core.resource_policies.ports import ResourcePolicies
from core.response_plans.ports import ResponsePlans
from core.rotation_overrides.ports import RotationOverrides
from core.rotations.ports import Rotations
from core.timeline.ports import Timeline
from core.work import Store
from storage.access_keys import StoredAccessKeys
from storage.alarm_doors import StoredAlarmDoors
from storage.archive import Archive
from storage.audit.cutting import Cutting
from storage.audit.records import StoredEvents
from storage.audit.trail import Trail
from storage.backlog import StoredBacklog
from storage.calendars import StoredCalendarFeeds
from storage.calls import StoredAnsweredCalls, StoredInbox, StoredPendingCommands
from storage.contacts import StoredContactChannels, StoredContacts
from storage.covers import StoredCovers
from storage.data_keys import DataKeys
from storage.database import Database, Statement
from storage.engagements import StoredEngagements, StoredPages
from storage.handoffs import StoredHandOffs, StoredUserGroups
from storage.holder import Holder
from storage.incidents import (
    StoredAnnouncements,
    StoredIncidents,
    StoredRelatedItems,
)
from storage.installations import StoredInstallations
from storage.lanes import StoredLanes
from storage.moving import StoredSightings
from storage.offers import StoredOffers
from storage.outage import Outage
from storage.outbox import StoredOutbox
from storage.page_tokens import SealedPageTokens
from storage.policies import StoredResourcePolicies
from storage.probes import StoredProbes
from storage.repetitions import StoredRepetitions
from storage.replication_keys import ReplicationKeys
from storage.response_plans import (
    StoredChatChannels,
    StoredCustomActions,
    StoredReplicationSets,
    StoredResponsePlans,
)
from storage.rotations import StoredRotationOverrides, StoredRotations
from storage.settled import ONE_MORE
from storage.shelves import SHELVES
from storage.steps import StoredSteps
from storage.store import EntityStore
from storage.timeline import StoredTimeline
from storage.vault import Vault
from storage.wrong_codes import StoredGuessers

ANSWERS_WITHIN = 0.5
"""Seconds; whoever asks how the database is wants to hear of it before they give up."""


@dataclass(frozen=True, slots=True)
class Storage:
    """Every port's implementation, by the name of its port."""

    database: Database
    store: Store
    trail: Trail
    """Everybody's, as the database is."""
    events: Events
    cutting: Cutting
    keys: ReplicationKeys
    steps: StoredSteps
    lanes: StoredLanes
    backlogs: StoredBacklog
    outbox: Outbox
    incidents: Incidents
    related_items: RelatedItems
    repetitions: Repetitions
    announcements: Announcements
    timeline: Timeline
    response_plans: ResponsePlans
    resource_policies: ResourcePolicies
    chat_channels: ChatChannels
    custom_actions: CustomActions
    replication_sets: ReplicationSets
    contacts: Contacts
    contact_channels: ContactChannels
    rotations: Rotations
    rotation_overrides: RotationOverrides
    engagements: Engagements
    pages: Pages
    guessers: Guessers
    offers: Offers
    covers: Covers
    hand_offs: HandOffs
    user_groups: UserGroups
    probes: Probes
    inbox: Inbox
    answered_calls: StoredAnsweredCalls
    pending_commands: PendingCommands
    page_tokens: Sealer
    access_keys: AccessKeys
    alarm_doors: AlarmDoors
    calendar_feeds: CalendarFeeds
    sightings: Sightings
    installations: Installations

    async def state(self) -> str:
        """For `/healthz`: raises where the database or its keys cannot be read.

        Where nothing could be written the last time, that is tried: whoever is told no sends nobody here who would.
        """
        condition = self.database.condition
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                if condition.keeps_from_writing:
                    await self.database.write([Statement(ONE_MORE)])
                await self.replication_sets.current()
        except (Outage, TimeoutError) as problem:
            return str(condition.outage or problem) or "no answer"
        return str(condition.outage) if condition.keeps_from_writing else "ok"

    async def close(self) -> None:
        """Finish writing, then let others have the database."""
        await self.database.close()


@dataclass(frozen=True, slots=True)
class Everybodys:
    """What all accounts of a process have in common."""

    trail: Trail
    holder: Holder


def assemble(
    database: Database, data_keys: DataKeys, keys: ReplicationKeys, tenant: str, everybodys: Everybodys
) -> Storage:
    """The ports' implementations on this account's part of the database, under these keys."""
    vault = Vault(data_keys, tenant)
    archive = Archive(database, vault)
    data_keys.current_set = StoredReplicationSets(archive).current
    return Storage(
        database=database,
        store=EntityStore(database, vault, SHELVES),
        trail=everybodys.trail,
        events=StoredEvents(archive),
        cutting=Cutting(database, vault, tenant),
        keys=keys,
        steps=StoredSteps(database, everybodys.holder),
        lanes=StoredLanes(database),
        backlogs=StoredBacklog(database),
        outbox=StoredOutbox(database),
        incidents=StoredIncidents(archive),
        related_items=StoredRelatedItems(archive),
        repetitions=StoredRepetitions(archive),
        announcements=StoredAnnouncements(archive),
        timeline=StoredTimeline(archive),
        response_plans=StoredResponsePlans(archive),
        resource_policies=StoredResourcePolicies(archive),
        chat_channels=StoredChatChannels(archive),
        custom_actions=StoredCustomActions(archive),
        replication_sets=StoredReplicationSets(archive),
        contacts=StoredContacts(archive),
        contact_channels=StoredContactChannels(archive),
        rotations=StoredRotations(archive),
        rotation_overrides=StoredRotationOverrides(archive),
        engagements=StoredEngagements(archive),
        pages=StoredPages(archive),
        guessers=StoredGuessers(database, archive),
        offers=StoredOffers(database, archive),
        covers=StoredCovers(database, archive),
        hand_offs=StoredHandOffs(archive),
        user_groups=StoredUserGroups(archive),
        probes=StoredProbes(archive),
        inbox=StoredInbox(database, vault, archive, everybodys.holder),
        answered_calls=StoredAnsweredCalls(database, archive),
        pending_commands=StoredPendingCommands(database, vault, archive),
        page_tokens=SealedPageTokens(data_keys, tenant),
        access_keys=StoredAccessKeys(database, vault, archive),
        alarm_doors=StoredAlarmDoors(archive),
        calendar_feeds=StoredCalendarFeeds(archive),
        sightings=StoredSightings(archive),
        installations=StoredInstallations(archive),
    )
