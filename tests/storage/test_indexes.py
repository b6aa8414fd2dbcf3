"""Whatever the ports ask is answered by an index: no scan of a table, no sorting of what was found."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Integer, LargeBinary, String, Table
from sqlmodel import SQLModel

from core.access_keys.access_key import AccessKeyUse
from core.incidents.ports import IncidentFilter
from core.listing import Window
from core.resource_policies.resource_policy import ResourcePolicy
from core.rotation_overrides.rotation_override import RotationOverride
from core.step import Step
from core.timeline.ports import EventFilter
from core.work import Cancel, Delete, DeleteAll, Finish, Postpone, Schedule
from storage.account import Storage
from storage.audit.anchor import NAME, Anchor
from storage.database import Database, Linking, Row, Statement, Written
from storage.keys.file import KeyringFile
from storage.keys.holders import Holders
from storage.keys.keyring import open_keyring
from storage.opening import Storages, open_database
from storage.postgres_connecting import SETTINGS
from storage.postgres_text import BYTEA, INT8, TEXT, UNKNOWN, wording
from storage.statements import Compiled
from tests.databases import database_in, on_both, tamper
from tests.storage.examples import (
    ACCOUNT,
    ANA,
    NOON,
    SET,
    StandingClock,
    engagement,
    event,
    incident,
    keep,
    minutes,
    page,
    replication_set,
)

pytestmark = on_both

FIRST, NEXT = Window(25), (1, "x")
BEHIND = Window(25, NEXT)


class Recorder:
    """A database that remembers what it was asked."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner
        self.asked: dict[Compiled, Mapping[str, Any]] = {}

    async def write(self, statements: Sequence[Statement]) -> list[Written]:
        self.asked |= {one.compiled: one.compiled.bind(one.parameters) for one in statements}
        return await self._inner.write(statements)

    def write_soon(self, statements: Sequence[Statement]) -> None:
        self.asked |= {one.compiled: one.compiled.bind(one.parameters) for one in statements}
        self._inner.write_soon(statements)

    async def read(self, compiled: Compiled, parameters: Mapping[str, Any]) -> list[Row]:
        self.asked[compiled] = compiled.bind(parameters)
        return await self._inner.read(compiled, parameters)

    def link_with(self, linking: Linking) -> None:
        self._inner.link_with(linking)

    async def close(self) -> None:
        await self._inner.close()


@pytest.fixture
async def recorded(tmp_path: Path) -> AsyncIterator[tuple[Storage, Recorder]]:
    clock = StandingClock()
    recorder = Recorder(open_database(database_in(tmp_path)))
    ring = open_keyring(KeyringFile(tmp_path / "keyring.json"), clock, expected=False)
    storage = await Storages(recorder, Holders(ring), ACCOUNT, clock, Anchor(tmp_path / NAME)).of(ACCOUNT)
    await storage.keys.create(SET)
    await keep(storage, replication_set())
    await keep(storage, incident(), event(), engagement(), page())
    yield storage, recorder
    await storage.close()


