"""What is recorded arrives in CloudTrail's files, whatever a place does, and shows what was done to it there."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from bot.assembly.delivering import Delivery
from bot.delivery.audit_places import Bucket, Directory
from core.audit import names
from core.work import Save
from storage.account import Storage
from storage.audit import delivered
from storage.audit.checking import Report
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


async def delivered_twice(storage: Storage, folder: Path) -> list[Path]:
    """Two hours of three records each; the files of events."""
    delivery = delivery_of(storage, Directory(folder))
    for hour in (1, 2):
        await record(storage, 3)
        await delivery.deliver()
        await storage.trail.close_hour("us-east-1", NOON + hour * HOUR)
        await delivery.deliver()
    return sorted(folder.glob("AWSLogs/*/CloudTrail/**/*.json.gz"), key=first_number)


def first_number(file: Path) -> int:
    return int(json.loads(gzip.decompress(file.read_bytes()))["Records"][0]["additionalEventData"]["number"])


def check(folder: Path) -> Report:
    return delivered.check(folder, delivered.public_key_beside(folder))


async def test_what_was_delivered_can_be_checked_with_the_public_key_alone(storage: Storage, tmp_path: Path) -> None:
    await delivered_twice(storage, tmp_path / "audit")
    report = check(tmp_path / "audit")
    assert (report.records, report.files, report.digests, report.fault) == (6, 2, 2, None)


async def test_a_place_that_says_a_sentence_is_quoted_with_one_full_stop(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(Moody):
        async def put(self, path: str, content: bytes) -> None:
            raise OSError("The bucket is full.")

    await record(storage, 1)
    await delivery_of(storage, Full()).deliver()
    assert "full. It is tried again until it works; nothing is lost." in caplog.text
    assert ".." not in caplog.messages[0]
    assert await storage.trail.troubles.state() == "nothing can be delivered to the bucket"


def changed(file: Path, change: Any) -> None:
    told = json.loads(gzip.decompress(file.read_bytes()))
    change(told["Records"])
    file.write_bytes(gzip.compress(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda records: records[1].update(eventName="GetPage"), "record 5 "),
        (lambda records: records.pop(1), "record 5 "),
        (lambda records: records.pop(), "record 6 "),
        (lambda records: records.reverse(), "record 4 "),
        (lambda records: records.append(records[0]), "has records that it did not have"),
    ],
)
async def test_the_first_record_that_was_touched_is_named(
    storage: Storage, tmp_path: Path, change: Any, fault: str
) -> None:
    _, second = await delivered_twice(storage, tmp_path / "audit")
    changed(second, change)
    assert fault in str(check(tmp_path / "audit").fault)


async def test_a_file_that_is_gone_or_damaged_is_named(storage: Storage, tmp_path: Path) -> None:
    first, second = await delivered_twice(storage, tmp_path / "audit")
    second.write_bytes(b"no gzip")
    assert "record 4 " in str(check(tmp_path / "audit").fault)
    first.unlink()
    assert "record 1 " in str(check(tmp_path / "audit").fault)


async def test_a_digest_that_is_gone_or_changed_is_named(storage: Storage, tmp_path: Path) -> None:
    await delivered_twice(storage, tmp_path / "audit")
    await storage.trail.close_hour("us-east-1", NOON + 3 * HOUR)
    await delivery_of(storage, Directory(tmp_path / "audit")).deliver()
    _, first, second = sorted((tmp_path / "audit").glob("AWSLogs/*/CloudTrail-Digest/**/*.json.gz"))
    kept = first.read_bytes()
    first.unlink()
    assert "digest 2 was removed" in str(check(tmp_path / "audit").fault)
    first.write_bytes(kept)
    second.write_bytes(gzip.compress(gzip.decompress(second.read_bytes()).replace(b"ended", b"endet")))
    assert "digest 3 was changed" in str(check(tmp_path / "audit").fault)


async def test_another_key_vouches_for_nothing(storage: Storage, tmp_path: Path) -> None:
    await delivered_twice(storage, tmp_path / "audit")
    (tmp_path / "other").mkdir()
    async with opened(tmp_path / "other") as other:
        report = delivered.check(tmp_path / "audit", other.trail.public_key)
    assert "digest 1 " in str(report.fault)


async def test_a_bucket_gets_the_same_files_below_its_prefix() -> None:
    client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    with Stubber(client) as stub:
        expected = {
            "Bucket": "logs",
            "Key": "muster/AWSLogs/x.gz",
            "Body": b"x",
            "ContentType": "application/json",
        }
        stub.add_response("put_object", {}, expected)
        await Bucket("logs/muster", "us-east-1", client).put("AWSLogs/x.gz", b"x")
        stub.assert_no_pending_responses()


async def test_a_directory_on_a_full_disk_is_called_that_until_it_has_room(storage: Storage, tmp_path: Path) -> None:
    place = Directory(tmp_path / "audit")
    key = tmp_path / "audit" / names.public_key(ACCOUNT)
    key.parent.mkdir(parents=True)
    part = key.with_name(f".{key.name}.part")
    part.symlink_to("/dev/full")
    delivery = delivery_of(storage, place)
    await record(storage, 1)
    await delivery.deliver()
    assert "directory, whose disk is full: make room there" in await storage.trail.troubles.state()
    part.unlink()
    await delivery.deliver()
    assert await storage.trail.troubles.state() == "ok"
    assert numbers(tmp_path / "audit")
