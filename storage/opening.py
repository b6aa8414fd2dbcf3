"""Opens everything that is kept: lock, migrations, keyring, and what is there of each account."""

from __future__ import annotations

from pathlib import Path

from core.clock import Clock, SteadyClock
from storage.access_keys import tenant_of_access_key
from storage.account import Everybodys, Storage, assemble
from storage.audit.anchor import Anchor, anchor_beside
from storage.audit.opening import open_trail
from storage.audit.trail import Trail
from storage.data_keys import DataKeys, anything_sealed
from storage.database import Condition, Database
from storage.database_time import DatabaseTime
from storage.holder import Holder
from storage.keys.file import KeyringFile
from storage.keys.holders import Holders, KeySources
from storage.keys.keyring import open_keyring
from storage.keys.upkeep import Upkeep
from storage.migrate import migrate
from storage.replicas import StoredReplicas
from storage.replication_keys import ReplicationKeys
from storage.settled import Settled, SharedSettled
from storage.tenancy import TenantDatabase


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
        """Say from now on by a line of its own that we live: what holds up writing must not have us taken for dead."""
        from storage.postgres import PostgresDatabase

        self._apart = PostgresDatabase(url, readers=0, condition=self.condition)
        self.replicas = StoredReplicas(TenantDatabase(self._apart, self._home))

    @property
    def condition(self) -> Condition:
        """What keeps the database from its work."""
        return self._database.condition

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