async def ask_everything(storage: Storage) -> None:
    for window in (FIRST, BEHIND):
        await storage.incidents.listing(IncidentFilter(), window)
        await storage.incidents.listing(IncidentFilter(statuses=("OPEN",)), window)
        await storage.incidents.listing(IncidentFilter(statuses=("OPEN",), created_after=NOON), window)
        await storage.timeline.listing(incident().arn, EventFilter(), window)
        await storage.timeline.listing(incident().arn, EventFilter(after=NOON), window, ascending=True)
        await storage.engagements.listing(window)
        await storage.engagements.listing(window, incident_id="x", started_from=NOON)
        await storage.pages.by_engagement("x", window)
        await storage.pages.by_contact(ANA, window)
        await storage.related_items.listing("x", window)
        await storage.contact_channels.of_contact(ANA, window)
        await storage.resource_policies.listing("x", Window(25, window.after and ("x",)))
        await storage.rotations.listing("", window)
        await storage.rotations.listing("x", window)
        await storage.rotation_overrides.overlapping("x", NOON, NOON + minutes(1), window)
        await storage.rotation_overrides.during("x", NOON, NOON + minutes(1))
        await storage.rotation_overrides.lasting_at("x", NOON)
    for named in (FIRST, Window(25, ("x",))):
        await storage.contacts.listing("ops", None, named)
        await storage.response_plans.listing(named)
    for get in (storage.incidents, storage.engagements, storage.pages, storage.contacts, storage.response_plans):
        await get.get("x")
    await storage.timeline.get("x", "y")
    await storage.incidents.open_with_dedupe_string("x")
    await storage.incidents.with_uid("x")
    await storage.engagements.of_incident("x")
    await storage.engagements.standing_still()
    await storage.pages.is_taken("x", "y")
    await storage.pages.all_of("x")
    await storage.pages.open_of_contact(ANA)
    await storage.contact_channels.get("x")
    await storage.contacts.with_rotation("x")
    await storage.contacts.engaging("x")
    await storage.response_plans.engaging("x")
    await storage.rotation_overrides.during("x", NOON, NOON + minutes(1))
    await storage.resource_policies.get("x", "y")
    await storage.resource_policies.all_of("x")
    await storage.store.commit([DeleteAll(ResourcePolicy, {"resource_arn": "x"})])
    await storage.rotations.get("x")
    await storage.rotations.with_member(ANA)
    await storage.rotations.named("x")
    await storage.rotation_overrides.get("x", "y")
    await storage.store.commit([DeleteAll(RotationOverride, {"rotation_arn": "x"})])
    await storage.contact_channels.with_address("SMS", "x")
    await storage.announcements.of_incident("x")
    await storage.announcements.at("C1", "1.2")
    await storage.announcements.at("C1", None)
    await storage.answered_calls.get("x")
    await storage.answered_calls.forget_before(NOON)
    await storage.pending_commands.get("x")
    await storage.pending_commands.drop("x")
    await storage.pending_commands.forget_before(NOON)
    await storage.inbox.unfinished()
    storage.inbox.done("x", NOON)
    await storage.inbox.forget_before(NOON)
    await storage.access_keys.get("x")
    await storage.access_keys.permanent("jane")
    await storage.access_keys.permanent(None)
    await storage.access_keys.last_use("x")
    await storage.access_keys.note_use(AccessKeyUse(id="x", used_at=NOON, service="sts", region="us-east-1"))
    await storage.access_keys.forget_expired_before(NOON)


async def work_on_steps(storage: Storage, folder: Path) -> None:
    for subject in "abc":
        await storage.store.commit([Schedule(Step(kind="page", subject=subject, due_at=NOON))])
    one, two, _ = await storage.steps.claim("page", NOON, 10, timedelta(seconds=5))
    await storage.store.commit([Finish(one), Postpone(two, NOON + minutes(1)), Cancel("page c")])
    await storage.steps.next_due_at("page")
    await storage.steps.is_scheduled("x")
    assert tamper(folder, "UPDATE step SET lane = 'pagf' WHERE key = 'page b'") == 1
    assert await storage.lanes.mend() == ["page b"]
    read = await storage.incidents.get(incident().arn)
    assert read is not None
    await keep(storage, read)
    await storage.store.commit([Delete(incident(version=2))])


ASKS_WHOSE = re.compile(r"\btenant = :tenant\b|INSERT INTO \w+ \(tenant, .*(VALUES \(|SELECT ):tenant\b", re.DOTALL)
ALLOWED_TO_SCAN = {
    "replication_set",  # has one row at most
    "chosen",  # no table: the few steps that are being claimed
}


async def test_every_question_is_answered_by_an_index(recorded: tuple[Storage, Recorder], tmp_path: Path) -> None:
    storage, recorder = recorded
    await ask_everything(storage)
    await work_on_steps(storage, tmp_path)
    assert len(recorder.asked) > 50
    database = database_in(tmp_path)
    bad = list(wasted_on_postgres(database, recorder) if isinstance(database, str) else wasted(database, recorder))
    assert not bad, "\n".join(bad)


