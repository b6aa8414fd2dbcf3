"""Policies of response plans as their three operations show them."""

from __future__ import annotations

import asyncio
import json
import re

import pytest

from tests.operations.muster import ARNS, MEMBER, Muster
from tests.operations.refusals import refused
from tests.rules.policies import OF_CONTACT, OF_PLAN, PLAN, written


@pytest.fixture
async def plan(muster: Muster) -> str:
    arn = await muster.plan()
    assert arn == PLAN
    return arn


async def put(muster: Muster, policy: str, arn: str = PLAN) -> str:
    return str((await muster.incidents("PutResourcePolicy", resourceArn=arn, policy=policy))["policyId"])


async def policies_of(muster: Muster, arn: str = PLAN) -> dict[str, str]:
    answer = await muster.incidents("GetResourcePolicies", resourceArn=arn)
    assert "nextToken" not in answer
    return {one["policyId"]: one["policyDocument"] for one in answer["resourcePolicies"]}


def numbered(number: int) -> str:
    return written(Sid=f"number {number}")


@pytest.mark.usefixtures("plan")
async def test_a_policy_comes_back_letter_by_letter(muster: Muster) -> None:
    text = "\n " + json.dumps(OF_PLAN, indent=3) + "\t"
    policy_id = await put(muster, text)
    assert re.fullmatch("[0-9a-f]{32}", policy_id)
    answer = await muster.incidents("GetResourcePolicies", resourceArn=PLAN)
    assert answer == {
        "resourcePolicies": [
            {"policyDocument": text, "policyId": policy_id, "ramResourceShareRegion": ARNS.region},
        ]
    }


async def test_a_plan_without_policies_has_an_empty_list(muster: Muster, plan: str) -> None:
    assert await policies_of(muster, plan) == {}


@pytest.mark.usefixtures("plan")
async def test_the_same_text_keeps_its_id_and_another_one_gets_its_own(muster: Muster) -> None:
    first = await put(muster, written())
    second = await put(muster, numbered(2))
    assert await put(muster, written()) == first
    assert await policies_of(muster) == {first: written(), second: numbered(2)}


@pytest.mark.usefixtures("plan")
async def test_a_deleted_policy_is_gone_and_the_others_stay(muster: Muster) -> None:
    first, second = await put(muster, numbered(1)), await put(muster, numbered(2))
    assert await muster.incidents("DeleteResourcePolicy", resourceArn=PLAN, policyId=first) == {}
    assert list(await policies_of(muster)) == [second]
    refusal = await refused(muster.incidents("DeleteResourcePolicy", resourceArn=PLAN, policyId=first))
    assert refusal.code == "ResourceNotFoundException"
    assert refusal.members == {"resourceType": "RESOURCE_POLICY", "resourceIdentifier": first}


async def test_a_policy_is_deleted_of_its_own_plan_only(muster: Muster, plan: str) -> None:
    other = await muster.plan("other")
    policy_id = await put(muster, written(), plan)
    await refused(muster.incidents("DeleteResourcePolicy", resourceArn=other, policyId=policy_id))
    assert list(await policies_of(muster, plan)) == [policy_id]


@pytest.mark.parametrize(
    "arn", [ARNS.response_plan("nobody"), ARNS.incident_record("checkout", "0"), ARNS.contact("a")]
)
async def test_only_a_response_plan_can_have_one(muster: Muster, arn: str) -> None:
    for call in (
        put(muster, written(), arn),
        policies_of(muster, arn),
        muster.incidents("DeleteResourcePolicy", resourceArn=arn, policyId="0" * 32),
    ):
        refusal = await refused(call)
        assert refusal.code == "ResourceNotFoundException"
        assert refusal.members == {"resourceType": "RESPONSE_PLAN", "resourceIdentifier": arn}


@pytest.mark.usefixtures("plan")
async def test_policies_are_listed_page_by_page(muster: Muster) -> None:
    ids = [await put(muster, numbered(number)) for number in range(5)]
    listed: list[str] = []
    more: dict[str, str] = {}
    while True:
        answer = await muster.incidents("GetResourcePolicies", resourceArn=PLAN, maxResults=2, **more)
        listed += [one["policyId"] for one in answer["resourcePolicies"]]
        assert len(answer["resourcePolicies"]) <= 2
        if "nextToken" not in answer:
            break
        more = {"nextToken": answer["nextToken"]}
    assert listed == sorted(ids)


@pytest.mark.usefixtures("plan")
async def test_a_plan_has_twenty_policies_at_most(muster: Muster) -> None:
    for number in range(20):
        await put(muster, numbered(number))
    refusal = await refused(put(muster, numbered(20)))
    assert refusal.code == "ValidationException"
    assert "20" in refusal.message
    assert await put(muster, numbered(3))  # it is there already
    assert len(await policies_of(muster)) == 20


@pytest.mark.usefixtures("plan")
async def test_those_who_put_at_once_do_not_get_past_the_bound_nor_the_same_text_twice(muster: Muster) -> None:
    await asyncio.gather(*(put(muster, written()) for _ in range(5)))
    assert len(await policies_of(muster)) == 1
    calls = [put(muster, numbered(number)) for number in range(21)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(one, Exception) for one in outcomes) >= 2
    assert len(await policies_of(muster)) <= 20


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    "policy",
    [
        written().replace('"Effect": "Allow"', '"Effect": "Deny", "Effect": "Allow"'),
        written(Condition={"StringEqual": {"aws:SourceIp": "10.0.0.1"}}),
        written(Conditon={}),
        written(Principal=None),
        written(Effect="Deny"),
        written(Sid="x" * 4000),
        json.dumps(OF_CONTACT),
        written().replace("checkout", "other"),
        "",
        "{}",
    ],
)
async def test_what_is_no_policy_for_this_plan_is_refused_and_nothing_changes(muster: Muster, policy: str) -> None:
    policy_id = await put(muster, written())
    assert (await refused(put(muster, policy))).code == "ValidationException"
    assert await policies_of(muster) == {policy_id: written()}


@pytest.mark.usefixtures("plan")
async def test_policies_go_with_their_plan(muster: Muster) -> None:
    other = await muster.plan("other")
    kept = await put(muster, written().replace("checkout", "other"), other)
    await put(muster, written())
    await muster.incidents("DeleteResponsePlan", arn=PLAN)
    await muster.plan()
    assert await policies_of(muster) == {}
    assert list(await policies_of(muster, other)) == [kept]


@pytest.mark.usefixtures("plan")
async def test_policies_go_with_the_replication_set(muster: Muster) -> None:
    await put(muster, written())
    [replication_set] = (await muster.incidents("ListReplicationSets"))["replicationSetArns"]
    await muster.incidents("DeleteReplicationSet", arn=replication_set)
    await muster.onboard()
    await muster.plan()
    assert await policies_of(muster) == {}
    assert await muster.storage.resource_policies.all_of(PLAN) == []


@pytest.mark.usefixtures("plan")
async def test_only_administrators_have_to_do_with_policies(muster: Muster) -> None:
    for action, more in (
        ("PutResourcePolicy", {"policy": written()}),
        ("GetResourcePolicies", {}),
        ("DeleteResourcePolicy", {"policyId": "0" * 32}),
    ):
        call = muster.call(f"ssm-incidents:{action}", caller=MEMBER, resourceArn=PLAN, **more)
        assert (await refused(call)).code == "AccessDeniedException"
