"""Is there a Muster in a data directory, and may this process believe what it finds there?"""

from __future__ import annotations

import os
import socket
import stat
import struct
from pathlib import Path

from bot.settings import Settings

WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


class NoMuster(Exception):
    """There is no installation, and none was to be made."""


class NotOursAlone(Exception):
    """Somebody else could have put there what a command would talk to; the text says what to do."""


def refuse_missing(settings: Settings, *, is_there: bool) -> None:
    """Raise `NoMuster` where nothing was ever kept."""
    if not is_there:
        raise NoMuster(
            f"There is no Muster in {settings.data_dir} (MUSTER_DATA_DIR): {settings.database_name} is not there. "
            "Name the right one, or make a new one with `muster migrate`."
        )


def shared(path: Path, user: int) -> str | None:
    """How another user than this one could have a hand in this file or directory; None where nobody could."""
    try:
        found = path.stat()
    except OSError:
        return None
    if found.st_uid != user:
        return (
            f"{path} belongs to user {found.st_uid}, and this is user {user}: run Muster and its commands as its owner."
        )
    if found.st_mode & WRITABLE_BY_OTHERS:
        return f"{path} can be written by other users: `chmod go-w {path}` ends that."
    return None


def refuse_shared(*paths: Path) -> None:
    """Raise `NotOursAlone` for the first of these that is not this user's alone."""
    for path in paths:
        if why := shared(path, os.geteuid()):
            raise NotOursAlone(why)


def refuse_strangers_socket(connected: socket.socket, user: int) -> None:
    """Raise `NotOursAlone` where another user's process listens; only Linux tells who does."""
    if not hasattr(socket, "SO_PEERCRED"):
        return
    peer = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    process, owner, _ = struct.unpack("3i", peer)
    if owner != user:
        raise NotOursAlone(f"Process {process} of user {owner} listens at the control socket, and this is user {user}.")
