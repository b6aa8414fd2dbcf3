"""Policies of contacts as their two operations show them."""

from __future__ import annotations

import json

import pytest

from tests.operations.muster import ARNS, MEMBER, Muster
from tests.operations.refusals import refused
from tests.rules.policies import CONTACT, OF_CONTACT, OF_PLAN, written


@pytest.fixture
async def contact(muster: Muster) -> str:
    answer = await muster.contacts("CreateContact", Alias="ana", Type="PERSONAL", Plan={"Stages": []})
    assert answer["ContactArn"] == CONTACT
    return CONTACT


async def put(muster: Muster, policy: str, arn: str = CONTACT) -> None:
    assert await muster.contacts("PutContactPolicy", ContactArn=arn, Policy=policy) == {}


async def policy_of(muster: Muster, arn: str = CONTACT) -> str | None:
    answer = await muster.contacts("GetContactPolicy", ContactArn=arn)
    assert answer.pop("ContactArn") == arn
    assert set(answer) <= {"Policy"}
    return answer.get("Policy")


@pytest.mark.usefixtures("contact")
async def test_a_contact_without_a_policy_says_so_by_having_none(muster: Muster) -> None:
    assert await policy_of(muster) is None


@pytest.mark.usefixtures("contact")
async def test_a_policy_comes_back_letter_by_letter_and_takes_the_place_of_the_one_before(muster: Muster) -> None:
    text = "\n " + json.dumps(OF_CONTACT, indent=3) + "\t"
    await put(muster, text)
    assert await policy_of(muster) == text
    await put(muster, written(OF_CONTACT, Sid="Second"))
    assert await policy_of(muster) == written(OF_CONTACT, Sid="Second")
    assert len(await muster.storage.resource_policies.all_of(CONTACT)) == 1


@pytest.mark.parametrize("type_", ["ESCALATION", "ONCALL_SCHEDULE"])
async def test_escalation_plans_and_schedules_can_have_one_too(muster: Muster, type_: str) -> None:
    await muster.contacts("CreateContact", Alias="ana", Type=type_, Plan={"Stages": []})
    await put(muster, written(OF_CONTACT))
    assert await policy_of(muster) == written(OF_CONTACT)


async def test_an_unknown_contact_is_not_found(muster: Muster) -> None:
    arn = ARNS.contact("nobody")
    for call in (put(muster, written(OF_CONTACT), arn), policy_of(muster, arn)):
        refusal = await refused(call)
        assert refusal.code == "ResourceNotFoundException"
        assert refusal.members == {"ResourceId": arn, "ResourceType": "CONTACT"}


@pytest.mark.usefixtures("contact")
@pytest.mark.parametrize(
    "policy",
    [
        written(OF_CONTACT).replace('"Effect": "Allow"', '"Effect": "Deny", "Effect": "Allow"'),
        written(OF_CONTACT, Condition={"StringEqual": {"aws:SourceIp": "10.0.0.1"}}),
        written(OF_CONTACT, Conditon={}),
        written(OF_CONTACT, Principal=None),
        written(OF_CONTACT, Effect="Deny"),
        written(OF_CONTACT) + " " * 20_000,
        written(OF_PLAN),
        written(OF_CONTACT).replace("/ana", "/ana-evil"),
        "x",
    ],
)
async def test_what_is_no_policy_for_this_contact_is_refused_and_nothing_changes(muster: Muster, policy: str) -> None:
    await put(muster, written(OF_CONTACT))
    refusal = await refused(put(muster, policy))
    assert refusal.code == "ValidationException"
    assert refusal.members["Reason"] == "FIELD_VALIDATION_FAILED"
    assert [one["Name"] for one in refusal.members["Fields"]] == ["Policy"]
    assert await policy_of(muster) == written(OF_CONTACT)


@pytest.mark.usefixtures("contact")
async def test_a_long_policy_is_fine_until_it_is_too_long(muster: Muster) -> None:
    text = written(OF_CONTACT)
    await put(muster, text + " " * (20_000 - len(text)))
    assert "20,000" in (await refused(put(muster, text + " " * (20_001 - len(text))))).message


@pytest.mark.usefixtures("contact")
async def test_a_policy_goes_with_its_contact(muster: Muster) -> None:
    await put(muster, written(OF_CONTACT))
    await muster.contacts("DeleteContact", ContactId=CONTACT)
    await muster.contacts("CreateContact", Alias="ana", Type="PERSONAL", Plan={"Stages": []})
    assert await policy_of(muster) is None


@pytest.mark.usefixtures("contact")
async def test_only_administrators_have_to_do_with_policies(muster: Muster) -> None:
    for action, more in (("PutContactPolicy", {"Policy": written(OF_CONTACT)}), ("GetContactPolicy", {})):
        call = muster.call(f"ssm-contacts:{action}", caller=MEMBER, ContactArn=CONTACT, **more)
        assert (await refused(call)).code == "AccessDeniedException"
