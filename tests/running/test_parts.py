"""May web and workers be processes of their own?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from bot import environment
from bot.cli import main
from bot.main import Muster, compose
from core.caller import Caller
from core.clock import SystemClock
from tests.postgres import server

ROOT = Caller(arn="arn:aws:iam::111122223333:root", standing="administrator", name="root")
REGION = {"us-east-1": {}}


@pytest.fixture
async def halves(tmp_path: Path) -> AsyncIterator[tuple[Muster, Muster]]:
    url = server().new_database()
    settings = replace(environment.read({"DATABASE_URL": url}), data_dir=tmp_path, port=0, outbox_file=True)
    web = await compose(settings, SystemClock(), part="web")
    await web.start()
    worker = await compose(settings, SystemClock(), part="worker")
    await worker.start()
    yield web, worker
    await worker.stop()
    await web.stop()
    server().drop(url)


async def asked(muster: Muster, path: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(muster.server.url + path) as answer:
        return answer.status


async def text(muster: Muster, path: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(muster.server.url + path) as answer:
        return await answer.text()


async def test_the_worker_carries_out_what_the_web_process_was_asked_for(halves: tuple[Muster, Muster]):
    web, worker = halves

    async def call(action: str, **members: object) -> dict[str, object]:
        return await web.dispatcher.call(ROOT, action, members)

    await call("ssm-incidents:CreateReplicationSet", regions=REGION)
    plan: dict[str, object] = {"Stages": []}
    contact = (await call("ssm-contacts:CreateContact", Alias="ann", Type="PERSONAL", Plan=plan))["ContactArn"]
    address = {"SimpleAddress": "ann@example.org"}
    await call(
        "ssm-contacts:CreateContactChannel", ContactId=contact, Name="mail", Type="EMAIL", DeliveryAddress=address
    )
    outbox = web.settings.data_dir / "outbox.jsonl"
    async with asyncio.timeout(60):
        while not (outbox.exists() and "ann@example.org" in outbox.read_text()):  # noqa: ASYNC110 - a file tells nobody
            await asyncio.sleep(0.02)
    assert web.engine.turned_at is None
    assert worker.engine.turned_at is not None


async def test_each_is_well_and_ready_by_itself_and_only_one_is_asked(halves: tuple[Muster, Muster]):
    web, worker = halves
    async with asyncio.timeout(60):
        while worker.engine.turned_at is None:  # noqa: ASYNC110 - the engine tells nobody
            await asyncio.sleep(0)
    for one in halves:
        assert [await asked(one, path) for path in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]
    assert "\nmuster_replicas 2.0\n" in await text(worker, "/metrics")
    assert await asked(web, "/") == 403  # as AWS answers what is not signed
    assert await asked(worker, "/") == 404


def test_on_one_file_there_is_no_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path))
    assert main(["serve", "--only", "worker"]) == 2
    assert "PostgreSQL" in capsys.readouterr().err
