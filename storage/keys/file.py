"""A keyring in a file of its own, for its owner only, outside the data's backups."""

from __future__ import annotations

import logging
import os
import re
import secrets
import stat
from pathlib import Path

from storage.keys.entries import Entries, KeyringRefused, read, written

log = logging.getLogger(__name__)


class KeyringFile:
    """`storage.keys.keyring.Place`."""

    is_fixed = False

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)

    def exists(self) -> bool:
        """See `Place`."""
        return self.path.exists()

    def load(self) -> Entries:
        """See `Place`."""
        descriptor = os.open(self.path, os.O_RDONLY)
        with os.fdopen(descriptor) as file:
            _check_owner(self.path, os.fstat(descriptor))
            return read(file.read(), self.name)

    def begin(self, entries: Entries) -> None:
        """See `Place`.  Of two processes that begin at the same moment, one is first, and its keyring is both's."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._beside()
        try:
            _write_new(beside, entries)
            os.link(beside, self.path)
        except (FileExistsError, FileNotFoundError):  # what lies beside is taken away by whoever was first, too
            log.info("Another process has made %s meanwhile; this one uses it, too.", self.path)
        finally:
            beside.unlink(missing_ok=True)
        _sync(self.path.parent)

    def store(self, entries: Entries) -> None:
        """See `Place`.  The file is there whole at any time: the old one or the new one."""
        beside = self._beside()
        try:
            _write_new(beside, entries)
            beside.replace(self.path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _sync(self.path.parent)

    def _beside(self) -> Path:
        return self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")

    def tidy(self) -> None:
        """See `Place`.  They are known by their names and their owner, which is who runs this."""
        ours = re.compile(re.escape(self.path.name) + r"\.[0-9a-f]{8}")
        for left in self.path.parent.glob(f"{self.path.name}.*"):
            status = left.lstat()
            if ours.fullmatch(left.name) and stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid():
                left.unlink()
                log.warning("Removed %s: a process was killed while it wrote the keyring, which is whole.", left)


def _write_new(path: Path, entries: Entries) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(written(entries) + "\n")
        file.flush()
        os.fsync(descriptor)


def _check_owner(path: Path, status: os.stat_result) -> None:
    if status.st_uid != os.geteuid():
        raise KeyringRefused(f"{path} belongs to another user. Run as its owner, or: chown {os.geteuid()} {path}")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise KeyringRefused(f"{path} can be read by others. Do: chmod 600 {path}  and consider its keys as seen.")


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
