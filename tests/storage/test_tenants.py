"""Two accounts in one database: neither can find, change or open what is the other's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.announcements.announcement import Announcement
from core.incidents.incident import Incident
from core.incidents.ports import IncidentFilter
from core.listing import Window
from core.step import Step
from core.work import DeleteAll, Schedule
from storage.account import Storage
from storage.opening import open_storages
from storage.sealing import CannotOpen
from tests.databases import database_in, look, on_both, tamper
from tests.storage.examples import ACCOUNT, NOON, SET, StandingClock, incident, keep, replication_set

pytestmark = on_both

OTHER = "999988887777"
ALL = Window(25)


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[tuple[Storage, Storage]]:
    storages = await open_storages(database_in(tmp_path), tmp_path / "keyring.json", ACCOUNT, StandingClock())
    ours, theirs = await storages.of(ACCOUNT), await storages.of(OTHER)
    for one in (ours, theirs):
        await one.keys.create(SET)
        await keep(one, replication_set())
    yield ours, theirs
    await storages.close()


async def test_the_same_names_are_two_records(both: tuple[Storage, Storage]) -> None:
    ours, theirs = both
    await keep(ours, incident())
    assert await theirs.incidents.get(incident().arn) is None
    await keep(theirs, incident())
    assert await ours.incidents.count_open() == await theirs.incidents.count_open() == 1


async def test_deleting_everything_leaves_the_others_alone(both: tuple[Storage, Storage]) -> None:
    ours, theirs = both
    await keep(ours, incident())
    await keep(theirs, incident())
    await ours.store.commit([DeleteAll(Incident, {}), DeleteAll(Announcement, {})])
    assert (await ours.incidents.listing(IncidentFilter(), ALL)).items == ()
    assert len((await theirs.incidents.listing(IncidentFilter(), ALL)).items) == 1


async def test_nobody_claims_the_others_steps(both: tuple[Storage, Storage]) -> None:
    ours, theirs = both
    await ours.store.commit([Schedule(Step(kind="page", subject="x", due_at=NOON))])
    assert await theirs.steps.claim("page", NOON, 10, timedelta(seconds=5)) == []
    assert [step.subject for step in await ours.steps.claim("page", NOON, 10, timedelta(seconds=5))] == ["x"]


async def test_a_row_that_was_given_to_another_tenant_does_not_open(
    both: tuple[Storage, Storage], tmp_path: Path
) -> None:
    ours, theirs = both
    await keep(ours, incident())
    tamper(tmp_path, f"UPDATE incident SET tenant = '{OTHER}'")  # noqa: S608 - our own number
    with pytest.raises(CannotOpen):
        await theirs.incidents.get(incident().arn)


async def test_not_even_with_its_data_key(both: tuple[Storage, Storage], tmp_path: Path) -> None:
    ours, theirs = both
    await keep(ours, incident())
    tamper(
        tmp_path,
        f"UPDATE incident SET tenant = '{OTHER}'",  # noqa: S608 - our own number
        f"DELETE FROM data_key WHERE tenant = '{OTHER}' AND owner LIKE '%response-plan%'",  # noqa: S608
        f"UPDATE data_key SET tenant = '{OTHER}' WHERE owner LIKE '%response-plan%'",  # noqa: S608
    )
    with pytest.raises(CannotOpen):
        await theirs.incidents.get(incident().arn)


async def test_the_same_text_has_another_fingerprint(both: tuple[Storage, Storage], tmp_path: Path) -> None:
    ours, theirs = both
    await keep(ours, incident())
    await keep(theirs, incident())
    fingerprints = {dedupe for (dedupe,) in look(tmp_path, "SELECT dedupe FROM incident")}
    assert len(fingerprints) == 2
