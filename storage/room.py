"""Is there room on a disk, and was it for want of room that something failed?"""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

LEAST = 1 << 20
"""Bytes, below which nothing of ours can grow."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_MAY_BE_FULL = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
"""What SQLite says where it could not make or lengthen a file beside the database."""
ADVICE = "Make room there"


def free_at(directory: Path) -> int:
    """How many bytes can still be written there; none where no file can be made."""
    found = os.statvfs(directory)
    may_make_files = found.f_favail > 0 or found.f_files == 0  # some file systems do not count them
    return found.f_bavail * found.f_frsize if may_make_files else 0


def has_room(directory: Path) -> bool:
    """Whether anything can grow there."""
    return free_at(directory) >= LEAST


def is_full(problem: BaseException, directory: Path) -> bool:
    """Whether it failed because this directory's disk is full."""
    if isinstance(problem, OSError):
        return problem.errno in _FULL
    if not isinstance(problem, sqlite3.Error):
        return False
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    return code == sqlite3.SQLITE_FULL or (code in _MAY_BE_FULL and not has_room(directory))
