"""A replication set under a key in AWS KMS: which keys will do, what KMS is told, and what its Regions are good for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot import environment
from bot.assembly.restoring import restoring_of
from core.errors import Refusal
from core.moving.resource import Resource
from core.unreadable import KeyOutOfReach
from storage.keys.entries import KeyringRefused
from storage.keys.file import KeyringFile
from storage.keys.holders import KeySources
from storage.keys.kms import KmsProvider, client_in
from storage.sealing import CannotOpen
from tests.keys.aws import Aws, Installation, owners_client
from tests.operations.muster import ADMIN, ARNS, START, Muster
from tests.operations.refusals import refused


async def person(muster: Muster, alias: str = "jane") -> str:
    answer = await muster.contacts("CreateContact", Alias=alias, Type="PERSONAL", Plan={"Stages": []}, DisplayName="J")
    return str(answer["ContactArn"])


async def set_of(muster: Muster) -> str:
    return str((await muster.incidents("ListReplicationSets"))["replicationSetArns"][0])


def wraps(folder: Path) -> list[tuple[str, str, str | None]]:
    """Of customers' data keys: owner, Region, key in KMS."""
    with closing(sqlite3.connect(folder / "muster.db")) as connection:
        return connection.execute(
            "SELECT DISTINCT owner, region, kms_key FROM data_key_wrap JOIN data_key ON id = data_key_id "
            "WHERE owner != 'metadata' AND region != '' ORDER BY owner, region"
        ).fetchall()


async def test_each_request_for_a_contacts_key_says_which_contact_it_is(
    sealed: Muster, aws: Aws, tmp_path: Path, installation: Installation
) -> None:
    jane = await person(sealed)
    plan = await sealed.plan()
    await sealed.start(plan)
    again = await installation.open()
    assert (await again.contacts("GetContact", ContactId=jane))["DisplayName"] == "J"
    contexts = [params["EncryptionContext"] for _, params in aws.cryptographic()]
    assert {"contactArn": jane} in contexts
    assert {"resourceArn": plan} in contexts
    assert {"resourceArn": await set_of(again)} in contexts
    arn = await set_of(again)
    assert not [
        one for one in contexts if one not in ({"contactArn": jane}, {"resourceArn": plan}, {"resourceArn": arn})
    ]
    assert {name for name, _ in aws.cryptographic()} == {"GenerateDataKey", "Decrypt"}


async def test_what_was_wrapped_for_one_contact_does_not_open_for_another(aws: Aws) -> None:
    kms, key = KmsProvider(aws.client), aws.key()
    made, wrapped = await kms.generate(key, {"contactArn": ARNS.contact("jane")})
    assert await kms.unwrap(made.id, wrapped, {"contactArn": ARNS.contact("jane")}) == made
    for context in ({"contactArn": ARNS.contact("john")}, {}):
        with pytest.raises(CannotOpen):
            await kms.unwrap(made.id, wrapped, context)


def disabled(aws: Aws) -> str:
    key = aws.key()
    owners_client("us-east-1", aws.endpoint).disable_key(KeyId=key.rpartition("/")[2])
    return key


UNFIT: dict[str, Callable[[Aws], str]] = {
    "RSA": lambda aws: aws.key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT"),
    "HMAC": lambda aws: aws.key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC"),
    "disabled": disabled,
    "imported": lambda aws: aws.key(Origin="EXTERNAL"),
    "another Region's": lambda aws: aws.key("eu-west-1"),
    "multi-Region": lambda aws: aws.key(MultiRegion=True),
    "absent": lambda aws: "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555",
}


@pytest.mark.parametrize("kind", UNFIT)
async def test_a_key_that_will_not_do_is_refused_and_not_used(empty: Muster, aws: Aws, kind: str) -> None:
    regions = {"us-east-1": {"sseKmsKeyId": UNFIT[kind](aws)}}
    refusal = await refused(empty.incidents("CreateReplicationSet", regions=regions))
    assert refusal.code == "ValidationException"
    assert aws.cryptographic() == []
    assert (await empty.incidents("ListReplicationSets"))["replicationSetArns"] == []


async def test_a_key_that_cannot_be_looked_at_just_now_is_no_fault_of_the_callers(empty: Muster, aws: Aws) -> None:
    key = aws.key()
    aws.silent.add("us-east-1")
    regions = {"us-east-1": {"sseKmsKeyId": key}}
    assert (await refused(empty.incidents("CreateReplicationSet", regions=regions))).code == "InternalServerException"


async def add_region(muster: Muster, name: str, key: str) -> None:
    adding: dict[str, Any] = {"addRegionAction": {"regionName": name, "sseKmsKeyId": key}}
    await muster.incidents("UpdateReplicationSet", arn=await set_of(muster), actions=[adding])


async def test_a_region_that_is_added_opens_everything_and_one_that_is_removed_nothing(
    sealed: Muster, aws: Aws, tmp_path: Path, installation: Installation
) -> None:
    jane, key = await person(sealed), aws.key("eu-west-1")
    ours = wraps(tmp_path)
    await add_region(sealed, "eu-west-1", key)
    john = await person(sealed, "john")
    assert {(owner, region) for owner, region, _ in wraps(tmp_path)} == {
        (owner, region) for owner in (jane, john) for region in ("us-east-1", "eu-west-1")
    }
    assert {kms_key for _, region, kms_key in wraps(tmp_path) if region == "eu-west-1"} == {key}
    aws.silent.add("us-east-1")
    again = await installation.open()
    assert (await again.contacts("GetContact", ContactId=jane))["DisplayName"] == "J", "another Region answers"
    assert "out of reach" in await again.storage.keys.state()
    aws.silent.clear()
    removing = {"deleteRegionAction": {"regionName": "eu-west-1"}}
    await again.incidents("UpdateReplicationSet", arn=await set_of(again), actions=[removing])
    assert [wrap for wrap in wraps(tmp_path) if wrap[0] != john] == ours
    assert {region for _, region, _ in wraps(tmp_path)} == {"us-east-1"}


