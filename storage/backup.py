"""One file that has everything but the keys: made while others write, looked through, and put back.

A copy that is only there half has another name: what has the name that was asked for is whole.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.migrate import HEAD, revision_of
from storage.peek import wraps_by_key
from storage.process_lock import ProcessLock
from storage.room import is_full

ASIDE = "before-restore"
JOURNALS = ("-wal", "-shm", "-journal")


class BackupRefused(Exception):
    """It was not made, or not put back, and nothing was changed; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a file holds."""

    path: Path
    size: int
    revision: str
    key_ids: tuple[str, ...]
    """The keys that it takes to read it."""


def back_up(database: Path, target: Path) -> Backup:
    """Copy the database as it is at this moment; nobody who writes to it waits."""
    if not database.exists():
        raise BackupRefused(f"There is no database at {database}: MUSTER_DATA_DIR or DATABASE_URL says where it is.")
    if target.exists():
        raise BackupRefused(f"{target} is there already, and a backup is not written over: name another file.")
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        _for_its_owner_only(part)
        with closing(_reading(database)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, and no second one that could be forgotten
        made = looked_through(part)
        _to_disk(part)
        part.replace(target)
        _to_disk(target.parent)
    except (OSError, sqlite3.Error) as problem:
        part.unlink(missing_ok=True)
        raise _in_words(problem, target.parent) from problem
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Backup(path=target, size=made.size, revision=made.revision, key_ids=made.key_ids)


def looked_through(path: Path) -> Backup:
    """What the file holds; raise `BackupRefused` where it is no whole database of ours, or of a later release."""
    if not path.is_file():
        raise BackupRefused(f"There is no file {path}.")
    with closing(_reading(path)) as connection:
        try:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
        except sqlite3.DatabaseError:
            found = ["it is no database"]
    if found != ["ok"]:
        raise BackupRefused(f"{path} is damaged ({found[0]}): take another backup.")
    revision = revision_of(path)
    if revision is None:
        raise BackupRefused(f"{path} is a database, and none of Muster's.")
    if revision > HEAD:
        raise BackupRefused(
            f"{path} has the form {revision}, and this release knows {HEAD} at most: use the release that made it."
        )
    return Backup(path=path, size=path.stat().st_size, revision=revision, key_ids=tuple(wraps_by_key(path)))


def put_back(backup: Path, database: Path, now: datetime, *, replace: bool = False) -> Path | None:
    """Make this backup the database; where the one before it is now.  Raise `AnotherProcess` while one is in use.

    At no moment is there half a database: what was there is moved away whole, and what comes is whole already.
    """
    looked_through(backup)
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = ProcessLock(database)
    try:
        if database.exists() and not replace:
            raise BackupRefused(
                f"There is a database at {database} already: with --replace it is moved aside, and kept."
            )
        part = database.with_name(f".{database.name}.part")
        part.unlink(missing_ok=True)
        _for_its_owner_only(part)
        with closing(_reading(backup)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        looked_through(part)
        _to_disk(part)
        aside = _moved_aside(database, now) if database.exists() else None
        for journal in JOURNALS:  # one that was left behind would be played into the backup
            database.with_name(database.name + journal).unlink(missing_ok=True)
        part.replace(database)
        _to_disk(database.parent)
        return aside
    except (OSError, sqlite3.Error) as problem:
        database.with_name(f".{database.name}.part").unlink(missing_ok=True)
        raise _in_words(problem, database.parent) from problem
    finally:
        lock.release()


def _moved_aside(database: Path, now: datetime) -> Path:
    """With what was only in its journal: by itself it would be older than it was."""
    aside = database.with_name(f"{database.name}.{ASIDE}-{now:%Y%m%dT%H%M%SZ}")
    for journal in JOURNALS:
        beside = database.with_name(database.name + journal)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + journal))
    try:
        os.link(database, aside)  # so that there is a database at every moment
    except OSError:  # not every file system can
        database.replace(aside)
    return aside


def _in_words(problem: OSError | sqlite3.Error, directory: Path) -> Exception:
    """A copy that found no room is none, and nothing else was touched."""
    if not is_full(problem, directory):
        return problem
    return BackupRefused(f"The disk is full at {directory.absolute()}, and no copy was made: name another place.")


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _for_its_owner_only(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
