"""What is remembered of plans, contacts and channels is what the database would say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update

from core.errors import Conflict
from storage.database import Row, Statement, Written
from storage.settled import Settled
from storage.statements import Compiled, compiled
from storage.tables.contacts import ContactRow, PageRow

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


async def test_what_changes_all_the_time_is_read_each_time_and_makes_nobody_forget(settled, spy):
    await settled.read(NAME, {"of": "1"})
    await settled.read(OF_PAGE, {"of": "1"})
    await settled.read(OF_PAGE, {"of": "1"})
    await settled.write([Statement(MOVE, {"of": "1", "to": "0.1"})])
    assert await settled.read(NAME, {"of": "1"}) == [("ana", "1")]
    assert spy.reads == 3
