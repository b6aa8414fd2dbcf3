"""Why Muster did not start or a command did nothing, in a sentence that says what to do; all else stays an error."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import aiohttp

from bot.commands.credentials_file import CredentialsRefused
from bot.installation import NoMuster, NotOursAlone
from bot.variables import WrongSetting
from bot.watching.traces import NoTraces
from core.errors import Refusal
from core.unreadable import KeyOutOfReach, KeyRefused
from storage.backup import BackupRefused
from storage.data_keys import NoReplicationSet
from storage.database import StorageFailed
from storage.keys.entries import KeyringRefused
from storage.process_lock import AnotherProcess
from storage.room import is_full
from storage.sealing import CannotOpen

SAYS_IT_ITSELF = (
    WrongSetting,
    Refusal,
    AnotherProcess,
    BackupRefused,
    CredentialsRefused,
    KeyOutOfReach,
    KeyRefused,
    KeyringRefused,
    NoMuster,
    NoReplicationSet,
    NoTraces,
    NotOursAlone,
    StorageFailed,
)


def in_words(problem: Exception) -> str | None:
    """The sentence, or None where this is a fault of ours."""
    if isinstance(problem, SAYS_IT_ITSELF):
        return str(problem)
    if isinstance(problem, CannotOpen):
        return f"{problem}. If it is not damaged, put the keyring back that belongs to this database."
    if isinstance(problem, sqlite3.DatabaseError):
        if is_full(problem, Path()):
            return "The disk is full: make room where MUSTER_DATA_DIR is, and start again."
        return f"The database cannot be read ({problem}): restore it from a backup, or name another with DATABASE_URL."
    if isinstance(problem, aiohttp.ClientConnectionError):
        return "Muster stopped while it was asked. Look at what is there before you repeat the command."
    if isinstance(problem, OSError):
        return _of_the_machine(problem)
    return None


def _of_the_machine(problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return "The port is taken by another program: choose another with PORT, or --port in the demo."
    where = f"{problem.filename}: " if problem.filename else ""
    if is_full(problem, Path()):
        return f"{where}The disk is full. Make room there, and type it again."
    return f"{where}{problem.strerror or problem}. Choose another place with MUSTER_DATA_DIR, or mend this one."
