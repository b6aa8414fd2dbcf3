"""The keyring that is there was copied before the replication set was made: what is said, and to whom?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli import main
from tests.keys.test_kms import person, set_of
from tests.operations.muster import ARNS, Muster, open_muster
from tests.operations.refusals import refused


@pytest.fixture
async def bereft(tmp_path: Path) -> AsyncIterator[Muster]:
    keyring = tmp_path / "keyring.json"
    muster = await open_muster(tmp_path)
    before = keyring.read_text()
    await muster.onboard()
    await person(muster)
    await muster.plan()
    await muster.storage.close()
    keyring.write_text(before)
    muster = await open_muster(tmp_path)
    yield muster
    await muster.storage.close()


async def test_it_is_told_from_the_start_where_one_looks_for_it(bereft: Muster) -> None:
    assert "muster keyring check" in await bereft.storage.keys.state()


async def test_calls_answer_as_for_a_refused_key_and_leave_a_line_in_the_log(
    bereft: Muster, caplog: pytest.LogCaptureFixture
) -> None:
    assert (
        await refused(bereft.contacts("GetContact", ContactId=ARNS.contact("jane")))
    ).code == "DataEncryptionException"
    assert (await refused(bereft.incidents("ListResponsePlans"))).code == "AccessDeniedException"
    assert "has no key" in caplog.text
    assert "File " not in caplog.text


async def test_the_set_can_be_deleted(bereft: Muster) -> None:
    await bereft.incidents("DeleteReplicationSet", arn=await set_of(bereft))
    assert (await bereft.incidents("ListReplicationSets"))["replicationSetArns"] == []


async def test_doctor_says_what_is_missing(
    bereft: Muster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path))
    assert await asyncio.to_thread(main, ["doctor"]) == 1
    told = capsys.readouterr().out
    assert f"has no key {await set_of(bereft)}, under which" in told
    assert "has no key metadata" not in told
