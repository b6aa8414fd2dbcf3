"""Requirements 1 to 12: what is written down is sealed, under a key of the owner's choice."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import sqlite3
import tempfile
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot import environment
from bot.assembly.door import dispatcher_of
from bot.cli import main
from core.errors import Refusal
from core.vocabulary import examples
from core.vocabulary.catalog import Operation, catalog
from storage.account import Storage
from storage.opening import open_storages
from storage.sealing import CannotOpen, DataKey, Place, open_sealed, seal
from tests.databases import database_in
from tests.engine.world import World
from tests.operations.muster import ARNS, MovableClock, Muster, SmallWorkspace, open_muster
from tests.operations.refusals import refused
from tests.operations.test_contacts import channel, person
from tests.requirements import kms
from tests.requirements.every_text import requests

KEY = DataKey(bytes(range(16)), bytes(range(100, 132)))
PLACE = Place("111122223333", "incident", (ARNS.incident_record("checkout", "1"),), 3)
CANARY = "crimson heron"
UNDER_WAY = ("Start", "Accept", "Create", "Put", "Tag", "Update", "Get", "List", "Describe", "Send")


async def test_01_no_written_word_lies_readable_on_the_disk_or_in_the_log(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    present = await resources(world)
    written = [await writes(world.muster, operation, present) for operation in in_order()]
    await world.settle()
    taken = [where for places in written for where in places]
    assert {where.rpartition(".")[2] for where in taken} >= {
        "title", "summary", "eventData", "DisplayName", "SimpleAddress", "Subject", "Content", "Sender", "Note",
        "displayName", "dedupeString", "Name", "url", "tags", "CommandText", "Reason", "rawData",
    }, sorted(taken)  # fmt: skip
    with closing(sqlite3.connect(tmp_path / "muster.db")) as database:
        database.execute("PRAGMA wal_checkpoint(PASSIVE)")
    heap = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()) + caplog.text.encode()
    assert b"contact/jane" in heap, "names that are part of ARNs are clear, so that the search looks at it all"
    assert [word for word in (CANARY, CANARY.title(), CANARY.replace(" ", ".")) if word.encode() in heap] == []


def in_order() -> list[Operation]:
    """All operations: those that make something first, those that take it away last."""
    return sorted(catalog().values(), key=lambda one: ([*UNDER_WAY, one.name].index(prefix(one.name)), one.action))


def prefix(name: str) -> str:
    return next((word for word in UNDER_WAY if name.startswith(word)), name)


async def resources(world: World) -> dict[str, str]:
    """What the examples speak of, by the name that they have for it."""
    muster, made = world.muster, examples
    await world.person("jane")
    incident = await muster.start(await muster.plan(engagements=[ARNS.contact("jane")]))
    await world.settle()
    [engagement] = await world.storage.engagements.of_incident(incident)
    [page] = await world.pages(engagement.arn)
    listed = await muster.incidents("ListReplicationSets")
    uid = made.UUID
    return {
        f"{made.INCIDENTS}replication-set/{uid}": listed["replicationSetArns"][0],
        f"{made.INCIDENTS}incident-record/checkout/{uid}": incident,
        f"{made.CONTACTS}engagement/jane/{uid}": engagement.arn,
        f"{made.CONTACTS}page/jane/{uid}": page.arn,
        f"{made.CONTACTS}contact-channel/jane/{uid}": page.channel_arn,
        '"AcceptCode": "123456"': f'"AcceptCode": "{page.code}"',
    }


async def writes(muster: Muster, operation: Operation, present: dict[str, str]) -> list[str]:
    """Call the operation with a canary in each of its texts; where it was taken.  Refused calls are recorded too."""
    numbers = count()

    def canary(path: str, _: object) -> str:
        text = f"{CANARY} {next(numbers)}"
        return text.replace(" ", ".") + "@example.org" if path.endswith("Address") else text

    taken = []
    for where, request in requests(operation, canary):
        text = json.dumps(request)
        for old, new in present.items():
            text = text.replace(old, new)
        try:
            await muster.call(operation.action, **adapted(where, json.loads(text)))
            taken.append(where)
        except Refusal:
            pass
    return taken


def adapted(where: str, request: dict[str, Any]) -> dict[str, Any]:
    """A mail channel where the address is the text; event data has to be JSON."""
    if where == "ssm-contacts:CreateContactChannel.DeliveryAddress.SimpleAddress":
        return request | {"Type": "EMAIL", "Name": "mail", "DeferActivation": True}
    if where.endswith("eventData"):
        return request | {"eventData": json.dumps(request["eventData"])}
    if where.startswith("ssm-incidents:CreateResponsePlan."):
        return {"name": f"plan-{zlib.crc32(where.encode())}"} | {k: v for k, v in request.items() if k != "name"}
    return request


async def test_02_a_sealed_row_says_nothing_in_another_place(tmp_path: Path) -> None:
    muster = await open_muster(tmp_path)
    await muster.onboard()
    ana = await person(muster)
    first, second = [await channel(muster, ana, f"+1206555010{number}") for number in range(2)]
    await muster.storage.close()
    with closing(sqlite3.connect(tmp_path / "muster.db")) as database, database:
        database.execute(
            "UPDATE contact_channel SET sealed = (SELECT sealed FROM contact_channel WHERE arn = ?) WHERE arn = ?",
            (first, second),
        )
    muster = await open_muster(tmp_path)
    refusal = await refused(muster.contacts("GetContactChannel", ContactChannelId=second))
    assert refusal.code == "DataEncryptionException"
    assert "+1206555" not in str(refusal.__dict__)
    assert (await muster.contacts("GetContactChannel", ContactChannelId=first))["ContactArn"] == ana
    await muster.storage.close()
    for elsewhere in other_places():
        with pytest.raises(CannotOpen):
            open_sealed(seal(b"{}", PLACE, KEY), elsewhere, KEY)


def other_places() -> Iterator[Place]:
    """Another tenant, table, row, column and version."""
    yield Place("444455556666", PLACE.table, PLACE.row, PLACE.version)
    yield Place(PLACE.tenant, "response_plan", PLACE.row, PLACE.version)
    yield Place(PLACE.tenant, PLACE.table, ("another",), PLACE.version)
    yield Place(PLACE.tenant, PLACE.table, (*PLACE.row, "column"), PLACE.version)
    yield Place(PLACE.tenant, PLACE.table, PLACE.row, PLACE.version - 1)


def test_03_no_bit_of_a_sealed_document_can_be_another() -> None:
    blob = seal(b'{"title":"Checkout is down"}', PLACE, KEY)
    for position in range(len(blob) * 8):
        damaged = bytearray(blob)
        damaged[position // 8] ^= 1 << position % 8
        with pytest.raises(CannotOpen):
            open_sealed(bytes(damaged), PLACE, KEY)


def test_04_another_key_of_the_same_name_is_refused_by_the_commitment() -> None:
    blob, impostor = seal(b"{}", PLACE, KEY), DataKey(KEY.id, bytes(32))
    with pytest.raises(CannotOpen, match="Sealed under another key"):
        open_sealed(blob, PLACE, impostor)


def test_05_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    blobs = [seal(b"the same", PLACE, KEY) for _ in range(1000)]
    for part in (slice(20, 52), slice(52, 84), slice(84, None)):  # salt, commitment, ciphertext
        assert len({blob[part] for blob in blobs}) == 1000


async def test_06_keys_are_renewed_while_people_work_and_no_document_is_touched(tmp_path: Path) -> None:
    clock = MovableClock()
    storages = await open_storages(database_in(tmp_path), tmp_path / "keyring.json", ARNS.account, clock)
    muster = await on(await storages.of(ARNS.account), clock)
    await muster.onboard()
    plan = await muster.plan(template={"title": "before"})
    sealed = documents(tmp_path)
    people = asyncio.gather(*(person(muster, f"person{number}") for number in range(60)))
    await storages.upkeep.add()
    await asyncio.sleep(0)
    await storages.upkeep.promote()
    assert len(await people) == 60, "no request failed meanwhile"
    await storages.upkeep.rewrap()
    gone = await storages.upkeep.retire()
    assert gone
    assert sealed.items() <= documents(tmp_path).items()
    await storages.close()
    keyring = json.loads((tmp_path / "keyring.json").read_text())
    assert [keyring[key_id]["key"] for key_id in gone] == [None] * len(gone)
    muster = await open_muster(tmp_path)
    assert (await muster.incidents("GetResponsePlan", arn=plan))["incidentTemplate"]["title"] == "before"
    assert len((await muster.contacts("ListContacts", MaxResults=100))["Contacts"]) == 60
    await muster.storage.close()


async def on(storage: Storage, clock: MovableClock) -> Muster:
    """A Muster on storage that is open."""
    settings, workspace = environment.read({}), SmallWorkspace()
    return Muster(storage, clock, workspace, dispatcher_of(settings, storage, storage.store, workspace, clock))


def documents(folder: Path) -> dict[tuple[str, str], bytes]:
    """The sealed column of what people made, by table and name."""
    found = {}
    with closing(sqlite3.connect(folder / "muster.db")) as database:
        for table in ("response_plan", "contact"):
            rows = database.execute(f"SELECT arn, sealed FROM {table}")  # noqa: S608 - two names from above
            found.update({(table, arn): sealed for arn, sealed in rows})
    return found


async def test_07_with_its_last_region_a_set_takes_every_backup_with_it(tmp_path: Path) -> None:
    muster = await open_muster(tmp_path, minimum_age=timedelta(hours=24))
    arn = await muster.onboard()
    plan = await muster.plan()
    removing = {"arn": arn, "actions": [{"deleteRegionAction": {"regionName": "us-east-1"}}]}
    young = await refused(muster.incidents("UpdateReplicationSet", **removing))
    assert young.code == "ValidationException"
    muster.clock.advance(hours=25)
    await muster.incidents("UpdateDeletionProtection", arn=arn, deletionProtected=True)
    assert (await refused(muster.incidents("UpdateReplicationSet", **removing))).code == "ValidationException"
    assert (await refused(muster.incidents("DeleteReplicationSet", arn=arn))).code == "ValidationException"
    await muster.incidents("UpdateDeletionProtection", arn=arn, deletionProtected=False)
    with closing(sqlite3.connect(tmp_path / "muster.db")) as there, closing(sqlite3.connect(tmp_path / "b")) as backup:
        there.backup(backup)
    assert (await muster.incidents("GetResponsePlan", arn=plan))["name"] == "checkout"
    await muster.incidents("UpdateReplicationSet", **removing)
    await muster.storage.close()
    for name in ("muster.db", "muster.db-wal", "muster.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "b").rename(tmp_path / "muster.db")
    (tmp_path / "muster.db").chmod(0o600)
    muster = await open_muster(tmp_path)
    for read in (muster.incidents("GetResponsePlan", arn=plan), muster.incidents("ListResponsePlans")):
        refusal = await refused(read)
        assert "checkout is down" not in str(refusal.__dict__).lower()
    await muster.storage.close()


UNFIT: dict[str, dict[str, Any]] = {
    "RSA": {"KeySpec": "RSA_2048"},
    "HMAC": {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"},
    "disabled": {"KeyState": "Disabled"},
    "pending deletion": {"KeyState": "PendingDeletion"},
    "imported": {"Origin": "EXTERNAL"},
    "custom store": {"Origin": "AWS_CLOUDHSM"},
    "described in another Region": {"Arn": kms.KEY.replace("us-east-1", "eu-west-1")},
}


async def test_08_a_key_that_may_not_seal_a_set_is_refused_before_it_is_used(tmp_path: Path) -> None:
    fake = kms.FakeKms()
    muster = await kms.muster_on(fake, tmp_path)
    for name, unfit in UNFIT.items():
        fake.about = kms.SOUND | unfit
        assert (await refused(kms.onboard(muster))).code == "ValidationException", name
    elsewhere = kms.KEY.replace("us-east-1", "eu-west-1")
    assert (await refused(kms.onboard(muster, elsewhere))).code == "ValidationException"
    assert {operation for operation, _ in fake.asked} == {"DescribeKey"}
    fake.about = dict(kms.SOUND)
    await kms.onboard(muster)
    await muster.storage.close()


async def test_09_kms_is_always_told_whose_data_it_is(tmp_path: Path) -> None:
    fake = kms.FakeKms()
    muster = await kms.muster_on(fake, tmp_path)
    replication_set = await kms.onboard(muster)
    for alias in ("ana", "ben"):
        asked = len(fake.asked)
        arn = await channel(muster, await person(muster, alias))
        contexts = fake.contexts()[asked - 1 :]
        assert {"contactArn": ARNS.contact(alias)} in contexts
    plan = await muster.plan()
    assert all(context for context in fake.contexts())
    whose = {value for context in fake.contexts() for value in context.values()}
    assert whose == {ARNS.contact("ana"), ARNS.contact("ben"), plan, replication_set}
    await muster.storage.close()
    with closing(sqlite3.connect(tmp_path / "muster.db")) as database, database:
        database.execute("UPDATE data_key SET owner = 'x' WHERE owner = ?", (ARNS.contact("ana"),))
        database.execute("UPDATE data_key SET owner = ? WHERE owner = ?", (ARNS.contact("ana"), ARNS.contact("ben")))
    muster = await kms.muster_on(fake, tmp_path)
    refusal = await refused(muster.contacts("GetContactChannel", ContactChannelId=arn))
    assert refusal.code == "DataEncryptionException", "another context than it was wrapped for"
    await muster.storage.close()


async def test_10_a_silent_kms_stops_no_page_and_a_disabled_key_stops_everything(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake = kms.FakeKms()
    muster = await kms.muster_on(fake, tmp_path)
    await kms.onboard(muster)
    world = World(muster)
    ana = await world.person("ana")
    await world.engage(ana)
    fake.trouble = "silence"
    muster.clock.advance(minutes=10)
    await world.settle()
    assert world.telephones.rang() == ["UANA"], "paged with the key at hand"
    assert (await muster.storage.keys.state()) != "ok"
    assert "KMS does not answer" in caplog.text, "an alarm is raised"
    fake.trouble = "DisabledException"
    muster.clock.advance(minutes=10)
    assert (await refused(muster.contacts("GetContactChannel", ContactChannelId=await arn_of(world)))).code == (
        "DataEncryptionException"
    )
    fake.trouble = "silence"
    assert (await refused(muster.contacts("GetContact", ContactId=ana))).code != "", "nothing is at hand any more"
    fake.trouble = ""
    muster.clock.advance(minutes=1)
    assert (await muster.contacts("GetContact", ContactId=ana))["Alias"] == "ana"
    await muster.storage.close()


async def arn_of(world: World) -> str:
    """The channel that was paged."""
    return world.telephones.pages[0].contact_channel_arn


def test_11_without_a_good_keyring_of_its_owners_own_muster_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(something_sealed(tmp_path))
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path))
    keyring = tmp_path / "keyring.json"
    good = keyring.read_text()
    key = json.loads(good)["metadata"]["key"]
    short = b64encode(bytes(range(7, 247, 15))).decode()
    example = b64encode(b"an-example-key-of-32-characters!").decode()
    bad = {"chmod 600": (good, 0o644), "16 bytes": (good.replace(key, short), 0o600),
           "not random": (good.replace(key, example), 0o600)}  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as taken:  # whoever gets as far as that ends too, in other words
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        for words, (text, mode) in bad.items():
            keyring.write_text(text)
            keyring.chmod(mode)
            assert main(["serve"]) != 0
            said = "".join(capsys.readouterr())
            assert words in said
            assert not any(one in said for one in (key, short, example)), "no byte of a key is shown"
        keyring.unlink()
        assert main(["serve"]) != 0
    assert "is missing" in "".join(capsys.readouterr())
    assert not keyring.exists(), "none is made in its place"


async def something_sealed(folder: Path) -> None:
    muster = await open_muster(folder)
    await muster.onboard()
    await muster.storage.close()


async def test_12_equal_texts_are_found_within_a_tenant_and_not_compared_between_two(tmp_path: Path) -> None:
    indexes = []
    for tenant in ("a", "b"):
        (tmp_path / tenant).mkdir()
        muster = await open_muster(tmp_path / tenant)
        await muster.onboard()
        await muster.start(await muster.plan(template={"dedupeString": "cpu"}))
        await channel(muster, await person(muster), "a@x.com", Type="EMAIL")
        assert len(await muster.storage.contact_channels.with_address("EMAIL", "A@x.com ")) == 1
        assert len(await muster.storage.contact_channels.with_address("EMAIL", "a@X.COM")) == 1
        assert await muster.storage.contact_channels.with_address("EMAIL", "b@x.com") == []
        await muster.storage.close()
        with closing(sqlite3.connect(tmp_path / tenant / "muster.db")) as database:
            indexes += database.execute("SELECT dedupe FROM incident").fetchall()
    assert len(indexes) == len(set(indexes)) == 2
