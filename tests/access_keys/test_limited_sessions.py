"""Sessions that are limited by policies of their own, and roles that an account makes for itself."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot import environment
from bot.assembly.door import dispatcher_of
from bot.policies.files import attachments
from bot.policies.principals import Principals
from bot.policies.watched import Unwatched
from core.access_keys.identity import caller_of
from core.access_keys.operations import AccessKeys
from core.authorization.authorizer import Authority
from core.caller import Caller
from core.errors import Refusal
from core.policies.managed import ARN
from tests.operations.muster import ARNS, MEMBER, START, Muster
from tests.operations.refusals import refused

ADMINISTRATOR, RESPONDER, DEPLOYER = (ARNS.role(one) for one in ("MusterAdministrator", "MusterResponder", "deployer"))
READ_ONLY = {"arn": f"{ARN}MusterReadOnlyAccess"}


def policy(*actions: str, effect: str = "Allow", **elements: Any) -> str:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*", **elements}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


LISTING = policy("ssm-incidents:List*", "sts:AssumeRole")


@pytest.fixture
def keys(fresh: Muster) -> AccessKeys:
    return AccessKeys(fresh.storage.access_keys, fresh.storage.store, ARNS, fresh.clock)


async def session(
    muster: Muster, keys: AccessKeys, role: str = ADMINISTRATOR, *, by: Caller | None = None, **limits: Any
) -> Caller:
    """The caller that a session of the role is, as it arrives with its next request."""
    caller = by or caller_of(await keys.create("jane", "administrator"), ARNS)
    asked = {"RoleArn": role, "RoleSessionName": "laptop", **limits}
    answer = await muster.call("sts:AssumeRole", caller=caller, **asked)
    key = await keys.of(answer["Credentials"]["AccessKeyId"])
    assert key
    return caller_of(key, ARNS)


async def may(muster: Muster, caller: Caller, operation: str, **params: Any) -> bool:
    """Whether the door lets the call in, be it answered or not."""
    try:
        await muster.call(operation, caller=caller, **params)
    except Refusal as refusal:
        if refusal.code != "AccessDeniedException":
            raise
        return False
    return True


async def test_a_session_is_limited_by_the_policy_that_was_given_for_it(fresh: Muster, keys: AccessKeys) -> None:
    caller = await session(fresh, keys, Policy=LISTING)
    assert caller.session_policies == (LISTING,)
    assert await may(fresh, caller, "ssm-incidents:ListReplicationSets")
    assert not await may(fresh, caller, "ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})


async def test_and_by_those_that_were_named(fresh: Muster, keys: AccessKeys) -> None:
    caller = await session(fresh, keys, PolicyArns=[READ_ONLY, READ_ONLY])
    assert caller.session_policies == (READ_ONLY["arn"],)
    assert await may(fresh, caller, "ssm-incidents:ListReplicationSets")
    assert not await may(fresh, caller, "ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})


async def test_a_policy_gives_a_session_nothing_that_its_role_has_not(fresh: Muster, keys: AccessKeys) -> None:
    caller = await session(fresh, keys, RESPONDER, Policy=policy("*"))
    assert not await may(fresh, caller, "ssm-incidents:ListReplicationSets")


async def test_a_session_gets_rid_of_its_limits_only_by_a_role_that_they_let_it_take_on(
    fresh: Muster, keys: AccessKeys
) -> None:
    held = await session(fresh, keys, PolicyArns=[READ_ONLY])
    assert (await refused(session(fresh, keys, by=held))).code == "AccessDeniedException"
    assert (await session(fresh, keys, by=replace(held, session_policies=(LISTING,)))).session_policies == ()


async def test_the_answer_says_how_much_room_the_limits_take(fresh: Muster, keys: AccessKeys) -> None:
    caller = caller_of(await keys.create("jane", "administrator"), ARNS)
    asked = {"RoleArn": RESPONDER, "RoleSessionName": "laptop"}
    with_one = await fresh.call("sts:AssumeRole", caller=caller, **asked, Policy=LISTING)
    assert with_one["PackedPolicySize"] == -(-100 * len(LISTING) // 2048)
    assert "PackedPolicySize" not in await fresh.call("sts:AssumeRole", caller=caller, **asked)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"Policy": "{}"}, "MalformedPolicyDocument"),
        ({"Policy": policy("*", Principal="*")}, "MalformedPolicyDocument"),
        (
            {"Policy": policy("*", Condition={"StringEquals": {"aws:PrincipalTag/x": "x" * 2048}})},
            "PackedPolicyTooLarge",
        ),
        ({"PolicyArns": [{"arn": f"{ARN}NoSuchPolicy"}]}, "ValidationException"),
        ({"PolicyArns": [{}]}, "ValidationException"),
    ],
)
async def test_limits_that_nobody_could_go_by_are_refused(
    fresh: Muster, keys: AccessKeys, limits: dict[str, Any], code: str
) -> None:
    assert (await refused(session(fresh, keys, **limits))).code == code


async def test_a_session_says_when_it_began_and_a_key_does_not(fresh: Muster, keys: AccessKeys) -> None:
    permanent = caller_of(await keys.create("jane", "administrator"), ARNS)
    assert permanent.signed_in_at is None
    assert (await session(fresh, keys, by=permanent)).signed_in_at == START


FILES = {
    "attachments.json": json.dumps(
        {
            "users": {"user/ops": "AdministratorAccess"},
            "roles": {
                "deployer": {"policies": "Deploying", "assumed_by": ["user/ci", MEMBER.user_id]},
                "open": {"policies": "Deploying", "assumed_by": "*"},
                "chat-only": {"policies": "Deploying"},
            },
            "boundaries": {"user/ci": "NoRoles"},
        }
    ),
    "Deploying.json": policy("ssm-incidents:ListReplicationSets"),
    "NoRoles.json": json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": ARNS.role("open")},
            ],
        }
    ),
}


@pytest.fixture
def ruled(fresh: Muster) -> Muster:
    """The same with files that say who may do what."""
    principals = Principals(Unwatched(attachments(FILES, ARNS.account)), fresh.storage.chat_channels)
    settings = replace(environment.read({}), account_id=ARNS.account, region=ARNS.region)
    authority = Authority(principals=principals, roles=principals)
    storage = fresh.storage
    door = dispatcher_of(settings, storage, storage.store, fresh.workspace, fresh.clock, authority=authority)
    return replace(fresh, dispatcher=door)


async def test_a_role_of_ones_own_is_taken_on_by_those_whom_it_trusts(ruled: Muster, keys: AccessKeys) -> None:
    ci = caller_of(await keys.create("ci", "member"), ARNS)
    for trusted in (ci, MEMBER):
        caller = await session(ruled, keys, DEPLOYER, by=trusted)
        assert caller.arn == ARNS.assumed_role("deployer", "laptop")
        assert caller.standing == "member"
        assert await may(ruled, caller, "ssm-incidents:ListReplicationSets")
        assert not await may(ruled, caller, "ssm-incidents:ListIncidentRecords")


async def test_and_by_nobody_else_whatever_they_may_do(ruled: Muster, keys: AccessKeys) -> None:
    for name, standing in (("john", "member"), ("ops", "member"), ("jane", "administrator")):
        caller = caller_of(await keys.create(name, standing), ARNS)  # type: ignore[arg-type]
        refusal = await refused(session(ruled, keys, DEPLOYER, by=caller))
        assert (
            refusal.message
            == f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {DEPLOYER}"
        )
        assert (await refused(session(ruled, keys, ARNS.role("chat-only"), by=caller))).code == "AccessDeniedException"


async def test_a_role_that_trusts_every_member_is_open_to_them_but_not_past_a_deny(
    ruled: Muster, keys: AccessKeys
) -> None:
    john, ci = [caller_of(await keys.create(name, "member"), ARNS) for name in ("john", "ci")]
    assert await session(ruled, keys, ARNS.role("open"), by=john)
    assert (await refused(session(ruled, keys, ARNS.role("open"), by=ci))).code == "AccessDeniedException"


async def test_a_policy_of_the_accounts_own_can_limit_a_session(ruled: Muster, keys: AccessKeys) -> None:
    own = {"arn": f"arn:aws:iam::{ARNS.account}:policy/Deploying"}
    caller = await session(ruled, keys, PolicyArns=[own])
    assert await may(ruled, caller, "ssm-incidents:ListReplicationSets")
    assert not await may(ruled, caller, "ssm-incidents:ListIncidentRecords")


async def test_without_files_there_are_no_further_roles(fresh: Muster, keys: AccessKeys) -> None:
    assert (await refused(session(fresh, keys, DEPLOYER))).code == "AccessDeniedException"
