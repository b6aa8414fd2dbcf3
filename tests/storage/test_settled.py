"""What is remembered of plans, contacts and channels is what the database would say."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update

from core.errors import Conflict
from storage.database import Row, Statement, Written
from storage.settled import Settled, SharedSettled
from storage.statements import Compiled, compiled
from storage.tables.contacts import ContactRow, PageRow
from storage.tables.replication_set import ReplicationSetRow
from tests.storage.examples import contact, keep, opened, set_up

CONTACT, PAGE = ContactRow.__table__, PageRow.__table__
NAME = compiled(select(CONTACT.c.alias).where(CONTACT.c.arn == bindparam("of")))
OTHER_WAY = compiled(select(CONTACT.c.alias).where(CONTACT.c.arn == bindparam("of"), CONTACT.c.type == bindparam("is")))
OF_PAGE = compiled(select(PAGE.c.slot).where(PAGE.c.arn == bindparam("of")))
RENAME = compiled(update(CONTACT).where(CONTACT.c.arn == bindparam("of")).values(alias=bindparam("to")))
MOVE = compiled(update(PAGE).where(PAGE.c.arn == bindparam("of")).values(slot=bindparam("to")))


class Spy:
    """A database of one value, which counts how often it is asked."""

    def __init__(self) -> None:
        self.value, self.reads, self.refuses = "ana", 0, False

    async def read(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[Row]:
        self.reads += 1
        return [(self.value, *parameters.values())]

    async def write(self, statements: Sequence[Statement]) -> list[Written]:
        self.value = statements[0].parameters["to"]
        if self.refuses:
            raise Conflict("somebody else was first")
        return [Written(1, [])]


@pytest.fixture
def spy() -> Spy:
    return Spy()


@pytest.fixture
def settled(spy: Spy) -> Settled:
    return Settled(spy)  # type: ignore[arg-type]  # nothing here links or closes


async def test_what_nobody_changed_is_read_once(settled, spy):
    assert [await settled.read(NAME, {"of": "1"}) for _ in range(3)] == [[("ana", "1")]] * 3
    assert spy.reads == 1


async def test_each_question_has_its_own_answer(settled, spy):
    await settled.read(NAME, {"of": "1"})
    assert await settled.read(NAME, {"of": "2"}) == [("ana", "2")]
    assert await settled.read(OTHER_WAY, {"of": "1", "is": "2"}) == [("ana", "1", "2")]
    assert await settled.read(OTHER_WAY, {"is": "1", "of": "2"}) == [("ana", "1", "2")]
    assert spy.reads == 4


async def test_a_change_is_seen_by_whoever_asks_next(settled):
    await settled.read(NAME, {"of": "1"})
    await settled.write([Statement(RENAME, {"of": "1", "to": "ben"})])
    assert await settled.read(NAME, {"of": "1"}) == [("ben", "1")]


async def test_whoever_was_refused_reads_anew(settled, spy):
    await settled.read(NAME, {"of": "1"})
    spy.refuses = True
    with pytest.raises(Conflict):
        await settled.write([Statement(RENAME, {"of": "1", "to": "ben"})])
    assert await settled.read(NAME, {"of": "1"}) == [("ben", "1")]


async def test_a_change_is_seen_although_whoever_made_it_is_gone(settled, spy):
    stored = asyncio.Event()

    async def slowly(statements: Sequence[Statement]) -> list[Written]:
        await stored.wait()
        spy.value = "ben"
        return [Written(1, [])]

    spy.write = slowly
    writing = asyncio.create_task(settled.write([Statement(RENAME, {"of": "1", "to": "ben"})]))
    await asyncio.sleep(0)
    writing.cancel()
    await asyncio.wait([writing])
    assert await settled.read(NAME, {"of": "1"}) == [("ana", "1")]
    stored.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await settled.read(NAME, {"of": "1"}) == [("ben", "1")]


async def test_what_changes_all_the_time_is_read_each_time_and_makes_nobody_forget(settled, spy):
    await settled.read(NAME, {"of": "1"})
    await settled.read(OF_PAGE, {"of": "1"})
    await settled.read(OF_PAGE, {"of": "1"})
    await settled.write([Statement(MOVE, {"of": "1", "to": "0.1"})])
    assert await settled.read(NAME, {"of": "1"}) == [("ana", "1")]
    assert spy.reads == 3


class Shared(Spy):
    """A database that another process writes to as well: it counts what is changed of what is settled."""

    def __init__(self) -> None:
        super().__init__()
        self.changes, self.meanwhile = 0, False

    async def read(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[Row]:
        if "settled" in compiled.text:
            return [(self.changes,)] if self.changes else []
        found = await super().read(compiled, parameters)
        if self.meanwhile:
            self.meanwhile = False
            self.somebody_renames("cleo")
            await asyncio.sleep(0)  # the answer is on its way, and old by now
        return found

    async def write(self, statements: Sequence[Statement]) -> list[Written]:
        assert [one.parameters for one in statements[1:]] == [{"tenant": "t"}]
        self.somebody_renames(statements[0].parameters["to"])
        return [Written(1, []) for _ in statements]

    def somebody_renames(self, name: str) -> None:
        self.value, self.changes = name, self.changes + 1


ANA = {"of": "1", "tenant": "t"}
FIRST = compiled(select(ReplicationSetRow.__table__.c.arn))


@pytest.fixture
def shared() -> Shared:
    return Shared()


async def test_whoever_calls_sees_what_another_process_has_changed(shared):
    ours = SharedSettled(shared)  # type: ignore[arg-type]  # as above
    await ours.read(NAME, ANA)
    shared.somebody_renames("ben")
    assert await ours.read(NAME, ANA) == [("ana", "1", "t")], "for a tenth of a second it is believed"
    await ours.read(FIRST, {"tenant": "t"})  # as each call does
    assert await ours.read(NAME, ANA) == [("ben", "1", "t")]


async def test_what_nobody_changed_elsewhere_is_still_read_once(shared):
    ours = SharedSettled(shared)  # type: ignore[arg-type]  # as above
    for _ in range(3):
        await ours.read(FIRST, {"tenant": "t"})
        await ours.read(NAME, ANA)
    assert shared.reads == 2


async def test_each_change_is_counted_in_the_same_transaction(shared):
    ours = SharedSettled(shared)  # type: ignore[arg-type]  # as above
    await ours.read(NAME, ANA)
    assert len(await ours.write([Statement(RENAME, {**ANA, "to": "ben"})])) == 1
    assert shared.changes == 1
    assert await ours.read(NAME, ANA) == [("ben", "1", "t")]


async def test_an_answer_that_was_overtaken_by_a_change_is_not_kept(shared):
    ours = SharedSettled(shared)  # type: ignore[arg-type]  # as above
    shared.meanwhile = True
    late = asyncio.create_task(ours.read(NAME, ANA))
    await asyncio.sleep(0)
    await ours.read(FIRST, {"tenant": "t"})
    assert await late == [("ana", "1", "t")]
    assert await ours.read(NAME, ANA) == [("cleo", "1", "t")]


@pytest.mark.parametrize("kind_of_database", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("kind_of_database")
async def test_two_processes_on_postgresql_agree(tmp_path):
    async with set_up(tmp_path) as here, opened(tmp_path) as there:
        await keep(here, contact("ana"))
        assert await there.contacts.get(contact("ana").arn) == contact("ana", version=1)
        await keep(here, contact("ana", display_name="Ana", version=1))
        await there.replication_sets.current()  # as each call does
        assert await there.contacts.get(contact("ana").arn) == contact("ana", display_name="Ana", version=2)
