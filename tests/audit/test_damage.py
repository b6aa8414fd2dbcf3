"""What somebody damages before it is delivered is told, and stops nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.delivery.audit_places import Directory
from storage.account import Storage
from tests.audit.examples import tamper
from tests.audit.test_delivery import HOUR, check, delivery_of, numbers, record, storage
from tests.storage.examples import NOON

__all__ = ["storage"]


@pytest.mark.parametrize("when", ["before it is cut", "before it is delivered"])
@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit SET sealed = zeroblob(200) WHERE number = 2",
        "UPDATE audit SET sealed = 'x' WHERE number = 2",
        "UPDATE audit SET at = 'x' WHERE number = 2",
    ],
)
async def test_a_damaged_record_holds_up_no_other_and_is_told_everywhere(
    storage: Storage, tmp_path: Path, caplog: pytest.LogCaptureFixture, when: str, harm: str
) -> None:
    delivery = delivery_of(storage, Directory(tmp_path / "audit"))
    await record(storage, 3)
    if when == "before it is delivered":
        await delivery.cut()
    assert tamper(tmp_path, harm)
    await delivery.deliver()
    await record(storage, 1)
    await delivery.deliver()
    digest = await storage.trail.close_hour("us-east-1", NOON + HOUR)
    await delivery.deliver()
    assert numbers(tmp_path / "audit") == [1, 2, 3, 4]
    assert [name.split("/")[2] for name in digest.damaged] == ["CloudTrail"]
    assert "damaged" in await storage.trail.troubles.state()
    assert caplog.text.count("a record was damaged") == 1
    assert str(check(tmp_path / "audit").fault).startswith(
        "record 2 " if when == "before it is delivered" else "a record in "
    )
    assert (await storage.trail.close_hour("us-east-1", NOON + HOUR)).damaged == ()


async def test_a_record_that_was_removed_before_delivery_leaves_a_tombstone(storage: Storage, tmp_path: Path) -> None:
    delivery = delivery_of(storage, Directory(tmp_path / "audit"))
    await record(storage, 3)
    await delivery.cut()
    assert tamper(tmp_path, "DELETE FROM audit WHERE number = 2")
    await storage.trail.close_hour("us-east-1", NOON + HOUR)
    await delivery.deliver()
    assert numbers(tmp_path / "audit") == [1, 2, 3]
    assert "record 2 " in str(check(tmp_path / "audit").fault)


@pytest.mark.parametrize(
    "harm", ["UPDATE audit SET number = 1000000 WHERE number = 2", "UPDATE audit_file SET last = 1000000"]
)
async def test_a_number_beyond_the_end_stops_no_delivery(storage: Storage, tmp_path: Path, harm: str) -> None:
    delivery = delivery_of(storage, Directory(tmp_path / "audit"))
    await record(storage, 1)
    await delivery.deliver()
    await record(storage, 2)
    assert tamper(tmp_path, harm)
    await delivery.deliver()
    await record(storage, 1)
    await delivery.deliver()
    assert 4 in numbers(tmp_path / "audit")


async def test_a_digest_or_a_name_that_was_changed_stops_no_delivery(storage: Storage, tmp_path: Path) -> None:
    delivery = delivery_of(storage, Directory(tmp_path / "audit"))
    await record(storage, 1)
    await delivery.cut()
    await storage.trail.close_hour("us-east-1", NOON + HOUR)
    assert tamper(tmp_path, "UPDATE audit_digest SET document = x'ff00', signature = 'x'")
    assert tamper(tmp_path, "UPDATE audit_file SET name = '../../gone.gz', first = 'x', records = x'00'")
    await delivery.deliver()
    assert await storage.trail.troubles.state() == "a record was damaged before it was delivered"
    assert not (tmp_path.parent / "gone.gz").exists()
    assert "digest 1 was changed" in str(check(tmp_path / "audit").fault)
