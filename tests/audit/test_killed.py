"""Whatever a process is doing when it is killed, and whatever a disk refuses: the chain is whole afterwards."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from core.work import Note, Save
from storage.audit.checking import Report
from storage.database import Statement, StorageFailed
from storage.statements import Compiled
from tests.audit.examples import audit_event
from tests.storage.examples import NOON, opened

BUSY = """
import asyncio, sys
from pathlib import Path
from core.work import Note, Save
from tests.audit.examples import audit_event
from tests.storage.examples import opened
import uuid

async def busy():
    async with opened(Path(sys.argv[1])) as storage:
        while True:
            print("busy", flush=True)
            await storage.store.commit([Note(audit_event(id=str(uuid.uuid4())))])
            await asyncio.gather(
                *(storage.store.commit([Save(audit_event(id=str(uuid.uuid4())))]) for _ in range(5))
            )

asyncio.run(busy())
"""


def test_a_process_that_is_killed_leaves_nothing_that_looks_like_tampering(tmp_path: Path) -> None:
    for _ in range(2):
        with subprocess.Popen([sys.executable, "-c", BUSY, tmp_path], stdout=subprocess.PIPE) as process:
            assert process.stdout
            for _ in range(20):
                assert process.stdout.readline() == b"busy\n"
            process.kill()
        report = asyncio.run(looked_at(tmp_path))
    assert report.records > 100
    assert report.chains == 2


async def looked_at(folder: Path) -> Report:
    async with opened(folder) as storage:
        assert (await storage.trail.check()).fault is None
        await storage.trail.close_hour("us-east-1", NOON + timedelta(hours=1))
        report = await storage.trail.check()
        assert report.fault is None
        assert report.not_vouched_for == 0
        return report


async def test_what_a_full_disk_did_not_take_leaves_no_hole(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        database = storage.database._everybodys  # type: ignore[attr-defined]
        await storage.store.commit([Save(audit_event())])
        await database.write([Statement(Compiled("PRAGMA max_page_count = 1"))])
        failed = 0
        for _ in range(60):
            outcomes = await asyncio.gather(
                *(storage.store.commit([Save(audit_event()), Save(audit_event())]) for _ in range(5)),
                storage.store.commit([Save(audit_event())]),
                return_exceptions=True,
            )
            failed += sum(isinstance(one, StorageFailed) for one in outcomes)
        assert failed
        await database.write([Statement(Compiled("PRAGMA max_page_count = 1000000"))])
        await storage.store.commit([Note(audit_event())])
        await storage.store.commit([Save(audit_event())])
        assert (await storage.trail.check()).fault is None
