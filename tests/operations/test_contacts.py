"""Contacts as their five operations show them, and the plans that are refused."""

from __future__ import annotations

import asyncio

import pytest

from tests.operations.muster import ARNS, MEMBER
from tests.operations.refusals import refused

NOTHING = {"Stages": []}


def stages(*targets: dict) -> dict:
    return {"Stages": [{"DurationInMinutes": 5, "Targets": list(targets)}]}


def engages(alias: str, *, essential: bool = True) -> dict:
    return {"ContactTargetInfo": {"ContactId": ARNS.contact(alias), "IsEssential": essential}}


def reaches(channel_arn: str, **more) -> dict:
    return {"ChannelTargetInfo": {"ContactChannelId": channel_arn, **more}}


async def person(muster, alias: str = "ana", **members) -> str:
    request = {"Alias": alias, "Type": "PERSONAL", "Plan": NOTHING, **members}
    return (await muster.contacts("CreateContact", **request))["ContactArn"]


async def channel(muster, contact_arn: str, address: str = "+12065550100", **members) -> str:
    request = {
        "ContactId": contact_arn,
        "Name": "Phone",
        "Type": "SMS",
        "DeliveryAddress": {"SimpleAddress": address},
        "DeferActivation": True,
        **members,
    }
    return (await muster.contacts("CreateContactChannel", **request))["ContactChannelArn"]


async def test_a_contact_comes_back_as_it_was_given(muster):
    arn = await person(muster, DisplayName="Ana Ønskjær")
    assert arn == ARNS.contact("ana")
    assert await muster.contacts("GetContact", ContactId=arn) == {
        "ContactArn": arn,
        "Alias": "ana",
        "DisplayName": "Ana Ønskjær",
        "Type": "PERSONAL",
        "Plan": {"Stages": []},
    }


async def test_a_plan_keeps_its_minutes_its_retries_and_its_order(muster):
    ana = await person(muster)
    first, second = await channel(muster, ana), await channel(muster, ana, "+12065550101")
    plan = {
        "Stages": [
            {
                "DurationInMinutes": 5,
                "Targets": [reaches(second, RetryIntervalInMinutes=1), reaches(first, RetryIntervalInMinutes=0)],
            },
            {"DurationInMinutes": 0, "Targets": [reaches(first)]},
            {"DurationInMinutes": 30, "Targets": []},
        ]
    }
    await muster.contacts("UpdateContact", ContactId=ana, Plan=plan)
    assert (await muster.contacts("GetContact", ContactId=ana))["Plan"] == plan


async def test_an_escalation_plan_keeps_whom_it_engages_and_who_is_essential(muster):
    await person(muster, "ana")
    await person(muster, "ben")
    plan = stages(engages("ben", essential=False), engages("ana"))
    arn = await person(muster, "on-call", Type="ESCALATION", Plan=plan)
    assert (await muster.contacts("GetContact", ContactId=arn))["Plan"] == plan


async def test_what_an_update_leaves_out_stays(muster):
    await person(muster, "ben")
    arn = await person(muster, "on-call", Type="ESCALATION", Plan=stages(engages("ben")), DisplayName="On call")
    await muster.contacts("UpdateContact", ContactId=arn, Plan=NOTHING)
    assert (await muster.contacts("GetContact", ContactId=arn))["DisplayName"] == "On call"
    await muster.contacts("UpdateContact", ContactId=arn, DisplayName="")
    contact = await muster.contacts("GetContact", ContactId=arn)
    assert "DisplayName" not in contact
    assert contact["Plan"] == NOTHING


async def test_a_list_is_in_alias_order_and_filtered_by_prefix_and_type(muster):
    for alias, type_ in (("pay-b", "PERSONAL"), ("ops", "PERSONAL"), ("pay-a", "ESCALATION"), ("pay-c", "PERSONAL")):
        await person(muster, alias, Type=type_)

    async def aliases(**filters) -> list[str]:
        return [row["Alias"] for row in (await muster.contacts("ListContacts", **filters))["Contacts"]]

    assert await aliases() == ["ops", "pay-a", "pay-b", "pay-c"]
    assert await aliases(AliasPrefix="pay-", Type="PERSONAL") == ["pay-b", "pay-c"]
    first = await muster.contacts("ListContacts", MaxResults=3)
    assert await aliases(MaxResults=3, NextToken=first["NextToken"]) == ["pay-c"]


async def test_an_alias_is_taken_once_even_by_many_at_a_time(muster):
    outcomes = await asyncio.gather(*(person(muster) for _ in range(5)), return_exceptions=True)
    codes = sorted(getattr(outcome, "code", "made") for outcome in outcomes)
    assert codes == ["ConflictException"] * 4 + ["made"]
    conflict = await refused(person(muster))
    assert conflict.members == {"ResourceId": ARNS.contact("ana"), "ResourceType": "CONTACT"}


async def test_the_same_token_makes_one_contact_and_answers_twice(muster):
    first = await person(muster, IdempotencyToken="once")
    assert await person(muster, IdempotencyToken="once") == first


