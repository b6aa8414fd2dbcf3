"""Requirements 1 to 12: what is written down is sealed, under a key of the owner's choice."""

from __future__ import annotations

import json
import logging
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core.errors import Refusal
from core.vocabulary import examples
from core.vocabulary.catalog import Operation, catalog
from storage.sealing import CannotOpen, DataKey, Place, open_sealed, seal
from tests.engine.world import World
from tests.operations.muster import ARNS, Muster, open_muster
from tests.operations.refusals import refused
from tests.operations.test_contacts import channel, person
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
