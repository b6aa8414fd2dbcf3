"""A dry run tells what the move itself would do, to the last line, and leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot import environment
from bot.rehearsal import rehearsal
from core.clock import SystemClock
from core.moving.resource import Resource, Unread
from tests.moving.commands import muster, serving
from tests.moving.house import House
from tests.operations.muster import ARNS


def without_set(told: list[Resource | Unread]) -> list[Resource | Unread]:
    return [one for one in told if one.kind != "replication-set"]


def with_second_open(told: list[Resource | Unread]) -> list[Resource | Unread]:
    """One of the incidents a second time, under another name."""
    action = "ssm-incidents:GetIncidentRecord"
    [first, *_] = [
        one
        for one in told
        if isinstance(one, Resource) and one.kind == "incident-record"
        if one.one(action)["incidentRecord"]["status"] == "OPEN"
    ]
    record = {**first.one(action)["incidentRecord"], "arn": f"{first.arn}2"}
    return [*told, replace(first, arn=f"{first.arn}2", answers={action: ({"incidentRecord": record},)})]


@pytest.mark.parametrize("change", [list, without_set, with_second_open])
async def test_it_says_what_the_move_itself_then_says(full: House, empty: House, change):
    told = change(await full.told())
    before, files = empty.rows(), sorted(empty.directory.iterdir())
    keyring = (empty.directory / "keyring.json").read_bytes()
    dry = await empty.take(told, dry_run=True)
    assert (empty.rows(), sorted(empty.directory.iterdir())) == (before, files)
    assert (empty.directory / "keyring.json").read_bytes() == keyring
    real = await empty.take(told)
    assert (dry.counts, dry.lines) == (real.counts, real.lines)
    assert bool(real.lines) == (change is not list)


async def test_the_copy_is_for_its_owner_only_and_gone_in_the_end(full: House):
    settings = replace(environment.read({}), data_dir=full.directory)
    before = sorted(full.directory.iterdir())
    async with rehearsal(settings, SystemClock()):
        [copy] = full.directory.glob("dry-run-*")
        assert copy.stat().st_mode & 0o077 == 0
        assert {file.stat().st_mode & 0o077 for file in copy.iterdir()} == {0}
        assert {"muster.db", "keyring.json"} <= {file.name for file in copy.iterdir()}
    assert sorted(full.directory.iterdir()) == before


async def test_it_goes_by_what_a_running_muster_has_and_makes_nothing_where_there_is_none(tmp_path: Path, full: House):
    document, new = tmp_path / "all.json", tmp_path / "new"
    arns = ARNS
    empty = f'{{"format": "muster-export", "version": 1, "account": "{arns.account}", "region": "{arns.region}", '
    contact = ARNS.contact("ana")
    told = '"resources": [{"kind": "contact", "arn": "%s", "answers": {"ssm-contacts:GetContact": [{"ContactArn": "%s", "Alias": "ana", "Type": "PERSONAL", "Plan": {"Stages": []}}]}}]}'  # noqa: E501
    document.write_text(empty + told % (contact, contact))
    nowhere = await muster(new, "import", "file", str(document), "--dry-run")
    assert not new.exists()
    assert "there is no replication set here" in nowhere.out
    async with serving(new):
        running = await muster(new, "import", "file", str(document), "--dry-run")
    assert running.out == nowhere.out
    assert not list(new.glob("dry-run-*"))
