"""Who may have a key, what is kept of it, and when it stops to count."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access_keys.access_key import AccessKey
from core.access_keys.identity import caller_of
from core.access_keys.issuing import refuse_wrong_name
from core.access_keys.operations import AccessKeys
from core.audit.event import AuditEvent
from core.errors import Refusal
from core.work import Chance, Change, Save
from tests.operations.muster import ARNS, START, Muster, open_muster
from tests.operations.refusals import refused


class Recording:
    """A store, and the audit records that went into it."""

    def __init__(self, muster: Muster) -> None:
        self._store = muster.storage.store
        self.records: list[AuditEvent] = []

    async def commit(self, changes: Sequence[Change]) -> None:
        await self._store.commit(list(changes))
        saved = [change.entity for change in changes if isinstance(change, Save)]
        self.records += [one for one in saved if isinstance(one, AuditEvent)]


@pytest.fixture
def store(fresh: Muster) -> Recording:
    return Recording(fresh)


@pytest.fixture
def keys(fresh: Muster, store: Recording) -> AccessKeys:
    return keys_of(fresh, store)


def keys_of(muster: Muster, store: Any = None, chance: Chance | None = None) -> AccessKeys:
    return AccessKeys(muster.storage.access_keys, store or muster.storage.store, ARNS, muster.clock, chance)


async def ids(keys: AccessKeys, user_name: str | None = None) -> list[str]:
    return [key.id for key, _ in await keys.listing(user_name)]


async def test_a_key_looks_as_awss_do(keys: AccessKeys) -> None:
    key = await keys.create("jane", "administrator")
    assert re.fullmatch(r"AKIA[A-Z2-7]{16}", key.id)
    assert re.fullmatch(r"[A-Za-z0-9+/]{40}", key.secret)
    assert key.created_at == START


async def test_a_key_is_found_again_with_its_secret(keys: AccessKeys) -> None:
    key = await keys.create("jane", "administrator")
    found = await keys.of(key.id)
    assert found == replace(key, version=1)
    assert await keys.of("AKIAIOSFODNN7EXAMPLE") is None


async def test_no_two_keys_have_a_secret_in_common(keys: AccessKeys) -> None:
    made = [await keys.create(f"user{number}", "member") for number in range(20)]
    assert len({key.id for key in made} | {key.secret for key in made}) == 40


async def test_the_secret_comes_from_the_chance_that_is_handed_in(fresh: Muster) -> None:
    numbers = count()
    chance = Chance(draw=lambda length: bytes([next(numbers)] * length))
    key = await keys_of(fresh, chance=chance).create("jane", "member")
    assert (key.id, key.secret) == ("AKIAAAAAAAAAAAAAAAAA", "AQEB" * 10)


async def test_a_secret_is_not_in_what_a_program_prints_of_a_key(keys: AccessKeys) -> None:
    key = await keys.create("jane", "member")
    assert key.secret not in f"{key} {key!r}"


@pytest.mark.parametrize("name", ["j", "jane", "deploy@example.com", "a_b+c=d,e.f-g", "x" * 64])
async def test_a_user_name_is_what_iam_takes(keys: AccessKeys, name: str) -> None:
    key = await keys.create(name, "member")
    assert caller_of(key, ARNS).arn == f"arn:aws:iam::111122223333:user/{name}"


@pytest.mark.parametrize("name", ["", "jane doe", "jane/admin", "jäne", "x" * 65, "jane\n", "*", "a:b"])
async def test_a_user_name_that_iam_does_not_take_is_refused(keys: AccessKeys, name: str) -> None:
    assert (await refused(keys.create(name, "member"))).code == "ValidationException"
    assert await ids(keys) == []


@given(st.text(max_size=66))
def test_a_name_that_is_accepted_is_one_word_of_an_arn(name: str) -> None:
    with suppress(Refusal):
        refuse_wrong_name(name)
        assert name.isascii() and name.isprintable() and not set(name) & set(" :/*?")


async def test_a_user_has_two_keys_at_most(keys: AccessKeys) -> None:
    first, second = await keys.create("jane", "member"), await keys.create("jane", "member")
    refusal = await refused(keys.create("jane", "member"))
    assert refusal.code == "LimitExceededException"
    assert first.id in refusal.message and second.id in refusal.message
    await keys.create("john", "member")


async def test_a_disabled_key_makes_room_for_another(keys: AccessKeys) -> None:
    first, second = await keys.create("jane", "member"), await keys.create("jane", "member")
    await keys.disable(first.id)
    third = await keys.create("jane", "member")
    assert (await refused(keys.create("jane", "member"))).code == "LimitExceededException"
    assert await ids(keys, "jane") == sorted([first.id, second.id, third.id])


async def test_many_who_ask_at_once_get_two(fresh: Muster) -> None:
    keys = keys_of(fresh)
    answers = await asyncio.gather(*(keys.create("jane", "member") for _ in range(6)), return_exceptions=True)
    made = [one for one in answers if isinstance(one, AccessKey)]
    refusals = [one.code for one in answers if isinstance(one, Refusal)]
    assert (len(made), refusals) == (2, ["LimitExceededException"] * 4)


async def test_all_keys_of_a_user_have_the_same_rights(keys: AccessKeys) -> None:
    first = await keys.create("jane", "member")
    refusal = await refused(keys.create("jane", "administrator"))
    assert first.id in refusal.message
    await keys.disable(first.id)
    assert (await keys.create("jane", "administrator")).standing == "administrator"


async def test_two_who_ask_at_once_for_different_rights_do_not_both_get_them(fresh: Muster) -> None:
    keys = keys_of(fresh)
    asked = [keys.create("jane", "member"), keys.create("jane", "administrator")]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in answers].count(AccessKey) == 1


class Interrupted:
    """A store whose first change set is late: others get in before it."""

    def __init__(self, muster: Muster, others: Callable[[], Awaitable[object]]) -> None:
        self._store = muster.storage.store
        self._others: list[Callable[[], Awaitable[object]]] = [others]

    async def commit(self, changes: list[Change]) -> None:
        while self._others:
            await self._others.pop()()
        await self._store.commit(changes)


async def test_rights_that_rest_on_a_key_that_is_gone_by_now_are_looked_at_again(fresh: Muster) -> None:
    keys = keys_of(fresh)
    first = await keys.create("jane", "member")

    async def others() -> None:
        await keys.disable(first.id)
        await keys.create("jane", "administrator")

    refusal = await refused(keys_of(fresh, Interrupted(fresh, others)).create("jane", "member"))
    assert refusal.code == "ValidationException"


async def test_a_disabled_key_signs_nothing_and_stays_in_the_list(fresh: Muster, keys: AccessKeys) -> None:
    key = await keys.create("jane", "member")
    fresh.clock.advance(minutes=5)
    await keys.disable(key.id)
    assert await keys.of(key.id) is None
    fresh.clock.advance(minutes=5)
    await keys.disable(key.id)
    assert [one.disabled_at for one, _ in await keys.listing()] == [START + timedelta(minutes=5)]


async def test_a_key_that_there_is_not_cannot_be_disabled(keys: AccessKeys) -> None:
    refusal = await refused(keys.disable("AKIAIOSFODNN7EXAMPLE"))
    assert refusal.code == "NoSuchEntityException"
    assert "muster access-key list" in refusal.message


async def test_the_list_is_of_one_user_or_of_all(keys: AccessKeys) -> None:
    john, jane = await keys.create("john", "member"), await keys.create("jane", "administrator")
    assert await ids(keys) == [jane.id, john.id]
    assert await ids(keys, "john") == [john.id]
    assert await ids(keys, "jo") == []


async def test_the_last_use_is_shown_and_at_most_a_minute_old(fresh: Muster, keys: AccessKeys) -> None:
    key = await keys.create("jane", "member")
    assert (await keys.listing())[0][1] is None
    for seconds in (0, 30, 59, 60, 90):
        await keys.used(key, START + timedelta(seconds=seconds), "ssm-contacts", "us-east-1")
    await eventually_written(fresh)
    use = (await keys.listing())[0][1]
    assert use and (use.used_at, use.service, use.region) == (START + timedelta(minutes=1), "ssm-contacts", "us-east-1")


async def eventually_written(muster: Muster) -> None:
    """Whatever was to be written soon travels with the next change set."""
    await keys_of(muster).listing()


async def test_a_use_is_kept_apart_from_the_key(fresh: Muster, keys: AccessKeys) -> None:
    key = await keys.create("jane", "member")
    found = await keys.of(key.id)
    await keys.used(key, START, "sts", "us-east-1")
    await eventually_written(fresh)
    assert await keys.of(key.id) == found


async def test_everything_that_the_operator_does_is_recorded(keys: AccessKeys, store: Recording) -> None:
    key = await keys.create("jane", "administrator")
    await keys.listing("jane")
    await keys.disable(key.id)
    await refused(keys.disable("AKIAIOSFODNN7EXAMPLE"))
    told = [(one.action, one.outcome, one.read_only, one.identity["arn"]) for one in store.records]
    operator = "arn:aws:iam::111122223333:root"
    assert told == [
        ("iam:CreateAccessKey", "ok", False, operator),
        ("iam:ListAccessKeys", "ok", True, operator),
        ("iam:UpdateAccessKey", "ok", False, operator),
        ("iam:UpdateAccessKey", "NoSuchEntityException", False, operator),
    ]
    assert store.records[2].parameters == {"accessKeyId": key.id, "status": "Inactive"}
    assert key.secret not in json.dumps([one.parameters for one in store.records])


async def test_a_key_outlives_the_replication_set(muster: Muster) -> None:
    keys = keys_of(muster)
    key = await keys.create("jane", "administrator")
    kept = (await muster.incidents("ListReplicationSets"))["replicationSetArns"][0]
    await muster.incidents("DeleteReplicationSet", arn=kept)
    assert await keys.of(key.id)


async def test_a_secret_lies_sealed_on_the_disk(tmp_path: Path) -> None:
    muster = await open_muster(tmp_path)
    keys = keys_of(muster)
    made = [await keys.create("jane", "administrator"), await keys.create("john", "member")]
    caller = caller_of(made[0], ARNS)
    role = ARNS.role("MusterResponder")
    session = await muster.call("sts:AssumeRole", caller=caller, RoleArn=role, RoleSessionName="laptop")
    given = session["Credentials"]
    await keys.used(made[0], START, "ssm-contacts", "ap-secretplace-7")
    await keys.disable(made[1].id)
    secrets = [key.secret for key in made] + [given["SecretAccessKey"], given["SessionToken"], "ap-secretplace-7"]
    refuse_readable(tmp_path, made[0].id, secrets)
    await muster.storage.close()
    refuse_readable(tmp_path, made[0].id, secrets)


def refuse_readable(folder: Path, clear: str, secrets: list[str]) -> None:
    content = b"".join(file.read_bytes() for file in folder.iterdir())
    assert clear.encode() in content, "the search finds what is there"
    assert not [secret for secret in secrets if secret.encode() in content]
