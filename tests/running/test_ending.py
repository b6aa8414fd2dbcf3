"""A process that is told to end in the middle of its work ends soon, and the next one does what was left, once."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from core.errors import Refusal
from tests.delivery.mail_server import mail_of
from tests.replicas.site import Post, Two
from tests.scenarios.process import MusterProcess

ENDS_WITHIN = 10.0
BEFORE = 16
"""Pages that are on their way when it is told to end; others are started still."""
STUCK = 4
AT_ONCE = 4


@dataclass
class SlowPost(Post):
    """Takes its time over each message, and leaves the first ones without an answer while it is `stuck`."""

    stuck: bool = False
    lasts: float = 0.0
    asked: int = 0
    taken: list[str] = field(default_factory=list)
    """What each message is known by that was taken; one that is sent again has the same name."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.asked += 1
        self.news.set()
        if self.stuck and self.asked <= STUCK:
            await asyncio.Event().wait()
        await asyncio.sleep(self.lasts)
        said = await super().handle_DATA(server, session, envelope)
        self.taken.append(str(mail_of(envelope)["Message-ID"]))
        return said

    async def until_asked(self, count: int) -> None:
        async with asyncio.timeout(30):
            while self.asked < count:
                self.news.clear()
                await self.news.wait()


@dataclass
class Starting:
    """Somebody who starts one engagement after another, until nobody answers any more."""

    answered: int = 0

    async def run(self, site: Two, contact: str) -> None:
        text = {"Sender": "test", "Subject": "Down", "Content": "Come quickly."}
        async with site.operator() as control:
            with suppress(aiohttp.ClientError, Refusal, ValueError):
                while True:
                    await control.call("ssm-contacts:StartEngagement", {"ContactId": contact, **text})
                    self.answered += 1


@pytest.fixture
async def post() -> SlowPost:
    return SlowPost()


@pytest.fixture
async def site(tmp_path: Path, post: SlowPost) -> AsyncIterator[Two]:
    """One process on SQLite."""
    (tmp_path / "d").mkdir(mode=0o700)
    async with post.open() as port:
        yield Two(tmp_path / "d", "", port)


async def test_a_collector_of_traces_that_hangs_does_not_hold_up_the_end(tmp_path: Path) -> None:
    asked = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    collector = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = collector.sockets[0].getsockname()[1]
    environment = {
        "MUSTER_DATA_DIR": str(tmp_path / "d"),
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
    }
    muster = MusterProcess(environment, tmp_path / "log")
    await muster.start()
    try:
        async with asyncio.timeout(20):
            await asked.wait()
        began = time.monotonic()
        assert await muster.stop() == 0
        assert time.monotonic() - began < ENDS_WITHIN
    finally:
        await muster.kill()
        collector.close()


async def test_told_to_end_under_load_it_ends_within_ten_seconds_and_each_page_goes_out_once(
    site: Two, post: SlowPost
) -> None:
    muster = site.replica("a")
    await muster.start()
    try:
        contact = await site.somebody(post)
        post.stuck, post.lasts, post.asked = True, 0.3, 0
        post.taken.clear()
        starting = [Starting() for _ in range(AT_ONCE)]
        running = [asyncio.create_task(one.run(site, contact)) for one in starting]
        await post.until_asked(BEFORE)
        began = time.monotonic()
        assert await muster.stop() == 0
        lasted = time.monotonic() - began
        await asyncio.gather(*running)

        answered = sum(one.answered for one in starting)
        assert 0 < len(post.taken) < answered, "or else it was not in the middle of anything"
        assert lasted < ENDS_WITHIN
        [left] = re.findall(r"Ended, after [\d.]+ s\. (\d+) steps were begun and not finished", muster.said())
        assert int(left) >= STUCK

        post.stuck, post.lasts = False, 0.0
        await muster.start()
        await post.until(1 + answered)
        assert await muster.stop() == 0
    finally:
        await muster.kill()
    times = Counter(post.taken)
    assert answered <= len(times) <= answered + AT_ONCE, "who heard no answer may have started one all the same"
    assert set(times.values()) == {1}