@pytest.mark.parametrize(
    ("type_", "plan", "says"),
    [
        ("ESCALATION", stages(engages("nobody")), "there is no contact"),
        ("ESCALATION", stages(engages("plan")), "another escalation plan"),
        ("ESCALATION", stages(reaches(ARNS.contact_channel("ana", "1"))), "PERSONAL contacts only"),
        ("PERSONAL", stages(engages("ben")), "ESCALATION contacts only"),
        ("PERSONAL", stages(reaches(ARNS.contact_channel("ana", "1"))), "has no contact channel"),
        ("ONCALL_SCHEDULE", stages(engages("ben")), "ESCALATION contacts only"),
        ("ONCALL_SCHEDULE", {"RotationIds": [f"{ARNS.contact('x')}".replace("contact/", "rotation/")]}, "no rotation"),
        ("PERSONAL", {"Stages": [{"DurationInMinutes": 0, "Targets": []}]}, "needs a target"),
        ("ESCALATION", stages({}), "exactly one"),
        ("ESCALATION", stages({**engages("ben"), **reaches(ARNS.contact_channel("ana", "1"))}), "exactly one"),
    ],
)
async def test_a_plan_that_cannot_be_carried_out_is_refused_in_words(muster, type_, plan, says):
    await person(muster, "ben")
    await person(muster, "plan", Type="ESCALATION")
    refusal = await refused(person(muster, Type=type_, Plan=plan))
    assert refusal.code == "ValidationException"
    assert says in refusal.message


async def test_a_plan_reaches_its_owner_through_no_channel_of_somebody_else(muster):
    ana, ben = await person(muster, "ana"), await person(muster, "ben")
    of_ben = await channel(muster, ben)
    refusal = await refused(muster.contacts("UpdateContact", ContactId=ana, Plan=stages(reaches(of_ben))))
    assert (refusal.code, of_ben in refusal.message) == ("ValidationException", True)


async def test_a_plan_is_given_back_as_it_was_read_although_what_it_names_is_gone(muster):
    ana = await person(muster)
    gone, new = await channel(muster, ana), ARNS.contact_channel("ana", "new")
    await muster.contacts("UpdateContact", ContactId=ana, Plan=stages(reaches(gone)))
    await muster.contacts("DeleteContactChannel", ContactChannelId=gone)
    plan = (await muster.contacts("GetContact", ContactId=ana))["Plan"]
    await muster.contacts("UpdateContact", ContactId=ana, Plan=plan)
    assert (await muster.contacts("GetContact", ContactId=ana))["Plan"] == stages(reaches(gone))
    refusal = await refused(muster.contacts("UpdateContact", ContactId=ana, Plan=stages(reaches(gone), reaches(new))))
    assert f"no contact channel {new}" in refusal.message


async def test_a_plan_that_engages_somebody_who_is_gone_can_still_be_changed(muster):
    await person(muster, "ben")
    plan = await person(muster, "plan", Type="ESCALATION", Plan=stages(engages("ben")))
    await muster.contacts("DeleteContact", ContactId=ARNS.contact("ben"))
    await person(muster, "ana")
    both = stages(engages("ben"), engages("ana"))
    await muster.contacts("UpdateContact", ContactId=plan, Plan=both)
    assert (await muster.contacts("GetContact", ContactId=plan))["Plan"] == both
    more = stages(engages("ben"), engages("nobody"))
    refusal = await refused(muster.contacts("UpdateContact", ContactId=plan, Plan=more))
    assert f"there is no contact {ARNS.contact('nobody')}" in refusal.message
    await muster.contacts("UpdateContact", ContactId=plan, Plan=stages(engages("ana")))
    refusal = await refused(muster.contacts("UpdateContact", ContactId=plan, Plan=both))
    assert f"there is no contact {ARNS.contact('ben')}" in refusal.message


async def test_a_token_answers_as_it_did_although_its_contact_is_gone(muster):
    arn = await person(muster, IdempotencyToken="once")
    await muster.contacts("DeleteContact", ContactId=arn)
    assert await person(muster, IdempotencyToken="once") == arn
    assert (await refused(muster.contacts("GetContact", ContactId=arn))).code == "ResourceNotFoundException"
    assert await person(muster, IdempotencyToken="another") == arn
    assert (await muster.contacts("GetContact", ContactId=arn))["Alias"] == "ana"


async def test_a_contact_takes_its_channels_along_and_leaves_its_name_in_plans(muster):
    ana = await person(muster)
    of_ana = await channel(muster, ana)
    plan = await person(muster, "plan", Type="ESCALATION", Plan=stages(engages("ana")))
    await muster.contacts("DeleteContact", ContactId=ana)
    for operation, member, arn in (
        ("GetContact", "ContactId", ana),
        ("DeleteContact", "ContactId", ana),
        ("GetContactChannel", "ContactChannelId", of_ana),
        ("ListContactChannels", "ContactId", ana),
    ):
        assert (await refused(muster.contacts(operation, **{member: arn}))).code == "ResourceNotFoundException"
    assert (await muster.contacts("GetContact", ContactId=plan))["Plan"] == stages(engages("ana"))


async def test_members_see_who_there_is_but_make_no_contacts_and_see_no_addresses(muster):
    await person(muster)
    assert (await muster.contacts("GetContact", caller=MEMBER, ContactId=ARNS.contact("ana")))["Alias"] == "ana"
    for operation, request in (
        ("CreateContact", {"Alias": "x", "Type": "PERSONAL", "Plan": NOTHING}),
        ("ListContactChannels", {"ContactId": ARNS.contact("ana")}),
    ):
        refusal = await refused(muster.contacts(operation, caller=MEMBER, **request))
        assert refusal.code == "AccessDeniedException"
