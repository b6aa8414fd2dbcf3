"""Does what is made and due at once begin without a claim: once, by whoever made it, or else by the next?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.contacts.contact import Contact
from core.engine.born import born
from core.engine.loop import AT_ONCE
from core.errors import Conflict
from core.just_stored import just_stored, taken
from core.step import Step
from core.work import Cancel, Change, Join, Save, Schedule
from storage.holder import Holder
from storage.steps import StoredSteps
from tests.engine.test_loop import WITHIN, Works
from tests.operations.muster import START, Muster, open_muster, person

ANA, BEN = person("ana"), person("ben")
LEASE = timedelta(minutes=1)


def page_of(contact: Contact, after: timedelta = timedelta()) -> Schedule:
    return Schedule(Step(kind="page", subject=contact.arn, due_at=START + after))


@pytest.fixture
async def muster(tmp_path: Path) -> AsyncIterator[Muster]:
    muster = await open_muster(tmp_path)
    await muster.onboard()
    yield muster
    await muster.storage.close()


@pytest.fixture
async def works(muster: Muster) -> AsyncIterator[Works]:
    works = Works(muster.storage)
    works.engine.start()
    await works.caught_up()
    yield works
    for held in works.deeds.held.values():
        held.set()
    await works.engine.stop()


def told(*changes: Change) -> list[str]:
    return [step.subject for step in born(changes, START)]


def test_what_is_made_and_due_may_begin():
    assert told(Save(ANA), page_of(ANA)) == [ANA.arn]


@pytest.mark.parametrize(
    "changes",
    [
        (page_of(ANA),),
        (Save(replace(ANA, version=1)), page_of(ANA)),
        (Save(BEN), page_of(ANA)),
        (Save(ANA), page_of(ANA, after=timedelta(seconds=1))),
        (Save(ANA), page_of(ANA), page_of(ANA)),
        (Save(ANA), page_of(ANA), Join(page_of(ANA).step)),
        (Save(ANA), page_of(ANA), Cancel(page_of(ANA).step.key)),
    ],
    ids=["known before", "stored before", "about another", "later", "twice", "joined as well", "cancelled as well"],
)
def test_what_others_may_know_of_or_what_is_not_due_is_left_to_the_table(changes):
    assert told(*changes) == []


async def test_it_begins_once_and_nobody_claims_it(works):
    works.deeds.held["page"] = asyncio.Event()
    claims = works.steps.claims
    await works.store.commit([Save(ANA), page_of(ANA)])
    await works.deeds.until(lambda: works.deeds.began)
    assert works.steps.claims == claims
    others = StoredSteps(works.storage.database, Holder("another"))
    assert await others.claim("page", START, 10, LEASE) == [], "it is held from the start"
    works.deeds.held["page"].set()
    await works.deeds.until(lambda: works.deeds.done)
    assert works.deeds.began == [ANA.arn]
    assert not await works.storage.steps.is_scheduled(page_of(ANA).step.key)


async def test_the_next_process_does_what_this_one_began_and_did_not_finish(works):
    works.deeds.held["page"] = asyncio.Event()
    await works.store.commit([Save(ANA), page_of(ANA)])
    await works.deeds.until(lambda: works.deeds.began)
    await works.engine.stop(within=timedelta(milliseconds=10))
    await works.storage.steps.release_all()
    [again] = await works.storage.steps.claim("page", START, 10, LEASE)
    assert (again.subject, again.attempts) == (ANA.arn, 2), "whoever goes on knows that there was an attempt"


async def test_what_was_not_stored_is_not_begun(works):
    await works.store.commit([Save(ANA)])
    with pytest.raises(Conflict):
        await works.store.commit([Save(ANA), Save(BEN), page_of(BEN)])
    await works.store.commit([Save(BEN), page_of(BEN)])
    await works.deeds.until(lambda: works.deeds.done)
    assert works.deeds.began == [BEN.arn]


async def test_what_was_stored_without_anybody_hearing_of_it_is_begun_all_the_same(works, muster):
    class Unheard:
        async def commit(self, changes: list[Change]) -> None:
            await muster.storage.store.commit(changes)
            raise OSError("no answer")

    works.store._store, heard = Unheard(), works.store._store
    with pytest.raises(OSError, match="no answer"):
        await works.store.commit([Save(ANA), page_of(ANA)])
    works.store._store = heard
    await works.deeds.until(lambda: works.deeds.done)
    assert works.deeds.began == [ANA.arn]


async def test_where_the_lane_is_full_what_is_new_waits_behind_what_waits(works):
    works.deeds.held["announce"] = asyncio.Event()
    await works.schedule("announce", *(f"incident {n}" for n in range(AT_ONCE["chat"] + 1)), after=-LEASE)
    await works.deeds.until(lambda: len(works.deeds.began) == AT_ONCE["chat"])
    await works.store.commit([Save(ANA), Schedule(Step(kind="announce", subject=ANA.arn, due_at=START))])
    await works.deeds.until(lambda: works.engine.is_behind("chat"))
    works.deeds.held["announce"].set()
    await works.deeds.until(lambda: len(works.deeds.done) == AT_ONCE["chat"] + 2)
    assert works.deeds.began[-1] == ANA.arn
    assert not works.engine.is_behind("chat")


async def test_what_a_process_finds_when_it_starts_goes_before_what_is_made_in_that_moment(muster):
    works = Works(muster.storage)
    await works.schedule("page", "overdue", after=-LEASE)
    works.engine.start()
    await works.store.commit([Save(ANA), page_of(ANA)])
    await works.deeds.until(lambda: len(works.deeds.done) == 2)
    await works.engine.stop()
    assert works.deeds.began == ["overdue", ANA.arn]


async def test_whoever_goes_on_need_not_read_what_was_stored_but_reads_when_asking_again(muster):
    await muster.storage.store.commit([Save(ANA)])
    with just_stored([Save(ANA)]):
        going_on = asyncio.create_task(reads_twice(muster))
    await muster.storage.store.commit([Save(replace(ANA, display_name="Anna", version=1))])
    first, second = await asyncio.wait_for(going_on, WITHIN)
    assert (first.display_name, first.version) == ("Ana", 1)
    assert (second.display_name, second.version) == ("Anna", 2)
    assert taken(Contact, ANA.arn) is None, "nobody else knows of it"


async def reads_twice(muster: Muster) -> tuple[Contact, Contact]:
    first = await muster.storage.contacts.get(ANA.arn)
    while (second := await muster.storage.contacts.get(ANA.arn)) and second.version == 1:  # noqa: ASYNC110 - until it is changed
        await asyncio.sleep(0)
    assert first
    assert second
    return first, second
