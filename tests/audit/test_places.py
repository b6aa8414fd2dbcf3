"""Nothing is forgotten before it is delivered, and a new place begins with what is kept."""

from __future__ import annotations

from pathlib import Path

from bot.delivery.audit_places import Directory
from core.work import Save
from storage.account import Storage
from tests.audit.examples import audit_event
from tests.audit.test_delivery import HOUR, Moody, check, delivered_twice, delivery_of, numbers, record, storage
from tests.storage.examples import NOON

__all__ = ["storage"]


async def test_what_was_not_delivered_is_kept_longer_and_this_is_told(storage: Storage, tmp_path: Path) -> None:
    moody = Moody()
    storage.trail.places = {"directory", "bucket"}
    delivery = delivery_of(storage, Directory(tmp_path / "audit"), moody)
    await record(storage, 3)
    await delivery.deliver()
    late = NOON + 2 * HOUR
    digest = await storage.trail.close_hour("us-east-1", late, forget_before=late)
    assert digest.pruned == ()
    assert "kept longer" in await storage.trail.troubles.state()
    moody.is_full = False
    await delivery.deliver()
    await record(storage, 1)
    digest = await storage.trail.close_hour("us-east-1", late, forget_before=late)
    assert [one.through for one in digest.pruned] == [3]
    await delivery.deliver()
    digest = await storage.trail.close_hour("us-east-1", late, forget_before=late)
    assert [one.through for one in digest.pruned] == [4]
    assert await storage.trail.troubles.state() == "ok"
    await delivery.deliver()
    assert (check(tmp_path / "audit").fault, check(tmp_path / "audit").records) == (None, 4)


async def test_a_file_is_forgotten_whole_or_not_at_all(storage: Storage, tmp_path: Path) -> None:
    storage.trail.places = {"directory"}
    await record(storage, 1)
    await storage.store.commit([Save(audit_event(at=NOON + 3 * HOUR))])
    await delivery_of(storage, Directory(tmp_path / "audit")).deliver()
    digest = await storage.trail.close_hour("us-east-1", NOON, forget_before=NOON + HOUR)
    assert digest.pruned == ()
    assert await storage.trail.troubles.state() == "ok"


async def test_a_new_directory_gets_what_is_kept_and_verifies(storage: Storage, tmp_path: Path) -> None:
    await storage.trail.deliver_to({"directory": "old"}, NOON)
    await delivered_twice(storage, tmp_path / "old")
    await storage.trail.close_hour("us-east-1", NOON + 3 * HOUR, forget_before=NOON + HOUR)
    for hour in (4, 5):
        await storage.store.commit([Save(audit_event(at=NOON + 4 * HOUR))])
        await delivery_of(storage, Directory(tmp_path / "old")).cut()
        await storage.trail.close_hour("us-east-1", NOON + hour * HOUR)
    await delivery_of(storage, Directory(tmp_path / "old")).deliver()
    for folder in ("new", "new", "old"):
        await storage.trail.deliver_to({"directory": folder}, NOON)
        await delivery_of(storage, Directory(tmp_path / folder)).deliver()
    old, new = check(tmp_path / "old"), check(tmp_path / "new")
    assert (old.fault, old.records, old.digests, old.since) == (None, 8, 5, "")
    assert (new.fault, new.records, new.digests, new.since) == (None, 2, 3, "2026-03-01T14:00:00Z")
    assert numbers(tmp_path / "new") == [7, 8]


async def test_a_place_that_stays_gets_nothing_twice(storage: Storage, tmp_path: Path) -> None:
    await storage.trail.deliver_to({"directory": "a"}, NOON)
    [first, _] = await delivered_twice(storage, tmp_path / "audit")
    first.unlink()
    await storage.trail.deliver_to({"directory": "a"}, NOON)
    await delivery_of(storage, Directory(tmp_path / "audit")).deliver()
    assert not first.exists()


async def test_what_a_rule_removes_is_no_alarm_but_a_gap_is(storage: Storage, tmp_path: Path) -> None:
    first, second = await delivered_twice(storage, tmp_path / "audit")
    digests = sorted((tmp_path / "audit").glob("AWSLogs/*/CloudTrail-Digest/**/*.json.gz"))
    first.unlink()
    assert "record 1 " in str(check(tmp_path / "audit").fault)
    digests[0].unlink()
    report = check(tmp_path / "audit")
    assert (report.fault, report.records, report.since) == (None, 3, "2026-03-01T13:00:00Z")
    second.unlink()
    assert check(tmp_path / "audit").records == 0
