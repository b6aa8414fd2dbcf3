"""Opens everything that is kept: lock, migrations, keyring, shelves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.access_keys.ports import AccessKeys
from core.alarm_doors.ports import AlarmDoors
from core.announcements.ports import Announcements
from core.answering.ports import Offers
from core.audit.ports import Events
from core.chat_channels.ports import ChatChannels
from core.clock import Clock, SteadyClock
from core.codes.ports import Guessers
from core.contact_channels.ports import ContactChannels
from core.contacts.ports import Contacts
from core.conversations.ports import PendingCommands
from core.custom_actions.ports import CustomActions
from core.engagements.ports import Engagements, Pages
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
from storage.access_keys import ACCESS_KEY_USES, ACCESS_KEYS, StoredAccessKeys, tenant_of_access_key
from storage.alarm_doors import ALARM_DOORS, StoredAlarmDoors
from storage.archive import Archive
from storage.audit.anchor import Anchor, anchor_beside
from storage.audit.cutting import Cutting
from storage.audit.opening import open_trail
from storage.audit.records import AUDIT, StoredEvents
from storage.audit.trail import Trail
from storage.backlog import StoredBacklog
from storage.calls import ANSWERED, INBOX, PENDING, StoredAnsweredCalls, StoredInbox, StoredPendingCommands
from storage.contacts import CONTACT_CHANNELS, CONTACTS, StoredContactChannels, StoredContacts
from storage.data_keys import DataKeys, anything_sealed
from storage.database import Database
from storage.database_time import DatabaseTime
from storage.engagements import ENGAGEMENTS, PAGES, StoredEngagements, StoredPages
from storage.holder import Holder
from storage.incidents import (
    ANNOUNCEMENTS,
    INCIDENTS,
    RELATED_ITEMS,
    StoredAnnouncements,
    StoredIncidents,
    StoredRelatedItems,
)
from storage.installations import INSTALLATIONS, StoredInstallations
from storage.keys.file import KeyringFile
from storage.keys.holders import Holders, KeySources
from storage.keys.keyring import open_keyring
from storage.keys.upkeep import Upkeep
from storage.migrate import migrate
from storage.moving import SIGHTINGS, StoredSightings
from storage.offers import OFFERS, StoredOffers
from storage.outbox import StoredOutbox
from storage.page_tokens import SealedPageTokens
from storage.policies import RESOURCE_POLICIES, StoredResourcePolicies
from storage.probes import PROBES, StoredProbes
from storage.repetitions import REPETITIONS, StoredRepetitions
from storage.replicas import StoredReplicas
from storage.replication_keys import ReplicationKeys
from storage.response_plans import (
    CHAT_CHANNELS,
    CUSTOM_ACTIONS,
    REPLICATION_SETS,
    RESPONSE_PLANS,
    StoredChatChannels,
    StoredCustomActions,
    StoredReplicationSets,
    StoredResponsePlans,
)
from storage.rotations import ROTATION_OVERRIDES, ROTATIONS, StoredRotationOverrides, StoredRotations
from storage.settled import Settled, SharedSettled
from storage.steps import StoredSteps
from storage.store import EntityStore
from storage.tenancy import TenantDatabase
from storage.timeline import TIMELINE, StoredTimeline
from storage.vault import Vault
from storage.wrong_codes import WRONG_CODES, StoredGuessers

SHELVES = (
    ACCESS_KEYS,
    ACCESS_KEY_USES,
    ALARM_DOORS,
    ANSWERED,
    AUDIT,
    INBOX,
    INSTALLATIONS,
    PENDING,
    CONTACTS,
    CONTACT_CHANNELS,
    ROTATIONS,
    ROTATION_OVERRIDES,
    ENGAGEMENTS,
    PAGES,
    PROBES,
    ANNOUNCEMENTS,
    INCIDENTS,
    RELATED_ITEMS,
    REPETITIONS,
    CHAT_CHANNELS,
    CUSTOM_ACTIONS,
    REPLICATION_SETS,
    RESOURCE_POLICIES,
    RESPONSE_PLANS,
    SIGHTINGS,
    TIMELINE,
    WRONG_CODES,
    OFFERS,
)


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
    probes: Probes
    inbox: Inbox
    answered_calls: StoredAnsweredCalls
    pending_commands: PendingCommands
    page_tokens: Sealer
    access_keys: AccessKeys
    alarm_doors: AlarmDoors
    sightings: Sightings
    installations: Installations

    async def state(self) -> str:
        """For `/healthz`: raises where the database or its keys cannot be read."""
        await self.replication_sets.current()
        return "ok"

    async def close(self) -> None:
        """Finish writing, then let others have the database."""
        await self.database.close()


def open_database(database: Path | str) -> Database:
    """A file for SQLite, or the address of a PostgreSQL database."""
    if isinstance(database, Path):
        from storage.sqlite import SqliteDatabase

        return Settled(SqliteDatabase(database))
    from storage.postgres import PostgresDatabase

    return SharedSettled(PostgresDatabase(database))


async def migrate_alone(database: Path | str, tenant: str) -> None:
    """Bring a database to this release's form; a file must be nobody's at that time."""
    opened = open_database(database)
    try:
        migrate(database, tenant)
    finally:
        await opened.close()


class Storages:
    """One database and one keyring, with the records of as many accounts as there are."""

    def __init__(self, database: Database, holders: Holders, home: str, clock: Clock, anchor: Anchor) -> None:
        """`home`: the account that the installation began with, whose keys the audit of all is under."""
        self._database, self._holders, self._home, self._clock = database, holders, home, clock
        self._anchor = anchor
        self.time: DatabaseTime | None = None
        """The clock of a database that several processes may share."""
        self.replicas = StoredReplicas(TenantDatabase(database, home))
        self.upkeep = Upkeep(database, holders)
        self.holder = Holder(home)
        self._trail: Trail | None = None
        self._apart: Database | None = None

    async def of(self, tenant: str) -> Storage:
        """What is kept of this account, or the empty beginning of it."""
        database = TenantDatabase(self._database, tenant)
        data_keys = self._data_keys(tenant)
        await data_keys.for_owner(None)  # fails here, and not at the first page, with another database's keyring
        if self._trail is None:
            home = TenantDatabase(self._database, self._home)
            self._trail = await open_trail(home, self._data_keys(self._home), self._home, self._anchor)
        everybodys = Everybodys(self._trail, self.holder)
        storage = assemble(database, data_keys, ReplicationKeys(self._holders, data_keys), tenant, everybodys)
        self._holders.uses.record_in(tenant, storage.store)
        await storage.keys.mend()
        if not self.is_shared:
            await storage.steps.release_all()
        return storage

    async def agree_on_time(self, clock: Clock) -> None:
        """With all who share the database: a clock that runs on its own follows the database's from now on."""
        self.time = DatabaseTime(self._database)
        await self.time.read()
        if isinstance(clock, SteadyClock):
            clock.follow(self.time)

    def speak_apart(self, url: str) -> None:
        """Say that we live by a line of its own: whatever holds up what is written must not have us taken for dead."""
        from storage.postgres import PostgresDatabase

        self._apart = PostgresDatabase(url, readers=0)
        self.replicas = StoredReplicas(TenantDatabase(self._apart, self._home))

    @property
    def is_shared(self) -> bool:
        """Whether other processes may be at this database now, too."""
        return self.time is not None

    async def tenant_of_access_key(self, key_id: str) -> str | None:
        """Whose this access key is, be it in force or not."""
        return await tenant_of_access_key(self._database, key_id)

    async def close(self) -> None:
        """Finish writing, then let others have the database."""
        if self._apart:
            await self._apart.close()
        await self._database.close()
        self._holders.close()

    def _data_keys(self, tenant: str) -> DataKeys:
        return DataKeys(TenantDatabase(self._database, tenant), self._holders, tenant, self._clock)


