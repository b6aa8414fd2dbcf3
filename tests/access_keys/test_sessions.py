"""Who somebody is, and what a session is worth that was handed out for a role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.access_keys.access_key import AccessKey
from core.access_keys.identity import caller_of
from core.access_keys.issuing import digest_of
from core.access_keys.operations import AccessKeys
from core.caller import Caller
from core.once import answered_key
from tests.operations.muster import ADMIN, ARNS, MEMBER, START, STRANGER, Muster
from tests.operations.refusals import refused

ADMINISTRATOR, RESPONDER = ARNS.role("MusterAdministrator"), ARNS.role("MusterResponder")


@pytest.fixture
def keys(fresh: Muster) -> AccessKeys:
    return AccessKeys(fresh.storage.access_keys, fresh.storage.store, ARNS, fresh.clock)


async def holder(keys: AccessKeys, standing: Any = "administrator", name: str = "jane") -> Caller:
    return caller_of(await keys.create(name, standing), ARNS)


async def assume(muster: Muster, caller: Caller, role: str = RESPONDER, **members: Any) -> dict[str, Any]:
    return await muster.call(
        "sts:AssumeRole", caller=caller, **{"RoleArn": role, "RoleSessionName": "laptop"} | members
    )


async def session_of(keys: AccessKeys, answer: dict[str, Any]) -> AccessKey:
    key = await keys.of(answer["Credentials"]["AccessKeyId"])
    assert key
    return key


async def test_a_key_says_whose_it_is(fresh: Muster, keys: AccessKeys) -> None:
    caller = await holder(keys)
    identity = await fresh.call("sts:GetCallerIdentity", caller=caller)
    assert (identity["Account"], identity["Arn"]) == ("111122223333", "arn:aws:iam::111122223333:user/jane")
    assert identity["UserId"].startswith("AIDA")
    assert (caller.standing, caller.name) == ("administrator", "jane")


async def test_of_strangers_nobody_says_who_they_are(fresh: Muster) -> None:
    refusal = await refused(fresh.call("sts:GetCallerIdentity", caller=STRANGER))
    assert refusal.code == "AccessDeniedException"


@pytest.mark.parametrize("caller", [ADMIN, MEMBER], ids=lambda one: one.standing)
async def test_every_member_may_ask_who_they_are(fresh: Muster, caller: Caller) -> None:
    identity = await fresh.call("sts:GetCallerIdentity", caller=caller)
    assert identity["Arn"] == caller.arn
    assert identity["UserId"].endswith(f":{caller.user_id}")


async def test_two_users_have_two_ids_and_each_keeps_its_own(fresh: Muster, keys: AccessKeys) -> None:
    jane, john = await holder(keys), await holder(keys, name="john")
    seen = [(await fresh.call("sts:GetCallerIdentity", caller=one))["UserId"] for one in (jane, john, jane)]
    assert seen[0] != seen[1] and seen[0] == seen[2]


async def test_a_session_has_the_rights_of_its_role(fresh: Muster, keys: AccessKeys) -> None:
    answer = await assume(fresh, await holder(keys))
    caller = caller_of(await session_of(keys, answer), ARNS)
    assert caller.standing == "member"
    assert caller.arn == "arn:aws:sts::111122223333:assumed-role/MusterResponder/laptop"
    assert answer["AssumedRoleUser"]["Arn"] == caller.arn
    identity = await fresh.call("sts:GetCallerIdentity", caller=caller)
    assert identity["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]
    assert (await refused(fresh.call("ssm-incidents:ListReplicationSets", caller=caller))).code == (
        "AccessDeniedException"
    )


async def test_a_session_of_an_administrator_may_do_everything(fresh: Muster, keys: AccessKeys) -> None:
    caller = caller_of(await session_of(keys, await assume(fresh, await holder(keys), ADMINISTRATOR)), ARNS)
    assert await fresh.call("ssm-incidents:ListReplicationSets", caller=caller) == {"replicationSetArns": []}


@pytest.mark.parametrize(
    "role",
    [
        ADMINISTRATOR,
        ARNS.role("Nobody"),
        ARNS.role("muster-slack"),
        "arn:aws:iam::999999999999:role/MusterResponder",
        "arn:aws:iam::111122223333:user/MusterResponder",
        f"{RESPONDER}/x",
        "MusterResponder-but-no-arn",
    ],
)
async def test_a_member_may_take_on_the_role_of_a_responder_only(fresh: Muster, keys: AccessKeys, role: str) -> None:
    caller = await holder(keys, "member")
    await assume(fresh, caller)
    refusal = await refused(assume(fresh, caller, role))
    named = role if role.startswith("arn:") else "*"
    assert (refusal.code, refusal.message) == (
        "AccessDeniedException",
        f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {named}",
    )


async def test_a_role_that_there_is_not_is_denied_to_administrators_too(fresh: Muster, keys: AccessKeys) -> None:
    assert (await refused(assume(fresh, await holder(keys), ARNS.role("Admin")))).code == "AccessDeniedException"


async def test_a_stranger_takes_on_no_role(fresh: Muster) -> None:
    assert (await refused(assume(fresh, STRANGER))).code == "AccessDeniedException"


@pytest.mark.parametrize(
    ("asked", "lasts"), [({}, 3600), ({"DurationSeconds": 900}, 900), ({"DurationSeconds": 43200}, 43200)]
)
async def test_a_session_lasts_as_long_as_was_asked(
    fresh: Muster, keys: AccessKeys, asked: dict[str, int], lasts: int
) -> None:
    given = (await assume(fresh, await holder(keys), **asked))["Credentials"]
    assert given["Expiration"] == START + timedelta(seconds=lasts)
    assert given["AccessKeyId"].startswith("ASIA")


@pytest.mark.parametrize("seconds", [0, 899, 43201])
async def test_a_session_lasts_no_other_time(fresh: Muster, keys: AccessKeys, seconds: int) -> None:
    assert (await refused(assume(fresh, await holder(keys), DurationSeconds=seconds))).code == "ValidationException"


@pytest.mark.parametrize(
    "limit",
    [
        {"Tags": [{"Key": "team", "Value": "payments"}]},
        {"TransitiveTagKeys": ["team"]},
        {"SerialNumber": "arn:aws:iam::111122223333:mfa/jane", "TokenCode": "123456"},
        {"SourceIdentity": "jane"},
        {"ProvidedContexts": [{"ProviderArn": "arn:aws:iam::aws:contextProvider/x", "ContextAssertion": "abcd"}]},
    ],
    ids=lambda limit: next(iter(limit)),
)
async def test_a_session_is_never_worth_more_than_was_asked_for(
    fresh: Muster, keys: AccessKeys, limit: dict[str, Any]
) -> None:
    refusal = await refused(assume(fresh, await holder(keys), **limit))
    assert refusal.code == "ValidationException"
    assert next(iter(limit)) in refusal.message


async def test_what_limits_nothing_is_no_obstacle(fresh: Muster, keys: AccessKeys) -> None:
    assert await assume(fresh, await holder(keys), PolicyArns=[], Tags=[], ExternalId="partner")


async def test_the_session_token_opens_and_only_its_digest_is_kept(fresh: Muster, keys: AccessKeys) -> None:
    given = (await assume(fresh, await holder(keys)))["Credentials"]
    key = await keys.of(given["AccessKeyId"])
    assert key and key.session
    assert key.session.token_digest == digest_of(given["SessionToken"])
    assert given["SessionToken"] not in repr(key)
    assert key.secret == given["SecretAccessKey"]


async def test_a_session_ends_with_the_key_that_it_goes_back_to(fresh: Muster, keys: AccessKeys) -> None:
    caller = await holder(keys)
    first = await session_of(keys, await assume(fresh, caller))
    chained = await session_of(keys, await assume(fresh, caller_of(first, ARNS)))
    await keys.disable(caller.access_key_id)
    assert [await keys.of(one.id) for one in (first, chained)] == [None, None]


async def test_a_key_that_was_disabled_meanwhile_takes_on_no_role(fresh: Muster, keys: AccessKeys) -> None:
    caller = await holder(keys)
    await keys.disable(caller.access_key_id)
    assert (await refused(assume(fresh, caller))).code == "AccessDeniedException"


async def test_a_session_within_a_session_lasts_an_hour_at_most(fresh: Muster, keys: AccessKeys) -> None:
    caller = caller_of(await session_of(keys, await assume(fresh, await holder(keys))), ARNS)
    assert "1 hour" in (await refused(assume(fresh, caller, DurationSeconds=3601))).message
    assert await assume(fresh, caller, DurationSeconds=3600)


async def test_a_session_does_not_rise_above_itself(fresh: Muster, keys: AccessKeys) -> None:
    caller = caller_of(await session_of(keys, await assume(fresh, await holder(keys))), ARNS)
    assert (await refused(assume(fresh, caller, ADMINISTRATOR))).code == "AccessDeniedException"


async def test_sessions_take_no_room_of_keys_and_are_not_listed(fresh: Muster, keys: AccessKeys) -> None:
    caller = await holder(keys)
    for _ in range(3):
        await assume(fresh, caller)
    await keys.create("jane", "administrator")
    assert len(await keys.listing("jane")) == 2


async def test_a_session_that_expired_is_forgotten_and_a_key_never(fresh: Muster, keys: AccessKeys) -> None:
    caller = await holder(keys)
    session = await session_of(keys, await assume(fresh, caller))
    await keys.used(session, START, "sts", "us-east-1")
    await keys.listing()
    stored = fresh.storage.access_keys
    await stored.forget_expired_before(START + timedelta(hours=1))
    assert await keys.of(session.id) and await stored.last_use(session.id)
    await stored.forget_expired_before(START + timedelta(hours=1, seconds=1))
    assert await keys.of(session.id) is None and await stored.last_use(session.id) is None
    assert await keys.of(caller.access_key_id)


async def test_nothing_secret_is_recorded_or_remembered(fresh: Muster, keys: AccessKeys) -> None:
    caller, token = await holder(keys), "a-delivery"
    first = await assume(fresh, caller, token=token)
    assert await fresh.storage.answered_calls.get(answered_key(caller.arn, "sts:AssumeRole", token)) is None
    assert (await assume(fresh, caller, token=token))["Credentials"] != first["Credentials"]
