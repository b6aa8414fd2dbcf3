"""How a command on this machine reaches Muster: by the control socket of one that runs, or else in its own process.

    async with opened(settings, SystemClock()) as control:
        answer = await control.call("ssm-incidents:ListResponsePlans", {})

Answers are JSON in both cases: times are ISO 8601 text, and a refusal is the `Refusal` that the errand gave.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot import installation
from bot.assembly.errands import errands_of_all
from bot.assembly.houses import houses_of
from bot.assembly.keys import key_sources_of
from bot.delivery.session import session as session_of_carriers
from bot.http.control import LARGEST, NAME, Document, Errand, unusable, written
from bot.settings import Settings
from core.clock import Clock
from core.errors import Refusal
from storage.opening import Storages, open_storages
from storage.peek import is_there
from storage.process_lock import AnotherProcess

AGAIN_AFTER = timedelta(milliseconds=100)
ATTEMPTS = 50
"""So often is a database tried that another process has: a command ends soon, and Muster listens soon."""


class Control(ABC):
    """One Muster, running or not."""

    account: str | None = None
    """For whom errands are done; for the configured account where none is named."""

    async def ask(self, errand: str, asked: Mapping[str, Any]) -> Document:
        """Have an errand done; raise `Refusal` where it cannot be."""
        return await self._do(errand, {**asked, "account": self.account} if self.account else asked)

    @abstractmethod
    async def _do(self, errand: str, asked: Mapping[str, Any]) -> Document:
        """The same, in the way of this one."""

    async def call(self, action: str, params: Mapping[str, Any]) -> Document:
        """Call an operation as the account's root, who may do everything."""
        return await self.ask("call", {"action": action, "params": params})

    async def create_access_key(self, user_name: str, standing: str) -> Document:
        """A new key, with its secret, which nobody is told a second time."""
        return await self.ask("access-keys", {"do": "create", "user_name": user_name, "standing": standing})

    async def access_keys(self, user_name: str | None = None) -> list[Document]:
        """The keys of a user, or of all, without their secrets."""
        told = await self.ask("access-keys", {"do": "list", "user_name": user_name})
        return list(told["access_keys"])

    async def disable_access_key(self, key_id: str) -> Document:
        """From now on nothing that this key signs is answered."""
        return await self.ask("access-keys", {"do": "disable", "id": key_id})


class Running(Control):
    """A Muster that runs: asked by its socket."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def _do(self, errand: str, asked: Mapping[str, Any]) -> Document:
        async with self._session.post(f"http://muster/{errand}", data=_spelled(asked)) as response:
            told = json.loads(await response.text())
        if response.ok:
            return dict(told)
        raise Refusal(told.pop("__type"), told.pop("message"), **told)


def _spelled(asked: Mapping[str, Any]) -> bytes:
    """What is asked, as JSON; raise `Refusal` where nobody would listen to the end, be Muster running or not."""
    spelled = written(asked).encode(errors="backslashreplace")  # half of a character, as JSON spells it
    if len(spelled) > LARGEST:
        raise Refusal(
            "ValidationException", f"It is too large: {len(spelled):,} bytes, where {LARGEST:,} can be taken."
        )
    return spelled


class Stopped(Control):
    """A Muster that does not run: its errands are done here."""

    def __init__(self, errands: Mapping[str, Errand]) -> None:
        self._errands = errands

    async def _do(self, errand: str, asked: Mapping[str, Any]) -> Document:
        # By way of JSON, so that nobody comes to rest on what only one of the two can do.
        return dict(json.loads(written(await self._errands[errand](json.loads(_spelled(asked))))))


@asynccontextmanager
async def opened(
    settings: Settings, clock: Clock, *, may_make: bool = False, attempts: int = ATTEMPTS
) -> AsyncIterator[Control]:
    """The Muster of this data directory; a new one where there is none and it may be made, or else `NoMuster`.

    A socket that a killed process left behind counts for nothing, and another command's end is waited for.
    """
    installation.refuse_shared(settings.data_dir)
    storages = await _storages_unless_running(settings, clock, attempts, may_make=may_make)
    async with stopped(settings, storages, clock) if storages else _running(settings.data_dir / NAME) as control:
        yield control


async def _storages_unless_running(
    settings: Settings, clock: Clock, attempts: int, *, may_make: bool
) -> Storages | None:
    path = settings.data_dir / NAME
    for attempts_left in reversed(range(attempts)):
        if await _listens(path):
            return None
        try:
            return await _storages(settings, clock, may_make=may_make)
        except AnotherProcess as problem:
            if why := unusable(path):
                raise AnotherProcess(problem.database, problem.owner, why) from None
            if not attempts_left:
                raise AnotherProcess(problem.database, problem.owner, _silent(path)) from None
        await asyncio.sleep(AGAIN_AFTER.total_seconds())
    raise AssertionError("the last attempt returns or raises")


def _silent(path: Path) -> str:
    return f"It does not listen at {path}: if it is another command, try again when that has ended; else stop it first."


async def _listens(path: Path) -> bool:
    """Whether somebody does, who is nobody but this user."""
    installation.refuse_shared(path)
    try:
        _, writer = await asyncio.open_unix_connection(path)
    except OSError:
        return False
    try:
        installation.refuse_strangers_socket(writer.get_extra_info("socket"), os.geteuid())
    finally:
        writer.close()
    return True


@asynccontextmanager
async def _running(path: Path) -> AsyncIterator[Control]:
    connector = aiohttp.UnixConnector(path=str(path))
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as session:
        yield Running(session)


async def _storages(settings: Settings, clock: Clock, *, may_make: bool) -> Storages:
    new = not is_there(settings.database)
    if not may_make:
        installation.refuse_missing(settings, is_there=not new)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    storages = await open_storages(
        settings.database, key_sources_of(settings), settings.account_id, clock, settings.data_dir
    )
    if new:
        sys.stderr.write(f"muster: made a new installation in {settings.data_dir} (MUSTER_DATA_DIR).\n")
    return storages


@asynccontextmanager
async def stopped(settings: Settings, storages: Storages, clock: Clock) -> AsyncIterator[Control]:
    """A Muster that does not run, on what is kept of it, which is closed in the end."""
    try:
        async with session_of_carriers() as session:
            yield Stopped(errands_of_all(await houses_of(settings, storages, session, clock)))
    finally:
        await storages.close()
