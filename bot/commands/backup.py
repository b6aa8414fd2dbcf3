"""`muster backup` and `muster restore`: the embedded database in one file, while Muster runs, and back again."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bot import environment, installation
from bot.settings import Settings
from bot.variables import WrongSetting

if TYPE_CHECKING:
    from storage.backup import Backup

POSTGRES = (
    "DATABASE_URL names a PostgreSQL database, which has tools of its own: pg_dump and pg_restore, or a copy with "
    "pg_basebackup. docs/operations.md has the commands."
)


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe both commands."""
    backup = commands.add_parser("backup", help="copy the database into one file, while Muster runs")
    backup.add_argument("file", metavar="FILE", type=Path, help="a file that is not there yet")
    backup.set_defaults(run=_command(_back_up))

    restore = commands.add_parser("restore", help="make a backup the database; Muster has to be stopped")
    restore.add_argument("file", metavar="FILE", type=Path, help="what `muster backup` made")
    restore.add_argument("--replace", action="store_true", help="move the database that is there aside")
    restore.set_defaults(run=_command(_put_back))


def _command(carry_out: Callable[[argparse.Namespace, Settings], int]) -> Callable[[argparse.Namespace], int]:
    return lambda asked: carry_out(asked, environment.read(os.environ))


def _back_up(asked: argparse.Namespace, settings: Settings) -> int:
    from storage.backup import back_up

    made = back_up(_database(settings), asked.file)
    return _say([f"{made.path} has everything: {made.size:,} bytes, looked through and whole.", *_keys(made, settings)])


def _put_back(asked: argparse.Namespace, settings: Settings) -> int:
    from core.clock import SystemClock
    from storage.backup import looked_through, put_back

    database = _database(settings)
    installation.refuse_shared(settings.data_dir)
    backup = looked_through(asked.file)
    missing = _missing(backup, settings)
    aside = put_back(asked.file, database, SystemClock().now(), replace=asked.replace)
    return _say(
        [
            f"{database} is what {asked.file} was.",
            *([f"The database before it is {aside}."] if aside else ()),
            *missing,
            "Next: muster keyring check, muster serve, and muster audit accept-restore, which the audit waits for.",
            "What happened after the backup is unknown now: steps that were due since then are carried out again.",
        ]
    )


def _database(settings: Settings) -> Path:
    if settings.database_url.startswith("postgres"):
        raise WrongSetting(POSTGRES)
    return settings.database_file


def _keys(backup: Backup, settings: Settings) -> Iterable[str]:
    from bot.assembly.keys import place_of

    yield from _missing(backup, settings)
    if backup.key_ids:
        yield (
            f"Nobody reads it without {place_of(settings).name}, which is not in it: keep a copy of that elsewhere, "
            "where whoever has the one cannot reach the other."
        )


def _missing(backup: Backup, settings: Settings) -> list[str]:
    """Which of the keys that it takes are not at hand."""
    from bot.assembly.keys import place_of

    place = place_of(settings)
    there = {name for name, entry in place.load().items() if entry.key is not None} if place.exists() else set()
    lost = [one for one in backup.key_ids if one not in there]
    return [f"! {place.name} has no key {one}: bring that keyring back; till then it stays closed." for one in lost]


def _say(lines: Iterable[str]) -> int:
    print(*lines, sep="\n")  # noqa: T201 - for a person at a terminal
    return 0
