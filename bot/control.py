"""How a command on this machine reaches Muster: by the control socket of one that runs, or else in its own process.

    async with opened(settings, SystemClock()) as control:
        answer = await control.call("ssm-incidents:ListResponsePlans", {})

Answers are JSON in both cases: times are ISO 8601 text, and a refusal is the `Refusal` that the errand gave.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.assembly.api import access_keys_of
from bot.assembly.door import dispatcher_of
from bot.assembly.errands import errands_of
from bot.assembly.restoring import restoring_of
from bot.http.control import NAME, Document, Errand, unusable, written
from bot.settings import Settings
from bot.slack.people import Ourselves
from bot.slack.web import SlackWeb
from bot.slack.workspace import SlackWorkspace
from core.clock import Clock
from core.errors import Refusal
from storage.opening import open_storage
from storage.process_lock import AnotherProcess


class Control:
    """One Muster, running or not."""

    async def ask(self, errand: str, asked: Mapping[str, Any]) -> Document:
        """Have an errand done; raise `Refusal` where it cannot be."""
        raise NotImplementedError

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

    async def ask(self, errand: str, asked: Mapping[str, Any]) -> Document:
        async with self._session.post(f"http://muster/{errand}", data=written(asked).encode()) as response:
            told = json.loads(await response.text())
        if response.ok:
            return dict(told)
        raise Refusal(told.pop("__type"), told.pop("message"), **told)


class Stopped(Control):
    """A Muster that does not run: its errands are done here."""

    def __init__(self, errands: Mapping[str, Errand]) -> None:
        self._errands = errands

    async def ask(self, errand: str, asked: Mapping[str, Any]) -> Document:
        # By way of JSON, so that nobody comes to rest on what only one of the two can do.
        return dict(json.loads(written(await self._errands[errand](json.loads(written(asked))))))


@asynccontextmanager
async def opened(settings: Settings, clock: Clock) -> AsyncIterator[Control]:
    """The Muster of this data directory; a socket that a killed process left behind counts for nothing."""
    connector = aiohttp.UnixConnector(path=str(settings.data_dir / NAME))
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as session:
        if await _listens(session):
            yield Running(session)
            return
    async with _stopped(settings, clock) as control:
        yield control


async def _listens(session: aiohttp.ClientSession) -> bool:
    try:
        async with session.get("http://muster/"):
            return True
    except aiohttp.ClientConnectionError:
        return False


@asynccontextmanager
async def _stopped(settings: Settings, clock: Clock) -> AsyncIterator[Control]:
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        storage = await open_storage(settings.database_file, settings.keyring_file, settings.account_id, clock)
    except AnotherProcess as problem:
        why = unusable(settings.data_dir / NAME) or f"There is no control socket {settings.data_dir / NAME}."
        raise AnotherProcess(f"{problem} {why}") from None
    async with aiohttp.ClientSession() as session:
        web = SlackWeb(session, settings.slack_bot_token, clock, settings.slack_api_url)
        dispatcher = dispatcher_of(settings, storage, storage.store, SlackWorkspace(web, Ourselves()), clock)
        try:
            keys = access_keys_of(settings, storage, storage.store, clock)
            restoring = restoring_of(settings, storage, storage.store, clock)
            yield Stopped(errands_of(settings, dispatcher, keys, restoring))
        finally:
            await storage.close()
