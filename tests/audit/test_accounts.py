"""Several accounts have one chain, and each of them its own records."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

from bot.assembly.delivering import Delivery
from bot.delivery.audit_places import Directory
from core.audit.looking_up import Wanted
from core.listing import Window
from core.work import Save
from storage.audit import delivered
from storage.opening import open_storages
from tests.audit.examples import audit_event
from tests.databases import database_in
from tests.storage.examples import ACCOUNT, NOON, StandingClock

OTHER = "999988887777"


async def test_one_digest_vouches_for_all_of_them_and_nobody_sees_the_others(tmp_path: Path) -> None:
    clock = StandingClock()
    storages = await open_storages(database_in(tmp_path), tmp_path / "keyring.json", ACCOUNT, clock)
    both = {account: await storages.of(account) for account in (ACCOUNT, OTHER)}
    for _ in range(3):
        for account, storage in both.items():
            await storage.store.commit([Save(audit_event(account=account))])
    trail = both[OTHER].trail
    place = Directory(tmp_path / "audit")
    deliveries = [Delivery(one.cutting, trail, [place], name, "us-east-1", clock) for name, one in both.items()]
    for delivery in deliveries:
        await delivery.cut()
    await trail.close_hour("us-east-1", NOON + timedelta(hours=1))
    for delivery in deliveries:
        await delivery.deliver()
    for account, storage in both.items():
        found = (await storage.events.listing(Wanted(), Window(10))).items
        assert {one.account for one in found} == {account}
        assert len(found) == 3
    assert (await trail.check()).records == 6
    report = delivered.check(tmp_path / "audit", trail.public_key)
    assert (report.records, report.files, report.fault) == (6, 2, None)
    [theirs] = (tmp_path / "audit").glob(f"AWSLogs/{OTHER}/CloudTrail/**/*.gz")
    told = json.loads(gzip.decompress(theirs.read_bytes()))["Records"]
    assert {one["recipientAccountId"] for one in told} == {OTHER}
    await storages.close()