def wasted(database: Path, recorder: Recorder) -> Iterator[str]:
    with closing(sqlite3.connect(database)) as connection:
        for asked, parameters in recorder.asked.items():
            plan = connection.execute(f"EXPLAIN QUERY PLAN {asked.text}", dict(parameters)).fetchall()
            yield from (f"{row[3]}: {asked.text}" for row in plan if wasteful(row[3]))


def wasted_on_postgres(url: str, recorder: Recorder) -> Iterator[str]:
    """As the plans are that our connections make, which know nothing of what is asked for in particular."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SETTINGS)
        for table in SQLModel.metadata.sorted_tables:
            connection.execute(many_rows(table).encode())
        for made in map(wording, recorder.asked):
            types = ", ".join(TYPES[one] for one in made.types)
            connection.execute(f"PREPARE asked {f'({types})' if types else ''} AS {made.text.decode()}".encode())
            nothing = ", ".join(["NULL"] * len(made.types))
            told = connection.execute(
                f"EXPLAIN (FORMAT JSON) EXECUTE asked {f'({nothing})' if nothing else ''}".encode()
            ).fetchall()
            connection.execute("DEALLOCATE asked")
            yield from (f"{why}: {made.text.decode()}" for why in too_much(told[0][0][0]["Plan"]))


SOME = ((Integer, "n"), (String, "md5(n::text)"), (LargeBinary, "decode(md5(n::text), 'hex')"))


def many_rows(table: Table) -> str:
    """For a table with one row any plan is as good as another."""
    filled = [column for column in table.columns if column.name != "tenant"]
    kinds = [getattr(column.type, "impl_instance", column.type) for column in filled]
    values = [next(some for kind, some in SOME if isinstance(one, kind)) for one in kinds]
    columns = ", ".join(f'"{column.name}"' for column in filled)
    return (
        f'INSERT INTO "{table.name}" (tenant, {columns}) '  # noqa: S608 - our own tables
        f"SELECT '{ACCOUNT}', {', '.join(values)} FROM generate_series(1, 3000) n ON CONFLICT DO NOTHING"
    )


ALLOWED_TO_SORT = {"announcement"}
"""Has a few rows for each message."""
ALLOWED_TO_SIFT = re.compile(r"^(contact .*type|inbox .*held_by|access_key .*expires_at|step .leased_until|\w+ $)")
"""A filter on a part that is small, or on all that there is; without a filter it is read whole because it is wanted."""
TYPES = {INT8: "int8", TEXT: "text", BYTEA: "bytea", UNKNOWN: "unknown"}


def too_much(node: dict[str, Any]) -> Iterator[str]:
    """What this part of a plan, or one below it, reads or sorts beyond what it answers."""
    kind, table = node["Node Type"], node.get("Relation Name")
    if ("Sort" in kind and node["Plans"][0].get("Relation Name") not in ALLOWED_TO_SORT) or (
        kind == "Seq Scan" and table not in ALLOWED_TO_SCAN
    ):
        yield f"{kind} {table}"
    if (
        kind.startswith("Index")
        and "AND" not in node.get("Index Cond", "")
        and not ALLOWED_TO_SIFT.search(f"{table} {node.get('Filter', '')}")
    ):
        yield f"{kind} of all of a tenant's {node['Index Name']}"
    for below in node.get("Plans", ()):
        yield from too_much(below)


async def test_every_question_names_the_tenant(recorded: tuple[Storage, Recorder], tmp_path: Path) -> None:
    storage, recorder = recorded
    recorder.asked.clear()
    await ask_everything(storage)
    await work_on_steps(storage, tmp_path)
    assert [one.text for one in recorder.asked if not ASKS_WHOSE.search(one.text)] == []


def wasteful(detail: str) -> bool:
    """Whether this line of a query plan reads or sorts more than it answers."""
    words = detail.split()
    if words[0] == "SCAN":
        return words[1] not in ALLOWED_TO_SCAN and words[1:] != ["CONSTANT", "ROW"] and "USING" not in words
    return "TEMP B-TREE" in detail