async def test_a_region_whose_key_is_silent_cannot_be_added(
    sealed: Muster, aws: Aws, tmp_path: Path, installation: Installation
) -> None:
    await person(sealed)
    before, key = wraps(tmp_path), aws.key("eu-west-1")
    aws.silent.add("eu-west-1")
    with pytest.raises(Refusal):
        await add_region(sealed, "eu-west-1", key)
    kept = (await sealed.incidents("GetReplicationSet", arn=await set_of(sealed)))["replicationSet"]
    assert set(kept["regionMap"]) == {"us-east-1"}
    assert wraps(tmp_path) == before


async def test_what_a_crash_left_undone_the_next_start_does(
    sealed: Muster, aws: Aws, installation: Installation
) -> None:
    await person(sealed)
    await add_region(sealed, "eu-west-1", aws.key("eu-west-1"))
    before = wraps(installation.folder)
    await installation.close()
    with closing(sqlite3.connect(installation.database)) as connection, connection:
        assert connection.execute("DELETE FROM data_key_wrap WHERE region = 'eu-west-1'").rowcount
    await installation.open()
    assert wraps(installation.folder) == before


async def test_yesterdays_backup_does_not_open_although_the_key_in_kms_lives_on(
    sealed: Muster, aws: Aws, tmp_path: Path, installation: Installation
) -> None:
    jane = await person(sealed)
    await installation.close()
    backup = (tmp_path / "muster.db").read_bytes()
    today = await installation.open()
    await today.incidents("DeleteReplicationSet", arn=await set_of(today))
    await installation.close()
    (tmp_path / "muster.db").write_bytes(backup)
    restored = await installation.open()
    asked = len(aws.asked)
    refusal = await refused(restored.contacts("GetContact", ContactId=jane))
    assert refusal.code == "DataEncryptionException"
    assert len(aws.asked) == asked, "nobody gets as far as KMS"


async def test_without_kms_what_it_has_wrapped_is_no_reason_to_start_and_fail_at_the_first_page(
    sealed: Muster, tmp_path: Path, installation: Installation
) -> None:
    await person(sealed)
    with pytest.raises(KeyringRefused, match="MUSTER_KMS=aws"):
        await installation.open(KeySources(KeyringFile(tmp_path / "keyring.json")))


async def test_what_the_keyring_alone_sealed_is_wrapped_by_kms_once_that_is_asked(
    aws: Aws, tmp_path: Path, installation: Installation
) -> None:
    key = aws.key()
    before = await installation.open(KeySources(KeyringFile(tmp_path / "keyring.json")))
    await before.incidents("CreateReplicationSet", regions={"us-east-1": {"sseKmsKeyId": key}})
    jane = await person(before)
    assert {kms_key for _, _, kms_key in wraps(tmp_path)} == {None}
    now = await installation.open()
    assert {kms_key for _, _, kms_key in wraps(tmp_path)} == {key}
    assert (await now.contacts("GetContact", ContactId=jane))["DisplayName"] == "J"


async def test_a_port_where_nobody_listens_is_out_of_reach(aws: Aws) -> None:
    nobody = KmsProvider(lambda region: client_in(region, "http://127.0.0.1:9"))
    with pytest.raises(KeyOutOfReach):
        await nobody.describe("arn:aws:kms:us-east-1:111122223333:key/x")
    nobody.close()


async def test_a_keyring_from_before_the_set_opens_the_installation_and_not_the_set(
    empty: Muster, aws: Aws, installation: Installation
) -> None:
    before = (installation.folder / "keyring.json").read_bytes()
    await empty.incidents("CreateReplicationSet", regions={"us-east-1": {"sseKmsKeyId": aws.key()}})
    jane = await person(empty)
    await installation.close()
    (installation.folder / "keyring.json").write_bytes(before)
    again = await installation.open()
    assert (await refused(again.contacts("GetContact", ContactId=jane))).code == "DataEncryptionException"


async def test_a_set_that_is_imported_is_held_to_the_same_keys(empty: Muster, aws: Aws) -> None:
    settings = environment.read({})
    restoring = restoring_of(settings, empty.storage, empty.storage.store, empty.clock)

    def told(key: str) -> Resource:
        region = {"sseKmsKeyId": key, "status": "ACTIVE", "statusUpdateDateTime": START}
        kept = {
            "regionMap": {"us-east-1": region},
            "deletionProtected": False,
            "status": "ACTIVE",
            "createdTime": START,
            "createdBy": "arn:aws:iam::111122223333:root",
            "lastModifiedTime": START,
            "lastModifiedBy": "arn:aws:iam::111122223333:root",
        }
        answers: dict[str, tuple[dict[str, Any], ...]] = {
            "ssm-incidents:GetReplicationSet": ({"replicationSet": kept},)
        }
        return Resource(kind="replication-set", arn=ARNS.replication_set("1"), answers=answers)

    async def imported(key: str) -> list[str]:
        return [one.result for one in await restoring.restore(ADMIN, told(key))]

    assert (await imported(UNFIT["RSA"](aws)))[0] == "cannot"
    assert (await empty.incidents("ListReplicationSets"))["replicationSetArns"] == []
    assert (await imported(aws.key()))[0] == "created"
    assert await person(empty)
