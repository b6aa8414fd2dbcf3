"""Requirement 40: every call leaves one record that tells enough and not too much, and that nobody changes unseen."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.audit import spreadsheet
from core.errors import Refusal
from core.vocabulary.catalog import catalog
from core.vocabulary.examples import example_params
from tests.engine.world import World
from tests.operations.muster import MEMBER, open_muster
from tests.requirements.records import everything_recorded
from tests.requirements.test_encryption import CANARY, in_order, resources, writes

OF_THE_GUIDE = {
    "eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress",
    "userAgent", "requestParameters", "responseElements", "requestID", "eventID", "readOnly", "eventType",
    "managementEvent", "eventCategory", "recipientAccountId",
}  # fmt: skip
OF_IDENTITY = {"type", "principalId", "arn", "accountId"}
HARM = {
    "edited": ("UPDATE audit SET outcome = 'x' WHERE number = 7", 7),
    "edited within": ("UPDATE audit SET sealed = zeroblob(200) WHERE number = 5", 5),
    "deleted": ("DELETE FROM audit WHERE number = 9", 9),
    "moved": ("UPDATE audit SET number = number + 1000 WHERE number = 4", 4),
    "cut off": ("DELETE FROM audit WHERE number > 11", 12),
    "all of a chain": ("DELETE FROM audit", 1),
}
HARM_TO_DIGESTS = {
    "all digests": "DELETE FROM audit_digest",
    "the newest digest": "DELETE FROM audit_digest WHERE number = (SELECT max(number) FROM audit_digest)",
    "everything": "DELETE FROM audit; DELETE FROM audit_digest; DELETE FROM audit_file; DELETE FROM audit_head",
}


async def test_40_every_call_leaves_one_record_that_cannot_be_changed_unseen(world: World, tmp_path: Path) -> None:
    muster = world.muster
    present = await resources(world)
    before = {one["eventID"] for one in await everything_recorded(muster)}
    changing = [operation for operation in in_order() if not operation.read_only]
    for operation in changing:
        for caller in (MEMBER, muster.caller):
            await attempt(world, operation.action, caller, present)
    recorded = [one for one in await everything_recorded(muster) if one["eventID"] not in before]
    for operation in changing:
        records = [one for one in recorded if (one["eventSource"].partition(".")[0], one["eventName"]) ==
                   (operation.service, operation.name)]  # fmt: skip
        assert len(records) == 2, operation.action
        assert {one["readOnly"] for one in records} == {False}
    denied = [one for one in recorded if one.get("errorCode") == "AccessDeniedException"]
    assert len(denied) > len(changing) / 2
    for one in recorded:
        assert set(one) >= OF_THE_GUIDE
        assert set(one["userIdentity"]) >= OF_IDENTITY
        assert ("errorCode" in one) == ("errorMessage" in one)

    [page] = world.telephones.pages[:1]
    for operation in changing:
        await writes(muster, operation, present)
    told = json.dumps(await everything_recorded(muster))
    private = (CANARY, CANARY.replace(" ", "."), page.code)
    assert [word for word in private if f'"{word}' in told or f" {word}" in told] == []

    await muster.storage.trail.close_hour("us-east-1", muster.clock.now())
    assert (await muster.storage.trail.check()).fault is None
    for name, (statement, first) in HARM.items():
        assert f"record {first} " in await fault_after(tmp_path, name, statement), name
    for name, statement in HARM_TO_DIGESTS.items():
        assert "anchor" in await fault_after(tmp_path, name, statement), name
    backup(tmp_path, tmp_path / "yesterday")
    await muster.storage.trail.close_hour("us-east-1", muster.clock.now() + timedelta(days=1))
    shutil.copy2(tmp_path / "audit-anchor.json", tmp_path / "yesterday")
    assert "older than its anchor" in await fault_of(tmp_path / "yesterday")
    assert_inert()


async def attempt(world: World, action: str, caller: Any, present: dict[str, str]) -> None:
    """Call it with the example of the help, about what is there; refused or not."""
    request = json.dumps(example_params(catalog()[action]))
    for old, new in present.items():
        request = request.replace(old, new)
    with suppress(Refusal):
        await world.muster.call(action, caller=caller, **json.loads(request))


async def fault_after(folder: Path, name: str, statement: str) -> str:
    """What is wrong with a copy in which somebody has done this."""
    copy = folder / name
    backup(folder, copy)
    with closing(sqlite3.connect(copy / "muster.db")) as connection:
        connection.executescript(statement)
        assert connection.total_changes
    return await fault_of(copy)


def backup(folder: Path, copy: Path) -> None:
    """The database, and what is kept beside it."""
    copy.mkdir()
    for name in ("keyring.json", "audit-anchor.json"):
        shutil.copy2(folder / name, copy)
    with closing(sqlite3.connect(folder / "muster.db")) as there, closing(sqlite3.connect(copy / "muster.db")) as here:
        there.backup(here)
    (copy / "muster.db").chmod(0o600)


async def fault_of(folder: Path) -> str:
    """What is wrong there after a restart, which signs what it finds."""
    muster = await open_muster(folder)
    await muster.storage.trail.close_hour("us-east-1", muster.clock.now())
    found = (await muster.storage.trail.check()).fault
    await muster.storage.close()
    return str(found)


def assert_inert() -> None:
    """No cell of an exported table is a formula."""
    for formula in ("=1+1", "@x", " -1"):
        row = spreadsheet.line({"userAgent": formula, "userIdentity": {"userName": formula}})
        [cells] = csv.reader(io.StringIO(row))
        assert cells.count(f"'{formula}") == 2
        assert formula not in cells
