"""Entities are stored whole, change only from the version that was read, and cannot be read or altered outside."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.announcements.announcement import Announcement
from core.audit import AuditRecord
from core.chat_channels.chat_channel import ChatChannel
from core.contact_channels.contact_channel import Activation, ContactChannel
from core.contacts.contact import ChannelTarget, Stage
from core.conversations.pending_command import PendingCommand
from core.engagements.engagement import Receipt, Resolution
from core.errors import Conflict
from core.inbox.entry import InboxEntry
from core.listing import Window
from core.once import Answered
from core.related_items.related_item import RelatedItem
from core.timeline.event import TimelineEvent
from core.work import Delete, DeleteAll, Save
from storage.data_keys import NoReplicationSet
from storage.keyring import KeyDestroyed, KeyringRefused
from storage.opening import Storage
from storage.sealing import CannotOpen
from tests.storage.examples import (
    ANA,
    ENGINE,
    NAMES,
    NOON,
    SET,
    contact,
    engagement,
    event,
    incident,
    keep,
    minutes,
    opened,
    page,
    replication_set,
    response_plan,
    set_up,
)

INCIDENT = incident().arn


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with set_up(tmp_path) as storage:
        yield storage


async def test_every_kind_of_entity_comes_back_as_it_was(storage: Storage) -> None:
    one = incident(resolved_at=NOON + minutes(5), status="RESOLVED")
    happened = event(event_at=NOON - minutes(1))
    plan = response_plan(actions=({"ssmAutomation": {"documentName": "x", "parameters": {"a": ["b"]}}},))
    target = ChannelTarget(channel_arn="channel", retry_every=timedelta(seconds=90))
    ana = contact(display_name="Ana", stages=(Stage(lasts=minutes(5), channels=(target,)),), tags={"a": "b"})
    channel = ContactChannel(
        arn=NAMES.contact_channel("ana", "1"),
        contact_arn=ANA,
        name="phone",
        type="SMS",
        address="+15550100",
        activation=Activation(code="161803", sent_at=NOON, attempts=2),
        created_at=NOON,
    )
    engaged = engagement()
    paged = page(
        receipts=(Receipt(type="SENT", at=NOON, info="id"),), path=(Resolution(contact_arn=ANA, type="PERSONAL"),)
    )
    linked = ChatChannel(
        arn=NAMES.slack_channel_configuration("ops"),
        name="ops",
        slack_team_id="T1",
        slack_channel_id="C1",
        iam_role_arn="role",
        topic_arns=("topic",),
    )
    item = RelatedItem(
        generated_id="related-item/OTHER/1", incident_arn=one.arn, item_type="OTHER", value={"url": "u"}, added_at=NOON
    )
    told = Announcement(
        key=f"{one.arn} C1", incident_arn=one.arn, slack_channel_id="C1", card_ts="1.2", told_events=("e",)
    )
    answered = Answered(key="me StartIncident token", digest="d", answer={"incidentRecordArn": one.arn}, at=NOON)
    await keep(storage, one, happened, plan, ana, channel, engaged, paged, linked, item, told, answered)
    found: list[tuple[Any, Any]] = [
        (one, await storage.incidents.get(one.arn)),
        (happened, await storage.timeline.get(one.arn, happened.event_id)),
        (plan, await storage.response_plans.get(plan.arn)),
        (ana, await storage.contacts.get(ana.arn)),
        (channel, await storage.contact_channels.get(channel.arn)),
        (engaged, await storage.engagements.get(engaged.arn)),
        (paged, await storage.pages.get(paged.arn)),
        (linked, await storage.chat_channels.get(linked.arn)),
        (item, (await storage.related_items.all_of(one.arn))[0]),
        (told, (await storage.announcements.of_incident(one.arn))[0]),
        (answered, await storage.answered_calls.get(answered.key)),
        (replication_set(), await storage.replication_sets.current()),
    ]
    for kept, back in found:
        assert back == replace(kept, version=1)
        assert type(back) is type(kept)


async def test_instants_come_back_aware(storage: Storage) -> None:
    await keep(storage, incident())
    back = await storage.incidents.get(INCIDENT)
    assert back is not None
    for at in (back.created_at, back.last_modified_at):
        assert isinstance(at, datetime)
        assert at.utcoffset() == timedelta(0)


async def test_a_change_counts_the_version_on(storage: Storage) -> None:
    await keep(storage, incident())
    first = await storage.incidents.get(INCIDENT)
    assert first is not None
    await keep(storage, replace(first, title="Checkout is slow"))
    assert await storage.incidents.get(INCIDENT) == replace(first, title="Checkout is slow", version=2)


async def test_of_two_who_change_the_same_version_one_is_refused_with_everything_else(storage: Storage) -> None:
    await keep(storage, incident())
    read = await storage.incidents.get(INCIDENT)
    assert read is not None
    outcomes = await asyncio.gather(
        keep(storage, replace(read, title="a"), event("a")),
        keep(storage, replace(read, title="b"), event("b")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), Conflict]
    assert (await storage.incidents.get(INCIDENT)) == replace(read, title="a", version=2)
    assert await storage.timeline.get(INCIDENT, "a") is not None
    assert await storage.timeline.get(INCIDENT, "b") is None


async def test_two_open_incidents_cannot_share_a_dedupe_string(storage: Storage) -> None:
    await keep(storage, incident("one", dedupe_string="cpu"))
    with pytest.raises(Conflict):
        await keep(storage, incident("two", dedupe_string="cpu"))
    await keep(storage, incident("three", dedupe_string="cpu", status="RESOLVED"))
    found = await storage.incidents.open_with_dedupe_string("cpu")
    assert found is not None
    assert found.arn == INCIDENT
    assert await storage.incidents.open_with_dedupe_string("CPU") is None


async def test_there_is_one_replication_set_at_most(storage: Storage) -> None:
    with pytest.raises(Conflict):
        await keep(storage, replace(replication_set(), arn=NAMES.replication_set("second")))


async def test_one_slot_of_an_engagement_is_paged_once(storage: Storage) -> None:
    await keep(storage, page("one", slot="0/0"))
    with pytest.raises(Conflict):
        await keep(storage, page("two", slot="0/0"))


async def test_what_is_saved_twice_in_one_call_is_stored_as_it_was_last(storage: Storage) -> None:
    await keep(storage, incident(), incident(title="better"))
    kept = await storage.incidents.get(INCIDENT)
    assert kept is not None
    assert (kept.title, kept.version) == ("better", 1)


async def test_deleting_rests_on_the_version_too(storage: Storage) -> None:
    await keep(storage, incident())
    read = await storage.incidents.get(INCIDENT)
    assert read is not None
    await keep(storage, replace(read, title="changed"))
    with pytest.raises(Conflict):
        await storage.store.commit([Delete(read)])
    await storage.store.commit([Delete(replace(read, version=2))])
    assert await storage.incidents.get(INCIDENT) is None


async def test_everything_of_an_incident_can_be_deleted_at_once(storage: Storage) -> None:
    other = NAMES.incident_record("checkout", "two")
    await keep(storage, event("a"), event("b"), event("c", incident_arn=other))
    await storage.store.commit([DeleteAll(TimelineEvent, {"incident_arn": INCIDENT})])
    assert [await storage.timeline.get(INCIDENT, uid) for uid in "ab"] == [None, None]
    assert await storage.timeline.get(other, "c") is not None


async def test_deleting_by_what_is_sealed_is_a_mistake(storage: Storage) -> None:
    with pytest.raises(TypeError, match="no clear columns"):
        await storage.store.commit([DeleteAll(TimelineEvent, {"data": "x"})])


async def test_saving_what_nobody_declared_is_a_mistake(storage: Storage) -> None:
    @dataclass(frozen=True)
    class Unknown:
        version: int = 0

    with pytest.raises(TypeError, match="Unknown"):
        await keep(storage, Unknown())


CANARIES = {
    "title": "Kanarienvogel",
    "summary": "Wellensittich",
    "text": "Nachtigall",
    "name": "Rotkehlchen",
    "address": "+15550177",
    "code": "577215",
    "delivery": "Zaunkoenig",
    "dedupe": "Sperling",
    "chat": "C0CANARY99",
    "command": "Dompfaff",
    "token": "Eisvogel",
    "parameter": "Buntspecht",
}


async def test_no_readable_word_lies_in_the_folder(tmp_path: Path) -> None:
    c = CANARIES
    async with set_up(tmp_path) as storage:
        await keep(
            storage,
            incident(title=c["title"], summary=c["summary"], dedupe_string=c["dedupe"]),
            event(data=c["text"]),
            contact(display_name=c["name"]),
            page(code=c["code"]),
            ContactChannel(arn="x", contact_arn=ANA, name=c["name"], type="SMS", address=c["address"], created_at=NOON),
            Announcement(key="k", incident_arn=INCIDENT, slack_channel_id=c["chat"], card_ts=c["chat"]),
            Answered(key=c["token"], digest="d", answer={"x": c["text"]}, at=NOON),
            AuditRecord(
                id="1",
                at=NOON,
                action="a",
                principal="p",
                outcome="ok",
                read_only=True,
                parameters={"x": c["parameter"]},
            ),
        )
        await storage.inbox.take(InboxEntry(id="E1", kind="event", body={"text": c["delivery"]}, received_at=NOON))
        await storage.pending_commands.put(PendingCommand(key=c["chat"], text=c["command"], asked_at=NOON))
        assert_unreadable(tmp_path)
    assert_unreadable(tmp_path)


def assert_unreadable(folder: Path) -> None:
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert sum(map(len, files.values())) > 100_000
    assert INCIDENT.encode() in b"".join(files.values()), "the search finds what is there"
    for name, content in files.items():
        for word in CANARIES.values():
            assert word.encode() not in content, f"{word} is readable in {name}"


def tamper(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "muster.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incident SET sealed = (SELECT sealed FROM incident WHERE uid = 'two') WHERE uid = 'one'",
        "UPDATE incident SET version = 2 WHERE uid = 'one'",
        "UPDATE incident SET sealed = CAST(substr(sealed, 1, 100) || x'00' AS BLOB) WHERE uid = 'one'",
        "UPDATE incident SET sealed = x'' WHERE uid = 'one'",
        "UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE owner = 'index')",
        "UPDATE data_key SET owner = 'somebody else' WHERE owner NOT IN ('index', 'metadata')",
        "DELETE FROM data_key WHERE owner NOT IN ('index', 'metadata')",
    ],
)
async def test_what_was_altered_outside_is_refused(tmp_path: Path, statement: str) -> None:
    async with set_up(tmp_path) as storage:
        await keep(storage, incident("one"), incident("two"))
    tamper(tmp_path, statement)
    with pytest.raises(CannotOpen):
        async with opened(tmp_path) as storage:
            await storage.incidents.get(INCIDENT)


async def test_an_older_version_of_a_row_cannot_stand_in_for_the_newer(tmp_path: Path) -> None:
    async with set_up(tmp_path) as storage:
        await keep(storage, incident())
    tamper(tmp_path, "CREATE TABLE old AS SELECT sealed FROM incident")
    async with opened(tmp_path) as storage:
        read = await storage.incidents.get(INCIDENT)
        assert read is not None
        await keep(storage, replace(read, title="changed"))
    tamper(tmp_path, "UPDATE incident SET sealed = (SELECT sealed FROM old)")
    async with opened(tmp_path) as storage:
        with pytest.raises(CannotOpen):
            await storage.incidents.get(INCIDENT)


async def test_each_owner_has_a_data_key_of_its_own(tmp_path: Path) -> None:
    async with set_up(tmp_path) as storage:
        await keep(storage, incident(), event(), contact("ana"), contact("ben"), page(), engagement())
    with closing(sqlite3.connect(tmp_path / "muster.db")) as connection:
        kept = connection.execute("SELECT kek_id, owner FROM data_key").fetchall()
    assert sorted(kept) == sorted(
        [
            ("metadata", "metadata"),
            (SET, "index"),
            (SET, incident().response_plan_arn),
            (SET, NAMES.contact("ana")),
            (SET, NAMES.contact("ben")),
        ]
    )


async def test_many_calls_that_need_the_same_new_data_key_agree_on_one(storage: Storage) -> None:
    await asyncio.gather(*(keep(storage, event(str(number))) for number in range(50)))
    listed = await storage.timeline.get(INCIDENT, "49")
    assert listed is not None


async def test_a_data_key_outlives_the_change_set_that_first_wanted_it(tmp_path: Path) -> None:
    async with set_up(tmp_path) as storage:
        with pytest.raises(Conflict):
            await keep(storage, incident("one", dedupe_string="x"), incident("two", dedupe_string="x"))
        await keep(storage, incident("one"))
    async with opened(tmp_path) as storage:
        assert await storage.incidents.get(INCIDENT) is not None


async def test_nothing_of_a_customers_is_sealed_without_a_replication_set(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        with pytest.raises(NoReplicationSet):
            await keep(storage, contact())


async def test_looking_for_what_is_sealed_finds_nothing_without_a_replication_set(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        assert await storage.incidents.open_with_dedupe_string("x") is None
        assert await storage.contact_channels.with_address("SLACK", "U1") == []
        assert await storage.announcements.at("C1", None) == []
        assert await storage.announcements.at("C1", "1.2") == []


async def test_destroying_the_key_makes_everything_unreadable_even_in_an_old_backup(tmp_path: Path) -> None:
    async with set_up(tmp_path) as storage:
        await keep(storage, incident())
        storage.keys.destroy(SET)
        with pytest.raises((CannotOpen, KeyDestroyed)):
            await storage.incidents.get(INCIDENT)
        kept = await storage.replication_sets.current()
        assert kept is not None
        await storage.store.commit([DeleteAll(type(incident()), {}), Delete(kept)])
        assert await storage.incidents.get(INCIDENT) is None


async def test_a_backup_of_the_database_does_not_open_after_the_key_was_destroyed(tmp_path: Path) -> None:
    async with set_up(tmp_path) as storage:
        await keep(storage, incident())
    backup = (tmp_path / "muster.db").read_bytes()
    async with opened(tmp_path) as storage:
        storage.keys.destroy(SET)
    (tmp_path / "muster.db").write_bytes(backup)
    async with opened(tmp_path) as storage:
        with pytest.raises(KeyDestroyed):
            await storage.incidents.get(INCIDENT)


async def test_a_new_replication_set_starts_with_a_key_of_its_own(storage: Storage) -> None:
    await keep(storage, contact())
    storage.keys.destroy(SET)
    kept = await storage.replication_sets.current()
    assert kept is not None
    await storage.store.commit([DeleteAll(type(contact()), {}), Delete(kept)])
    second = NAMES.replication_set("second")
    storage.keys.create(second)
    await keep(storage, replace(replication_set(), arn=second))
    await keep(storage, contact())
    assert await storage.contacts.get(ANA) is not None


async def test_another_databases_keyring_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with opened(tmp_path / "a"), opened(tmp_path / "b"):
        pass
    (tmp_path / "b" / "keyring.json").replace(tmp_path / "a" / "keyring.json")
    with pytest.raises(CannotOpen, match="keyring holds another key"):
        async with opened(tmp_path / "a"):
            pass


async def test_a_missing_keyring_is_refused_at_the_start(tmp_path: Path) -> None:
    async with opened(tmp_path):
        pass
    (tmp_path / "keyring.json").unlink()
    with pytest.raises(KeyringRefused, match="backup"):
        async with opened(tmp_path):
            pass


async def test_records_of_calls_are_kept_by_the_installation_itself(tmp_path: Path) -> None:
    record = AuditRecord(id="1", at=NOON, action="a", principal=ENGINE, outcome="ok", read_only=True, parameters={})
    async with opened(tmp_path) as storage:
        await storage.store.commit([Save(record)])
        assert (await storage.contacts.listing("", None, Window(5))).items == ()
