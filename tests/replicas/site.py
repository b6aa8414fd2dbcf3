"""Real processes on one real PostgreSQL, and a mail server that sees which of them sends what."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from bot import environment
from bot.control import Control, opened
from core.clock import SystemClock
from tests.delivery.mail_server import mail_of, texts
from tests.postgres import server
from tests.scenarios.process import MusterProcess

WITHIN = 30.0


@dataclass
class Post:
    """A mail server that keeps the first sender waiting for ever."""

    senders: list[str] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    codes: list[str] = field(default_factory=list)
    waits: bool = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        listening = await asyncio.get_running_loop().create_server(
            lambda: SMTP(self, enable_SMTPUTF8=True), "127.0.0.1", 0
        )
        try:
            yield int(listening.sockets[0].getsockname()[1])
        finally:
            listening.close()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.senders.append(str(envelope.mail_from))
        self.codes += re.findall(r"\b\d{6}\b", texts(mail_of(envelope))[0])[:1]
        self.news.set()
        if self.waits:
            self.waits = False
            await asyncio.Event().wait()
        return "250 OK"

    async def until(self, count: int) -> None:
        async with asyncio.timeout(WITHIN):
            while len(self.senders) < count:
                self.news.clear()
                await self.news.wait()


@dataclass
class Two:
    """Replicas on one database, in one data directory unless told otherwise; each sends mail in its own name."""

    folder: Path
    database: str
    mail_port: int
    keyring: str = ""
    """In the environment of each; without one, they have a file in common, as they have the directory."""

    def replica(self, name: str, *arguments: str, directory: Path | None = None) -> MusterProcess:
        return MusterProcess(
            {
                "DATABASE_URL": self.database,
                "MUSTER_DATA_DIR": str(directory or self.folder),
                "MUSTER_MAIL": f"smtp+plain://127.0.0.1:{self.mail_port}?from={name}@example.com",
                "MUSTER_BUNDLE": "0",
                "MUSTER_KEYRING": self.keyring,
            },
            self.folder / f"{name}.log",
            arguments=("serve", *arguments),
        )

    def elsewhere(self, name: str, *arguments: str) -> MusterProcess:
        """On a machine of its own, which shares nothing but the database and the keyring."""
        return self.replica(name, *arguments, directory=self.folder.parent / name)

    @asynccontextmanager
    async def operator(self) -> AsyncIterator[Control]:
        settings = replace(environment.read({}), data_dir=self.folder, database_url=self.database, keyring=self.keyring)
        async with opened(settings, SystemClock()) as control:
            yield control

    async def somebody(self, post: Post) -> str:
        """A contact who is paged by mail, and has agreed to it."""
        async with self.operator() as control:
            await control.call("ssm-incidents:CreateReplicationSet", {"regions": {"us-east-1": {}}})
            person = {"Alias": "ana", "Type": "PERSONAL", "Plan": {"Stages": []}}
            contact = str((await control.call("ssm-contacts:CreateContact", person))["ContactArn"])
            address = {"SimpleAddress": "ana@example.com"}
            wanted = {"ContactId": contact, "Name": "Mail", "Type": "EMAIL", "DeliveryAddress": address}
            channel = (await control.call("ssm-contacts:CreateContactChannel", wanted))["ContactChannelArn"]
            await post.until(1)
            agreed = {"ContactChannelId": channel, "ActivationCode": post.codes[0]}
            await control.call("ssm-contacts:ActivateContactChannel", agreed)
            target = {"ChannelTargetInfo": {"ContactChannelId": channel}}
            plan = {"Stages": [{"DurationInMinutes": 30, "Targets": [target]}]}
            await control.call("ssm-contacts:UpdateContact", {"ContactId": contact, "Plan": plan})
        return contact

    async def page(self, contact: str) -> None:
        """By whichever of them answers."""
        async with self.operator() as control:
            text = {"Sender": "test", "Subject": "Down", "Content": "Come quickly."}
            await control.call("ssm-contacts:StartEngagement", {"ContactId": contact, **text})


@asynccontextmanager
async def database(folder: Path, post: Post, keyring: str = "") -> AsyncIterator[Two]:
    """Nobody runs on it yet."""
    async with post.open() as port:
        url = server().new_database()
        try:
            yield Two(folder, url, port, keyring)
        finally:
            server().drop(url)


@asynccontextmanager
async def lives(*processes: MusterProcess) -> AsyncIterator[None]:
    """They are killed in the end."""
    try:
        await asyncio.gather(*(one.start() for one in processes))
        yield
    finally:
        await asyncio.gather(*(one.kill() for one in processes))