async def open_storages(
    database: Path | str, keys: Path | KeySources, tenant: str, clock: Clock, directory: Path | None = None
) -> Storages:
    """Open what is there, or make it; `tenant` had it alone while there could be one only.

    `database`: see `open_database`.  `keys`: the keyring's file, or all that the configuration says of keys.
    `directory`: for files about a database that is no file itself.
    """
    sources = keys if isinstance(keys, KeySources) else KeySources(KeyringFile(keys))
    opened = open_database(database)
    try:
        migrate(database, tenant)
        keyring = open_keyring(sources.place, clock, expected=await anything_sealed(opened))
        place = sources.place
        beside = database.parent if isinstance(database, Path) else directory or Path.cwd()
        anchor = anchor_beside(place.path if isinstance(place, KeyringFile) else None, beside)
        storages = Storages(opened, Holders(keyring, sources.kms, sources.region), tenant, clock, anchor)
        if isinstance(database, str):
            await storages.agree_on_time(clock)
            storages.speak_apart(database)
        await storages.upkeep.begin()
        return storages
    except BaseException:
        await opened.close()
        raise


async def open_storage(database: Path | str, keys: Path | KeySources, tenant: str, clock: Clock) -> Storage:
    """The same for one account only; closing it closes everything."""
    storages = await open_storages(database, keys, tenant, clock)
    try:
        return await storages.of(tenant)
    except BaseException:
        await storages.close()
        raise


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
        probes=StoredProbes(archive),
        inbox=StoredInbox(database, vault, archive, everybodys.holder),
        answered_calls=StoredAnsweredCalls(database, archive),
        pending_commands=StoredPendingCommands(database, vault, archive),
        page_tokens=SealedPageTokens(data_keys, tenant),
        access_keys=StoredAccessKeys(database, vault, archive),
        alarm_doors=StoredAlarmDoors(archive),
        sightings=StoredSightings(archive),
        installations=StoredInstallations(archive),
    )
