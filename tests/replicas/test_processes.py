"""Two real processes on one real PostgreSQL: what one of them had in hand when it was killed, the other does."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot import settings as environment
from bot.control import Control, opened
from core.clock import SystemClock
from core.engine.membership import LEASE
from tests.delivery.mail_server import mail_of, texts
from tests.postgres import server
from tests.scenarios.process import MusterProcess

WITHIN = 30.0
AND_A_BIT = 1.5
"""Seconds for a busy machine; half of one is what is aimed at."""


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
        yield int(listening.sockets[0].getsockname()[1])
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
    """Replicas in one data directory, on one database; who sends a mail is told by whom it is from."""

    folder: Path
    database: str
    mail_port: int

    def replica(self, name: str) -> MusterProcess:
        return MusterProcess(
            {
                "DATABASE_URL": self.database,
                "MUSTER_DATA_DIR": str(self.folder),
                "MUSTER_MAIL": f"smtp+plain://127.0.0.1:{self.mail_port}?from={name}@example.com",
            },
            self.folder / f"{name}.log",
        )

    @asynccontextmanager
    async def operator(self) -> AsyncIterator[Control]:
        settings = replace(environment.read({}), data_dir=self.folder, database_url=self.database)
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "d").mkdir(mode=0o700)
    return tmp_path / "d"


@asynccontextmanager
async def running(folder: Path, post: Post) -> AsyncIterator[tuple[Two, dict[str, MusterProcess]]]:
    async with post.open() as port:
        database = server().new_database()
        two = Two(folder, database, port)
        processes = {name: two.replica(name) for name in ("a", "b")}
        try:
            await asyncio.gather(*(one.start() for one in processes.values()))
            yield two, processes
        finally:
            await asyncio.gather(*(one.kill() for one in processes.values()))
            server().drop(database)


async def test_a_page_that_a_killed_replica_had_in_hand_goes_out_by_the_other_within_its_lease(folder: Path) -> None:
    post = Post()
    async with running(folder, post) as (two, processes):
        contact = await two.somebody(post)
        post.waits = True
        await two.page(contact)
        await post.until(2)
        killed = post.senders[1][0]
        began = time.monotonic()
        await processes[killed].kill()
        await post.until(3)
        lasted = time.monotonic() - began
        assert post.senders[2][0] != killed
        assert post.codes[1] == post.codes[2], "a page that is sent again has its code still"
        assert lasted < LEASE.total_seconds() + AND_A_BIT
        said = processes[post.senders[2][0]].said()
        assert "is gone; what it held is taken over" in said


async def test_who_is_told_to_end_gives_its_work_back_at_once(folder: Path) -> None:
    post = Post()
    async with running(folder, post) as (two, processes):
        contact = await two.somebody(post)
        await processes["a"].stop()
        began = time.monotonic()
        await two.page(contact)
        await post.until(2)
        assert post.senders[1][0] == "b"
        assert time.monotonic() - began < LEASE.total_seconds()
        assert await processes["b"].stop() == 0
