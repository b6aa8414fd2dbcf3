"""Every call leaves a record: with its change, or, where it changes nothing, a moment later."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import select

from storage.statements import compiled
from storage.tables.audit import AuditRow
from tests.operations.muster import Muster, open_muster

RECORDED = compiled(select(AuditRow.action, AuditRow.outcome).order_by(AuditRow.at, AuditRow.id))
READ, CHANGE = "ssm-contacts:ListContacts", "ssm-contacts:CreateContact"


async def records(muster: Muster) -> list[tuple[str, str]]:
    return [tuple(row) for row in await muster.storage.database.read(RECORDED, {})]


async def test_the_record_of_a_change_is_there_when_the_change_is_answered(muster):
    await muster.contacts("CreateContact", Alias="ana", Type="PERSONAL", Plan={"Stages": []})
    assert (CHANGE, "ok") in await records(muster)


async def test_the_record_of_a_read_comes_by_itself(muster):
    await muster.contacts("ListContacts")
    async with asyncio.timeout(30):
        while (READ, "ok") not in await records(muster):  # noqa: ASYNC110  (nobody is told, that is the point)
            await asyncio.sleep(0)


async def test_the_record_of_a_read_comes_at_the_latest_with_the_next_change(muster):
    muster.clock.advance(seconds=1)
    await muster.contacts("ListContacts")
    muster.clock.advance(seconds=1)
    await muster.contacts("CreateContact", Alias="ana", Type="PERSONAL", Plan={"Stages": []})
    assert (await records(muster))[-2:] == [(READ, "ok"), (CHANGE, "ok")]


async def test_a_stop_loses_no_record_of_a_read(tmp_path: Path):
    muster = await open_muster(tmp_path)
    await muster.onboard()
    for _ in range(300):
        await muster.contacts("ListContacts")
    await muster.storage.close()
    again = await open_muster(tmp_path)
    assert (await records(again)).count((READ, "ok")) == 300
    await again.storage.close()
