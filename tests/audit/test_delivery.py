"""What is recorded arrives, in CloudTrail's files, in order, whatever a place does; and shows what was done to it there."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.assembly.delivering import Delivery
from bot.delivery.audit_places import Directory
from core.work import Save
from storage.opening import Storage
from tests.audit.examples import audit_event
from tests.storage.examples import ACCOUNT, NOON, StandingClock, opened

HOUR = timedelta(hours=1)


class Moody:
    """A place that may be full."""

    name = "bucket"

    def __init__(self) -> None:
        self.is_full = True
        self.files: dict[str, bytes] = {}

    async def put(self, path: str, content: bytes) -> None:
        if self.is_full:
            raise OSError("No space left on device")
        self.files[path] = content


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with opened(tmp_path) as storage:
        yield storage


async def record(storage: Storage, count: int) -> None:
    for _ in range(count):
        await storage.store.commit([Save(audit_event())])


def delivery_of(storage: Storage, *places: Any) -> Delivery:
    return Delivery(storage.cutting, storage.trail, places, ACCOUNT, "us-east-1", StandingClock())


def numbers(folder: Path) -> list[int]:
    files = sorted(folder.glob("AWSLogs/*/CloudTrail/us-east-1/2026/03/01/*.json.gz"))
    told = [json.loads(gzip.decompress(file.read_bytes())) for file in files]
    return sorted(one["additionalEventData"]["number"] for file in told for one in file["Records"])


async def test_records_arrive_as_cloudtrails_do(storage: Storage, tmp_path: Path) -> None:
    await record(storage, 3)
    await delivery_of(storage, Directory(tmp_path / "audit")).deliver()
    [file] = (tmp_path / "audit").glob("AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/01/*.json.gz")
    assert file.name.startswith("111122223333_CloudTrail_us-east-1_20260301T1200Z_")
    [one, *_] = json.loads(gzip.decompress(file.read_bytes()))["Records"]
    assert (one["eventName"], one["eventCategory"]) == ("GetContact", "Management")


async def test_what_was_delivered_once_is_not_cut_again(storage: Storage, tmp_path: Path) -> None:
    delivery = delivery_of(storage, Directory(tmp_path / "audit"))
    for _ in range(3):
        await record(storage, 2)
        await delivery.deliver()
        await delivery.deliver()
    assert numbers(tmp_path / "audit") == [1, 2, 3, 4, 5, 6]


async def test_a_restart_goes_on_where_it_was(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        await record(storage, 2)
        await delivery_of(storage, Directory(tmp_path / "audit")).deliver()
        await record(storage, 3)
    async with opened(tmp_path) as storage:
        await record(storage, 1)
        await delivery_of(storage, Directory(tmp_path / "audit")).deliver()
    assert numbers(tmp_path / "audit") == [1, 1, 2, 3, 4, 5]


async def test_a_place_that_takes_nothing_holds_up_no_other_and_gets_everything_later(
    storage: Storage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    moody = Moody()
    delivery = delivery_of(storage, Directory(tmp_path / "audit"), moody)
    for _ in range(3):
        await record(storage, 1)
        await delivery.deliver()
    assert numbers(tmp_path / "audit") == [1, 2, 3]
    assert caplog.text.count("No space left on device") == 1
    moody.is_full = False
    await delivery.deliver()
    logs = [name for name in moody.files if "/CloudTrail/" in name]
    there = {path.relative_to(tmp_path / "audit").as_posix() for path in (tmp_path / "audit").glob("**/*.*")}
    assert set(moody.files) == there
    assert len(logs) == 3


async def test_many_records_become_several_files(storage: Storage, tmp_path: Path) -> None:
    await storage.store.commit([Save(audit_event()) for _ in range(1201)])
    await delivery_of(storage, Directory(tmp_path / "audit")).deliver()
    assert numbers(tmp_path / "audit") == list(range(1, 1202))


async def test_digests_follow_the_files_that_they_vouch_for(storage: Storage, tmp_path: Path) -> None:
    moody = Moody()
    moody.is_full = False
    delivery = delivery_of(storage, moody)
    await record(storage, 1)
    await delivery.deliver()
    digest = await storage.trail.close_hour("us-east-1", NOON + HOUR)
    await delivery.deliver()
    kinds = ["key" if name.endswith(".pem") else name.split("/")[2] for name in moody.files]
    assert kinds == ["key", "CloudTrail", "CloudTrail-Digest"]
    assert [one.name for one in digest.files] == list(moody.files)[1:2]
