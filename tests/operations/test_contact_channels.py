"""Contact channels: whose they are, and how their owners agree to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.operations.muster import ADMIN, ARNS, MEMBER
from tests.operations.refusals import refused
from tests.operations.test_contacts import channel, person


async def status(muster, arn: str) -> str:
    return (await muster.contacts("GetContactChannel", ContactChannelId=arn))["ActivationStatus"]


async def activate(muster, arn: str, code: str, caller=ADMIN) -> None:
    await muster.contacts("ActivateContactChannel", caller=caller, ContactChannelId=arn, ActivationCode=code)


async def asked(muster) -> list[str]:
    """The channels to which a code is on its way."""
    return [step.subject for step in await muster.due("page") if step.kind == "activate"]


async def code_of(muster, arn: str) -> str:
    """What the owner reads."""
    return (await muster.storage.contact_channels.get(arn)).activation.code


async def test_a_channel_comes_back_as_it_was_given(muster):
    ana = await person(muster)
    arn = await channel(muster, ana)
    assert arn.startswith("arn:aws:ssm-contacts:us-east-1:111122223333:contact-channel/ana/")
    row = {
        "ContactArn": ana,
        "ContactChannelArn": arn,
        "Name": "Phone",
        "Type": "SMS",
        "DeliveryAddress": {"SimpleAddress": "+12065550100"},
        "ActivationStatus": "NOT_ACTIVATED",
    }
    assert await muster.contacts("GetContactChannel", ContactChannelId=arn) == row
    assert (await muster.contacts("ListContactChannels", ContactId=ana))["ContactChannels"] == [row]


async def test_nobody_is_asked_where_that_is_to_wait(muster):
    await channel(muster, await person(muster), DeferActivation=True)
    assert await asked(muster) == []


async def test_otherwise_the_owner_is_asked_at_once_and_agrees_with_the_code(muster):
    arn = await channel(muster, await person(muster), DeferActivation=False)
    assert await asked(muster) == [arn]
    await activate(muster, arn, await code_of(muster, arn))
    assert await status(muster, arn) == "ACTIVATED"


async def test_people_who_add_themselves_have_agreed(muster):
    ada = await person(muster, "ada")
    own = await channel(muster, ada, "UADMIN", Type="SLACK", DeferActivation=False)
    foreign = await channel(muster, ada, "UMEMBER", Type="SLACK", DeferActivation=False)
    assert (await status(muster, own), await status(muster, foreign)) == ("ACTIVATED", "NOT_ACTIVATED")
    assert await asked(muster) == [foreign]


async def test_whose_slack_address_it_is_activates_it_and_nobody_else(muster):
    arn = await channel(muster, await person(muster), "UMEMBER", Type="SLACK", DeferActivation=False)
    code = await code_of(muster, arn)
    other = replace(MEMBER, arn=ARNS.slack_user("UOTHER"), user_id="UOTHER", contact_arns={ARNS.contact("ana")})
    assert (await refused(activate(muster, arn, code, other))).code == "AccessDeniedException"
    await activate(muster, arn, code, MEMBER)
    assert await status(muster, arn) == "ACTIVATED"


async def test_a_telephone_is_its_contact_s_to_activate(muster):
    arn = await channel(muster, await person(muster), DeferActivation=False)
    code = await code_of(muster, arn)
    assert (await refused(activate(muster, arn, code, MEMBER))).code == "AccessDeniedException"
    await activate(muster, arn, code, replace(MEMBER, contact_arns={ARNS.contact("ana")}))
    assert await status(muster, arn) == "ACTIVATED"


async def test_a_foreign_channel_looks_like_one_that_does_not_exist(muster):
    arn = await channel(muster, await person(muster), DeferActivation=False)
    gone = ARNS.contact_channel("ana", "gone")
    for operation, more in (
        ("ActivateContactChannel", {"ActivationCode": "123456"}),
        ("DeactivateContactChannel", {}),
    ):
        foreign = await refused(muster.contacts(operation, caller=MEMBER, ContactChannelId=arn, **more))
        unknown = await refused(muster.contacts(operation, caller=MEMBER, ContactChannelId=gone, **more))
        assert (foreign.code, foreign.message.replace(arn, gone)) == (unknown.code, unknown.message)


async def test_a_wrong_code_counts_and_five_of_them_end_the_right_one(muster):
    arn = await channel(muster, await person(muster), DeferActivation=False)
    right = await code_of(muster, arn)
    for _ in range(5):
        assert (await refused(activate(muster, arn, "999999"))).code == "ValidationException"
    assert "too many" in (await refused(activate(muster, arn, right))).message
    await muster.contacts("SendActivationCode", ContactChannelId=arn)
    await activate(muster, arn, await code_of(muster, arn))


async def test_a_wrong_code_is_written_down_with_its_count(muster):
    arn = await channel(muster, await person(muster), DeferActivation=False)
    await refused(activate(muster, arn, "999999"))
    assert (await muster.storage.contact_channels.get(arn)).activation.attempts == 1


async def test_a_code_lasts_a_quarter_of_an_hour(muster):
    arn = await channel(muster, await person(muster), DeferActivation=False)
    code = await code_of(muster, arn)
    muster.clock.advance(minutes=15)
    assert "15 minutes" in (await refused(activate(muster, arn, code))).message


async def test_a_new_code_ends_the_one_before(muster):
    arn = await channel(muster, await person(muster), DeferActivation=False)
    first = await code_of(muster, arn)
    await muster.contacts("SendActivationCode", ContactChannelId=arn)
    assert "sent to this contact channel last" in (await refused(activate(muster, arn, first))).message


async def test_codes_are_resent_once_at_once_and_then_once_a_minute(muster):
    arn = await channel(muster, await person(muster), DeferActivation=False)
    await muster.contacts("SendActivationCode", ContactChannelId=arn)
    muster.clock.advance(seconds=59)
    refusal = await refused(muster.contacts("SendActivationCode", ContactChannelId=arn))
    assert refusal.code == "ServiceQuotaExceededException"
    muster.clock.advance(seconds=1)
    await muster.contacts("SendActivationCode", ContactChannelId=arn)


async def test_the_rule_for_resending_is_the_same_where_the_first_code_was_put_off_and_is_told(muster):
    arn = await channel(muster, await person(muster))
    for _ in range(2):
        await muster.contacts("SendActivationCode", ContactChannelId=arn)
    refusal = await refused(muster.contacts("SendActivationCode", ContactChannelId=arn))
    assert "another at once, and then there is one a minute; try again at 12:01:00 UTC" in refusal.message


async def test_a_channel_that_was_never_asked_activates_with_no_code(muster):
    arn = await channel(muster, await person(muster))
    assert "send-activation-code" in (await refused(activate(muster, arn, "123456"))).message


async def test_a_code_works_once(muster):
    arn = await channel(muster, await person(muster), DeferActivation=False)
    code = await code_of(muster, arn)
    await activate(muster, arn, code)
    await muster.contacts("DeactivateContactChannel", ContactChannelId=arn)
    assert (await refused(activate(muster, arn, code))).code == "ValidationException"
    assert await status(muster, arn) == "NOT_ACTIVATED"


async def test_whoever_declines_is_asked_no_more(muster):
    arn = await channel(muster, await person(muster), "UMEMBER", Type="SLACK", DeferActivation=False)
    code = await code_of(muster, arn)
    await muster.contacts("DeactivateContactChannel", caller=MEMBER, ContactChannelId=arn)
    assert await asked(muster) == []
    assert (await refused(activate(muster, arn, code, MEMBER))).code == "ValidationException"


async def test_whoever_reads_a_new_address_has_to_agree_anew(muster):
    arn = await channel(muster, await person(muster), DeferActivation=False)
    await activate(muster, arn, await code_of(muster, arn))
    await muster.due("page")
    new = {"SimpleAddress": "+12065550199"}
    await muster.contacts("UpdateContactChannel", ContactChannelId=arn, DeliveryAddress=new)
    assert await status(muster, arn) == "NOT_ACTIVATED"
    muster.clock.advance(minutes=2)
    assert await asked(muster) == [arn]


async def test_a_new_address_of_a_channel_that_nobody_was_asked_about_asks_nobody(muster):
    arn = await channel(muster, await person(muster))
    await muster.contacts(
        "UpdateContactChannel", ContactChannelId=arn, DeliveryAddress={"SimpleAddress": "+4930123456"}
    )
    assert await asked(muster) == []


async def test_a_new_name_changes_nothing_else(muster):
    arn = await channel(muster, await person(muster), DeferActivation=False)
    await activate(muster, arn, await code_of(muster, arn))
    await muster.contacts(
        "UpdateContactChannel", ContactChannelId=arn, Name="Mobile", DeliveryAddress={"SimpleAddress": "+12065550100"}
    )
    found = await muster.contacts("GetContactChannel", ContactChannelId=arn)
    assert (found["Name"], found["ActivationStatus"]) == ("Mobile", "ACTIVATED")


@pytest.mark.parametrize(
    ("type_", "address"),
    [
        ("SMS", "12065550100"),
        ("SMS", "+1 206 555 0100"),
        ("VOICE", "+0123456789"),
        ("VOICE", "+1234567890123456"),
        ("SMS", "+1206555\u0660100"),
        ("EMAIL", "ana"),
        ("EMAIL", "ana@"),
        ("EMAIL", "ana@example.com\r\nBcc: ben@example.com"),
        ("EMAIL", "Ana <ana@example.com>"),
        ("EMAIL", "ana@example.com,ben@example.com"),
        ("SLACK", "ana"),
        ("SLACK", "C012AB3CD"),
        ("SLACK", "<@U012AB3CD>"),
        ("SLACK", "U012AB3CD\n"),
    ],
)
async def test_an_address_of_another_kind_is_refused(muster, type_, address):
    refusal = await refused(channel(muster, await person(muster), address, Type=type_))
    assert refusal.code == "ValidationException"
    assert refusal.members["Fields"][0]["Name"] == "DeliveryAddress.SimpleAddress"


@pytest.mark.parametrize(
    ("type_", "address"),
    [
        ("EMAIL", "ana.o'neil+pager@mail.example.co.uk"),
        ("EMAIL", "ana@localhost"),
        ("EMAIL", "ana@bücher.example"),
        ("VOICE", "+4930123456"),
        ("SLACK", "W012AB3CD"),
    ],
)
async def test_an_address_comes_back_unchanged(muster, type_, address):
    arn = await channel(muster, await person(muster), address, Type=type_)
    found = await muster.contacts("GetContactChannel", ContactChannelId=arn)
    assert found["DeliveryAddress"] == {"SimpleAddress": address}


async def test_channels_belong_to_people_who_exist(muster):
    plan = await person(muster, "plan", Type="ESCALATION")
    for contact_arn in (plan, ARNS.contact("nobody")):
        assert (await refused(channel(muster, contact_arn))).code == "ValidationException"


async def test_a_deleted_channel_is_gone(muster):
    arn = await channel(muster, await person(muster))
    await muster.contacts("DeleteContactChannel", ContactChannelId=arn)
    refusal = await refused(muster.contacts("GetContactChannel", ContactChannelId=arn))
    assert (refusal.code, refusal.members["ResourceId"]) == ("ResourceNotFoundException", arn)


async def test_channels_are_listed_as_they_were_made_page_by_page(muster):
    ana = await person(muster)
    made = []
    for number in range(3):
        made.append(await channel(muster, ana, f"+1206555010{number}"))
        muster.clock.advance(seconds=1)
    first = await muster.contacts("ListContactChannels", ContactId=ana, MaxResults=2)
    second = await muster.contacts("ListContactChannels", ContactId=ana, NextToken=first["NextToken"])
    assert [row["ContactChannelArn"] for row in first["ContactChannels"] + second["ContactChannels"]] == made
    assert "NextToken" not in second
