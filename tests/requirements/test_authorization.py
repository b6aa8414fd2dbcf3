"""Requirements 24 to 31: everybody does what policies allow them, and what is another's is as if it were not there."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.blocks import page as page_looks
from core.caller import Caller
from core.errors import Refusal
from core.vocabulary import examples
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.examples import example_params
from tests.authorization import matrix
from tests.authorization.accounts import OTHERS, OURS, THEIRS, Accounts, policy, several
from tests.authorization.sharing import allowing, share_plan
from tests.engine.world import World
from tests.operations.muster import ARNS, Muster
from tests.operations.refusals import refused
from tests.operations.test_contacts import channel, engages, person, stages
from tests.operations.test_pages import accept, paged, read_at
from tests.requirements.records import everything_recorded
from tests.requirements.test_encryption import resources
from tests.slack import world as slack_worlds
from tests.slack.test_looks import a_page_message
from tests.slack.test_pressing import post, press

DENIED = "AccessDeniedException"


@pytest.fixture
async def accounts(tmp_path: Path) -> AsyncIterator[Accounts]:
    """Ours, and two others on the same database."""
    async with several(tmp_path, OURS, THEIRS, OTHERS) as accounts:
        yield accounts


async def test_24_the_rights_of_everybody_are_those_of_the_reviewed_table(
    accounts: Accounts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    table = await matrix.matrix(tmp_path_factory.mktemp("matrix"))
    assert matrix.written(table) == matrix.REVIEWED.read_text()
    muster = accounts.known[OURS].muster
    for name, (_, caller) in matrix.ours(accounts).items():
        for action, row in table.items():
            said = await code_of(muster, catalog()[action], caller)
            assert (said == DENIED) is (row[name] == matrix.DENIED), (action, name, said)


async def code_of(muster: Muster, operation: Operation, caller: Caller) -> str:
    """What the door itself says to the example of this operation; nothing where it does it."""
    try:
        await muster.dispatcher.call(caller, operation.action, matrix.asked(operation))
    except Refusal as refusal:
        return refusal.code
    return ""


async def test_25_a_deny_wins_over_every_allow_and_is_told_in_awss_words(accounts: Accounts) -> None:
    muster = accounts.known[OURS].muster
    plan, other = await muster.plan("checkout"), await muster.plan("search")
    deny = {"Effect": "Deny", "Action": "ssm-incidents:Get*", "Resource": plan}
    forbidding = policy(json.dumps({"Version": "2012-10-17", "Statement": [deny]}))
    caller = accounts.holding(OURS, "UMARY", "AdministratorAccess", forbidding)
    await muster.incidents("PutResourcePolicy", resourceArn=plan, policy=allowing(plan, OURS, "ssm-incidents:*"))
    refusal = await refused(muster.incidents("GetResponsePlan", caller=caller, arn=plan))
    sentence = f"User: {caller.arn} is not authorized to perform: ssm-incidents:GetResponsePlan on resource: {plan}"
    assert refusal.code == DENIED
    assert refusal.message.startswith(sentence)
    assert (await muster.incidents("GetResponsePlan", caller=caller, arn=other))["arn"] == other


async def test_26_what_is_shared_takes_both_accounts_and_reaches_no_further(accounts: Accounts) -> None:
    owner, consumer = accounts.known[OURS].muster, accounts.known[THEIRS].muster
    plan, evil = await owner.plan("myplan"), await owner.plan("myplan-evil")
    incident, other = await owner.start(plan), await owner.start(evil)
    granted, bare = accounts.holding(THEIRS, "UGRANTED", "AdministratorAccess"), accounts.holding(THEIRS, "UBARE")

    async def sees(caller: Caller, arn: str) -> bool:
        try:
            found = await consumer.incidents("GetIncidentRecord", caller=caller, arn=arn)
        except Refusal as refusal:
            assert refusal.code == DENIED
            return False
        return bool(found["incidentRecord"]["arn"] == arn)

    assert not await sees(granted, incident), "only their own policy allows"
    shared = await share_plan(accounts.known[OURS], plan, THEIRS, "ssm-incidents:*")
    assert not await sees(bare, incident), "only the plan's policy allows"
    assert await sees(granted, incident)
    assert not await sees(granted, other), "another plan whose name begins alike"
    listed = await consumer.incidents("ListResponsePlans", caller=granted)
    assert [one["arn"] for one in listed["responsePlanSummaries"]] == [plan]
    stranger = accounts.known[OTHERS]
    assert (
        await refused(stranger.muster.incidents("GetIncidentRecord", caller=stranger.caller(), arn=incident))
    ).code == DENIED
    for operation, params in (
        ("UpdateResponsePlan", {"arn": plan, "displayName": "mine"}),
        ("DeleteResponsePlan", {"arn": plan}),
        ("PutResourcePolicy", {"resourceArn": plan, "policy": allowing(plan, OTHERS, "ssm-incidents:*")}),
    ):
        refusal = await refused(consumer.incidents(operation, caller=granted, **params))
        assert refusal.code == DENIED, operation
    await owner.incidents("DeleteResourcePolicy", resourceArn=plan, policyId=shared)
    assert not await sees(granted, incident), "stopping the share ends it at once"


async def test_27_a_policy_that_is_not_surely_understood_is_refused_and_changes_nothing(muster: Muster) -> None:
    plan, jane = await muster.plan(), await person(muster, "jane")
    good = allowing(jane, THEIRS, "ssm-contacts:GetContact")
    await muster.contacts("PutContactPolicy", ContactArn=jane, Policy=good)
    for arn, operation, about, text in (
        (jane, "ssm-contacts:PutContactPolicy", "ContactArn", "Policy"),
        (plan, "ssm-incidents:PutResourcePolicy", "resourceArn", "policy"),
    ):
        action = "ssm-contacts:GetContact" if arn == jane else "ssm-incidents:GetResponsePlan"
        fine = allowing(arn, THEIRS, action)
        for bad in (
            fine.replace('"Effect": "Allow"', '"Effect": "Deny", "Effect": "Allow"'),
            fine.replace('"Effect"', '"Conditon": {}, "Effect"'),
            fine.replace('"Effect"', '"Condition": {"StringAlike": {"aws:PrincipalArn": "x"}}, "Effect"'),
            fine.replace('"Principal": {"AWS": "444455556666"}, ', ""),
            fine.replace("Allow", "Deny"),
            fine.replace(action, action + " " * 400_000),
        ):
            assert bad != fine
            refusal = await refused(muster.call(operation, **{about: arn, text: bad}))
            assert refusal.code == "ValidationException", bad[:200]
    kept = await muster.contacts("GetContactPolicy", ContactArn=jane)
    assert kept["Policy"] == good
    assert (await muster.incidents("GetResourcePolicies", resourceArn=plan))["resourcePolicies"] == []


async def test_28_nobody_puts_others_on_call_or_hands_on_a_role_without_the_right_to(accounts: Accounts) -> None:
    muster = accounts.known[OURS].muster
    boss, jane = await person(muster, "boss"), await person(muster, "jane")
    everything_else = {"Effect": "Allow", "NotAction": ["ssm-contacts:AssociateContact", "iam:*"], "Resource": "*"}
    almost = policy(json.dumps({"Version": "2012-10-17", "Statement": [everything_else]}))
    caller = accounts.holding(OURS, "UALMOST", almost)
    escalation = {"ContactId": jane, "DisplayName": "Jane"}
    await muster.contacts("UpdateContact", caller=caller, **escalation)
    naming = {"Alias": "plan", "Type": "ESCALATION", "Plan": stages(engages("boss"))}
    refusal = await refused(muster.contacts("CreateContact", caller=caller, **naming))
    assert (refusal.code, "ssm-contacts:AssociateContact" in refusal.message) == (DENIED, True)
    assert boss in refusal.message
    plan = (await muster.contacts("CreateContact", **naming | {"Plan": {"Stages": []}}))["ContactArn"]
    changing = {"ContactId": plan, "Plan": naming["Plan"]}
    assert (await refused(muster.contacts("UpdateContact", caller=caller, **changing))).code == DENIED
    role = "arn:aws:iam::111122223333:role/runbook"
    action = {"ssmAutomation": {"documentName": "restart", "roleArn": role}}
    making = {"name": "checkout", "incidentTemplate": {"title": "Down", "impact": 1}, "actions": [action]}
    refusal = await refused(muster.incidents("CreateResponsePlan", caller=caller, **making))
    assert (refusal.code, "iam:PassRole" in refusal.message, role in refusal.message) == (DENIED, True, True)
    await muster.incidents("CreateResponsePlan", **making)


async def test_29_anothers_page_and_channel_are_theirs_alone(world: World) -> None:
    [of_ana] = await paged(world, "ana")
    await world.person("ben")
    phone = await channel(world.muster, ARNS.contact("ana"), DeferActivation=False)
    ben = world.themselves("ben")
    attempts: dict[str, dict[str, Any]] = {
        "UpdateContactChannel": {"ContactChannelId": phone, "DeliveryAddress": {"SimpleAddress": "+12065550199"}},
        "ActivateContactChannel": {"ContactChannelId": phone, "ActivationCode": "123456"},
        "DeactivateContactChannel": {"ContactChannelId": of_ana.channel_arn},
        "DeleteContactChannel": {"ContactChannelId": of_ana.channel_arn},
    }
    for operation, params in attempts.items():
        assert (await refused(world.muster.contacts(operation, caller=ben, **params))).code == DENIED, operation
    assert (await refused(accept(world, of_ana, caller=ben))).code == DENIED
    await world.settle()
    assert await read_at(world, of_ana) is None
    recorded = [one for one in await everything_recorded(world.muster) if one.get("errorCode") == DENIED]
    assert {one["eventName"] for one in recorded} == {*attempts, "AcceptPage"}
    assert {one["userIdentity"]["userName"] for one in recorded} == {"UBEN"}
    heard = {(one.address, one.actor_arn, one.action.partition(":")[2]) for one in world.telephones.warnings}
    assert heard == {("UANA", ben.arn, operation) for operation in (*attempts, "AcceptPage")}, "the owner hears of it"
    async with slack_worlds.World() as slack:
        slack.operations["ssm-contacts:AcceptPage"] = lambda work, request: {}
        slack.registry.channels += [slack_worlds.a_channel("ana", slack_worlds.ANA)]
        message = post(slack, page_looks.page(a_page_message()), slack_worlds.ANA)
        await press(slack, slack_worlds.BEN, "Acknowledge", message)
        assert slack.calls == []
        await press(slack, slack_worlds.ANA, "Acknowledge", message)
        assert len(slack.calls) == 1


async def test_30_who_is_no_member_may_press_nothing_although_slack_signs_it() -> None:
    async with slack_worlds.World() as slack:
        slack.operations["ssm-contacts:AcceptPage"] = lambda work, request: {}
        people = {"U5BOT": "bot", "U6GONE": "deactivated", "U7FAR": "stranger"}
        for user, standing in people.items():
            slack.slack.workspace.person(user, user.lower(), standing)
        for user in (slack_worlds.GUEST, *people):
            slack.registry.channels[:] = [slack_worlds.a_channel("ana", user)]
            message = post(slack, page_looks.page(a_page_message()), slack_worlds.CHANNEL)
            await press(slack, user, "Acknowledge", message)
            assert slack.calls == [], user
        slack.registry.channels[:] = [slack_worlds.a_channel("ana", slack_worlds.ANA)]
        await press(slack, slack_worlds.ANA, "Acknowledge", message)
        assert len(slack.calls) == 1, "a member may"


async def test_31_what_is_another_accounts_is_as_if_it_were_not_there(accounts: Accounts) -> None:
    owner, stranger = accounts.known[OURS].muster, accounts.known[OTHERS]
    present = await resources(World(owner))
    for operation in catalog().values():
        likely = json.dumps(example_params(operation))
        there = likely
        for old, new in present.items():
            there = there.replace(old, new)
        absent = likely.replace("checkout", "nothing").replace("/jane", "/nobody").replace(examples.UUID[:8], "9" * 8)
        unserved = there.replace(OURS, "999988887777")
        said = {await told(stranger.muster, operation, request) for request in (there, absent, unserved)}
        assert len(said) == 1 or OURS not in there, (operation.action, said)
    assert (await owner.incidents("ListResponsePlans"))["responsePlanSummaries"]
    listed = await stranger.muster.incidents("ListResponsePlans")
    assert OURS not in json.dumps(listed)


async def told(muster: Muster, operation: Operation, request: str) -> tuple[str, str]:
    """What is answered, without the names that were asked with and the token for more, which is sealed anew."""
    params = json.loads(request)
    try:
        answer = await muster.dispatcher.call(muster.caller, operation.action, params)
    except Refusal as refusal:
        return refusal.code, unnamed(refusal.message, params)
    return "", unnamed(json.dumps({**answer, "NextToken": "NextToken" in answer}, default=str), params)


def unnamed(text: str, params: Any) -> str:
    for name in sorted(named_in(params), key=len, reverse=True):
        text = text.replace(name, "…")
    return text


def named_in(value: Any) -> set[str]:
    """The ARNs in a request."""
    match value:
        case dict():
            return {name for one in value.values() for name in named_in(one)}
        case list():
            return {name for one in value for name in named_in(one)}
        case str() if value.startswith("arn:"):
            return {value}
    return set()
