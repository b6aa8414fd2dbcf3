"""Can the database be used, has it this release's form, and is there room for more?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.checks.clocks import told_of_skew
from bot.checks.finding import Finding, well, wrong
from bot.settings import Settings
from core.clock import Clock
from storage.database import StorageFailed
from storage.migrate import HEAD, revision_of
from storage.room import LEAST as FULL
from storage.room import free_at

LITTLE = 1 << 30
"""Bytes; a full disk stores no incident."""
OLDEST = 13
"""PostgreSQL's own people mend none before it."""
_ASKED = (
    "SELECT current_setting('server_version_num')::int / 10000, current_setting('fsync'), "
    "current_setting('full_page_writes'), pg_is_in_recovery(), current_setting('transaction_read_only'), "
    "clock_timestamp()"
)


def check_database(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Everything about it, be Muster running or not."""
    if (place := settings.audit_directory) and place.is_dir():
        yield _room(place, "the audit is not delivered")
    try:
        if isinstance(settings.database, Path):
            yield from _file(settings.database)
        else:
            yield from _server(settings.database, clock)
    except (StorageFailed, sqlite3.DatabaseError) as problem:
        yield wrong(f"{settings.database_name} cannot be used: {problem}")


def _file(database: Path) -> Iterator[Finding]:
    if not database.exists():
        yield well(f"{database} is not there yet: `muster serve` makes it.")
        return
    yield _room(database.parent, "the database cannot grow")
    yield _form(str(database), revision_of(database))


def _room(directory: Path, otherwise: str) -> Finding:
    free = free_at(directory)
    room = f"{free / LITTLE:.1f} GiB are free at {directory}"
    if free < FULL:
        return wrong(
            f"The disk is full at {directory}: {otherwise}. Make room there; a Muster that runs goes on by itself."
        )
    return well(f"{room}.") if free >= LITTLE else wrong(f"Only {room}: make room before {otherwise}.")


def _server(url: str, clock: Clock) -> Iterator[Finding]:
    from storage.postgres_migrating import told

    before = clock.now()
    [(version, fsync, full_pages, is_standby, read_only, now)] = told(url, _ASKED)
    took = clock.now() - before
    if version < OLDEST:
        yield wrong(f"PostgreSQL {version} is older than {OLDEST}: use a newer server.")
    else:
        yield well(f"PostgreSQL {version} answers in {took / timedelta(milliseconds=1):.0f} ms.")
    if is_standby:
        yield wrong("The database is a standby and takes no writes: name the primary in DATABASE_URL, or promote it.")
    elif read_only == "on":
        yield wrong("The database takes no writes: switch default_transaction_read_only off, on the server or for it.")
    if (fsync, full_pages) != ("on", "on"):
        yield wrong("The server has fsync or full_page_writes off: a power cut can lose incidents. Set both to `on`.")
    yield _form("The database", revision_of(url))
    yield from _skew(now, before, took)


def _skew(now: datetime, before: datetime, took: timedelta) -> Iterator[Finding]:
    yield told_of_skew("the database's", before + took / 2 - now)


def _form(name: str, revision: str | None) -> Finding:
    if revision is None:
        return well(f"{name} is empty: `muster serve` makes the tables.")
    if revision > HEAD:
        return wrong(f"{name} has the form {revision}, and this release knows {HEAD} at most: start a newer release.")
    if revision < HEAD:
        return well(f"{name} has the form {revision}: `muster serve` brings it to {HEAD}. Make a backup before.")
    return well(f"{name} has this release's form, {HEAD}.")
