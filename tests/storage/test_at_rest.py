"""What lies on the disk can be neither read nor altered without the keyring, and not at all once a key is destroyed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.announcements.announcement import Announcement
from core.contact_channels.contact_channel import ContactChannel
from core.conversations.pending_command import PendingCommand
from core.errors import Conflict
from core.inbox.entry import InboxEntry
from core.listing import Window
from core.once import Answered
from core.resource_policies.resource_policy import ResourcePolicy
from core.work import Delete, DeleteAll, Save
from storage.account import Storage
from storage.data_keys import NoReplicationSet
from storage.keys.entries import KeyDestroyed, KeyringRefused
from storage.sealing import CannotOpen
from tests.audit.examples import audit_event
from tests.databases import backed_up, bring_back, files_of, look, on_both, tamper
from tests.storage.examples import (
    ANA,
    NAMES,
    NOON,
    SET,
    contact,
    engagement,
    event,
    incident,
    keep,
    opened,
    page,
    replication_set,
    rotation,
    rotation_override,
    set_up,
)

INCIDENT = incident().arn

pytestmark = on_both


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with set_up(tmp_path) as storage:
        yield storage


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
    "rotation": "Mauersegler",
    "tag": "Zilpzalp",
    "policy": "Grasmuecke",
}


async def test_no_readable_word_lies_in_the_folder(tmp_path: Path) -> None:
    c = CANARIES
    async with set_up(tmp_path) as storage:
        await keep(
            storage,
            incident(title=c["title"], summary=c["summary"], dedupe_string=c["dedupe"]),
            event(data=c["text"]),
            contact(display_name=c["name"], tags={c["tag"]: c["tag"]}),
            ResourcePolicy(resource_arn=ANA, id="p", text=c["policy"], put_at=NOON, put_by=c["policy"]),
            page(code=c["code"]),
            rotation(name=c["rotation"], time_zone=c["rotation"], contact_arns=(c["rotation"],)),
            rotation_override(contact_arns=(c["rotation"],)),
            ContactChannel(arn="x", contact_arn=ANA, name=c["name"], type="SMS", address=c["address"], created_at=NOON),
            Announcement(key="k", incident_arn=INCIDENT, slack_channel_id=c["chat"], card_ts=c["chat"]),
            Answered(key=c["token"], digest="d", answer={"x": c["text"]}, at=NOON),
            audit_event(parameters={"x": c["parameter"]}),
        )
        await storage.inbox.take(InboxEntry(id="E1", kind="event", body={"text": c["delivery"]}, received_at=NOON))
        await storage.pending_commands.put(PendingCommand(key=c["chat"], text=c["command"], asked_at=NOON))
        assert_unreadable(tmp_path)
    assert_unreadable(tmp_path)


def assert_unreadable(folder: Path) -> None:
    files = files_of(folder)
    assert sum(map(len, files.values())) > 100_000
    assert INCIDENT.encode() in b"".join(files.values()), "the search finds what is there"
    for name, content in files.items():
        for word in CANARIES.values():
            assert word.encode() not in content, f"{word} is readable in {name}"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incident SET sealed = (SELECT sealed FROM incident WHERE uid = 'two') WHERE uid = 'one'",
        "UPDATE incident SET version = 2 WHERE uid = 'one'",
        "UPDATE incident SET sealed = substr(sealed, 1, 100) WHERE uid = 'one'",
        "UPDATE incident SET sealed = substr(sealed, 1, 0) WHERE uid = 'one'",
        "UPDATE data_key_wrap SET wrapped = data_key_id "
        "WHERE data_key_id IN (SELECT id FROM data_key WHERE owner LIKE 'arn:%')",
        "UPDATE data_key SET owner = 'somebody else' WHERE owner LIKE 'arn:%'",
        "DELETE FROM data_key WHERE owner LIKE 'arn:%'",
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
    kept = look(tmp_path, "SELECT kek_id, owner FROM data_key")
    assert sorted(kept) == sorted(
        [
            ("metadata", "metadata"),
            ("metadata", "audit-chain"),
            ("metadata", "audit-signature"),
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
        await storage.keys.destroy(SET)
        with pytest.raises((CannotOpen, KeyDestroyed)):
            await storage.incidents.get(INCIDENT)
        kept = await storage.replication_sets.current()
        assert kept is not None
        await storage.store.commit([DeleteAll(type(incident()), {}), Delete(kept)])
        assert await storage.incidents.get(INCIDENT) is None


async def test_a_backup_of_the_database_does_not_open_after_the_key_was_destroyed(tmp_path: Path) -> None:
    async with set_up(tmp_path) as storage:
        await keep(storage, incident())
    backup = backed_up(tmp_path)
    async with opened(tmp_path) as storage:
        await storage.keys.destroy(SET)
    bring_back(tmp_path, backup)
    async with opened(tmp_path) as storage:
        with pytest.raises(KeyDestroyed):
            await storage.incidents.get(INCIDENT)


async def test_a_new_replication_set_starts_with_a_key_of_its_own(storage: Storage) -> None:
    await keep(storage, contact())
    await storage.keys.destroy(SET)
    kept = await storage.replication_sets.current()
    assert kept is not None
    await storage.store.commit([DeleteAll(type(contact()), {}), Delete(kept)])
    second = NAMES.replication_set("second")
    await storage.keys.create(second)
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
    async with opened(tmp_path) as storage:
        await storage.store.commit([Save(audit_event())])
        assert (await storage.contacts.listing("", None, Window(5))).items == ()
