"""Pages as their six operations show them, and who may answer which with what."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.engagements.engagement import Page
from core.errors import Refusal
from storage.statements import compiled
from storage.tables.audit import AuditRow
from tests.engine.world import World
from tests.operations.muster import ADMIN, ARNS, START
from tests.operations.refusals import refused
from tests.operations.test_contacts import channel


@pytest.fixture
def world(muster) -> World:
    return World(muster)


async def paged(world: World, *aliases: str) -> list[Page]:
    """These are engaged together and have their pages."""
    for alias in aliases:
        await world.person(alias)
    engagement = await world.engage(await world.escalation(aliases))
    await world.settle()
    return sorted(await world.pages(engagement), key=lambda page: page.contact_arn)


async def accept(world: World, page: Page, code: str | None = None, caller=ADMIN, **members) -> None:
    request = {"PageId": page.arn, "AcceptType": "READ", "AcceptCode": code or page.code, **members}
    await world.muster.contacts("AcceptPage", caller=caller, **request)


async def read_at(world: World, page: Page):
    return (await world.storage.pages.get(page.arn)).read_at


def wrong(page: Page) -> str:
    return f"{(int(page.code) + 500_000) % 1_000_000:06}"


async def test_a_page_comes_back_with_what_it_says(world):
    [page] = await paged(world, "ana")
    assert page.arn.startswith("arn:aws:ssm-contacts:us-east-1:111122223333:page/ana/")
    assert await world.muster.contacts("DescribePage", PageId=page.arn) == {
        "PageArn": page.arn,
        "EngagementArn": page.engagement_arn,
        "ContactArn": ARNS.contact("ana"),
        "Sender": "ada",
        "Subject": "Help",
        "Content": "Come quickly.",
        "SentTime": START,
    }


async def test_an_answer_is_written_down_with_its_receipts(world):
    [page] = await paged(world, "ana")
    world.clock.advance(minutes=1)
    await accept(world, page, caller=world.themselves("ana"))
    described = await world.muster.contacts("DescribePage", PageId=page.arn)
    answered = START + timedelta(minutes=1)
    assert (described["SentTime"], described["DeliveryTime"], described["ReadTime"]) == (START, answered, answered)
    [channel] = await world.storage.contact_channels.with_address("SLACK", "UANA")
    receipts = (await world.muster.contacts("ListPageReceipts", PageId=page.arn))["Receipts"]
    assert receipts == [
        {
            "ContactChannelArn": channel.arn,
            "ReceiptType": "DELIVERED",
            "ReceiptInfo": page.code,
            "ReceiptTime": answered,
        },
        {"ContactChannelArn": channel.arn, "ReceiptType": "READ", "ReceiptInfo": page.code, "ReceiptTime": answered},
        {"ContactChannelArn": channel.arn, "ReceiptType": "SENT", "ReceiptInfo": "M1", "ReceiptTime": START},
    ]


async def test_receipts_are_listed_page_by_page(world):
    [page] = await paged(world, "ana")
    await accept(world, page)
    first = await world.muster.contacts("ListPageReceipts", PageId=page.arn, MaxResults=2)
    second = await world.muster.contacts("ListPageReceipts", PageId=page.arn, NextToken=first["NextToken"])
    types = [receipt["ReceiptType"] for receipt in first["Receipts"] + second["Receipts"]]
    assert (types, "NextToken" in second) == (["DELIVERED", "READ", "SENT"], False)


async def test_the_path_to_a_person_names_the_stage_of_the_plan(world):
    [page] = await paged(world, "ana")
    path = (await world.muster.contacts("ListPageResolutions", PageId=page.arn))["PageResolutions"]
    assert path == [
        {"ContactArn": ARNS.contact("plan"), "Type": "ESCALATION"},
        {"ContactArn": ARNS.contact("ana"), "Type": "PERSONAL", "StageIndex": 0},
    ]


async def test_pages_are_listed_by_engagement_and_by_contact_the_newest_first(world):
    await paged(world, "ana")
    world.clock.advance(minutes=1)
    again = await world.engage(ARNS.contact("ana"))
    await world.settle()

    async def listed(operation: str, **filters) -> list[str]:
        return [row["EngagementArn"] for row in (await world.muster.contacts(operation, **filters))["Pages"]]

    engaged = await listed("ListPagesByContact", ContactId=ARNS.contact("ana"))
    assert (engaged[0], len(engaged)) == (again, 2)
    assert await listed("ListPagesByEngagement", EngagementId=again) == [again]
    token = (await world.muster.contacts("ListPagesByContact", ContactId=ARNS.contact("ana"), MaxResults=1))[
        "NextToken"
    ]
    assert await listed("ListPagesByContact", ContactId=ARNS.contact("ana"), NextToken=token) == engaged[1:]


async def test_another_s_page_looks_to_a_member_like_one_that_does_not_exist(world):
    [page] = await paged(world, "ana")
    await world.person("ben")
    gone = ARNS.page("ana", "gone")
    foreign = await refused(accept(world, page, caller=world.themselves("ben")))
    unknown = await refused(
        world.muster.contacts(
            "AcceptPage", caller=world.themselves("ben"), PageId=gone, AcceptType="READ", AcceptCode=page.code
        )
    )
    assert (foreign.code, foreign.message.replace(page.arn, gone)) == ("AccessDeniedException", unknown.message)
    assert await read_at(world, page) is None


async def test_an_administrator_with_the_code_may_answer_for_somebody(world):
    [page] = await paged(world, "ana")
    await accept(world, page, caller=ADMIN)
    assert (await world.engagement(page.engagement_arn)).acknowledged_by == ARNS.contact("ana")


async def test_a_missing_wish_about_the_code_means_that_it_counts(world):
    [page] = await paged(world, "ana")
    refusal = await refused(accept(world, page, wrong(page)))
    assert (refusal.code, refusal.members["Reason"]) == ("ValidationException", "OTHER")
    assert page.code not in refusal.message


async def test_only_administrators_do_without_the_code(world):
    [page] = await paged(world, "ana")
    own = world.themselves("ana")
    refusal = await refused(accept(world, page, wrong(page), caller=own, AcceptCodeValidation="IGNORE"))
    assert refusal.code == "AccessDeniedException"
    await accept(world, page, wrong(page), caller=ADMIN, AcceptCodeValidation="IGNORE")
    assert await read_at(world, page)


async def test_of_a_hundred_wrong_codes_at_once_five_are_looked_at(world):
    [page] = await paged(world, "ana")
    guesses = [accept(world, page, f"{number:06}") for number in range(900_000, 900_100)]
    outcomes = await asyncio.gather(*guesses, return_exceptions=True)
    assert {getattr(outcome, "code", "accepted") for outcome in outcomes} == {"ValidationException"}
    assert (await world.storage.pages.get(page.arn)).wrong_codes == 5
    assert "too many" in (await refused(accept(world, page))).message
    await accept(world, page, caller=world.themselves("ana"))
    assert await read_at(world, page)


async def test_five_wrong_codes_leave_everybody_else_s_code_alone(world):
    of_ana, of_ben = await paged(world, "ana", "ben")
    for _ in range(5):
        await refused(accept(world, of_ana, wrong(of_ana)))
    await accept(world, of_ben)
    assert await read_at(world, of_ben)


async def test_each_refused_code_leaves_one_record_of_the_asking(world):
    [page] = await paged(world, "ana")
    for _ in range(7):
        await refused(accept(world, page, wrong(page)))
    asked = compiled(select(func.count()).where(AuditRow.action == "ssm-contacts:AcceptPage"))
    assert await world.storage.database.read(asked, {}) == [(7,)]


async def test_five_right_codes_at_once_are_one_acknowledgement(world):
    await world.person("ana")
    plan = await world.muster.plan(engagements=[await world.escalation(("ana",))])
    incident = await world.muster.start(plan)
    await world.settle()
    [engagement] = await world.storage.engagements.of_incident(incident)
    [page] = await world.pages(engagement.arn)
    await asyncio.gather(*(accept(world, page) for _ in range(5)))
    told = [event for event, _ in await world.muster.events(incident)]
    assert told.count("SSM Contacts Page Acknowledgement for Incident") == 1
    assert await world.receipts(page.arn) == ["SENT", "DELIVERED", "READ"]


async def test_of_two_people_who_answer_at_once_one_has_it(world):
    of_ana, of_ben = await paged(world, "ana", "ben")
    outcomes = await asyncio.gather(accept(world, of_ana), accept(world, of_ben), return_exceptions=True)
    [late] = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert [await read_at(world, of_ana), await read_at(world, of_ben)].count(None) == 1
    assert "already acknowledged by" in late.message


async def test_an_answer_comes_through_another_channel_of_the_person(world):
    [page] = await paged(world, "ana")
    telephone = await channel(world.muster, ARNS.contact("ana"))
    await accept(world, page, ContactChannelId=telephone)
    assert {one.channel_arn for one in (await world.storage.pages.get(page.arn)).receipts} == {
        page.channel_arn,
        telephone,
    }


async def test_an_answer_through_the_page_s_own_channel_stands_although_that_is_deleted(world):
    [page] = await paged(world, "ana")
    await world.muster.contacts("DeleteContactChannel", ContactChannelId=page.channel_arn)
    await accept(world, page, ContactChannelId=page.channel_arn)
    assert await read_at(world, page) == START


@pytest.mark.parametrize("right", [True, False])
async def test_a_channel_of_nobody_or_of_somebody_else_is_refused_and_no_attempt_at_the_code(world, right):
    of_ana, of_ben = await paged(world, "ana", "ben")
    code = of_ana.code if right else wrong(of_ana)
    changed = of_ana.channel_arn[:-1] + ("0" if of_ana.channel_arn[-1] != "0" else "1")
    for unknown in (changed, changed.replace(":111122223333:", ":999999999999:")):
        refusal = await refused(accept(world, of_ana, code, ContactChannelId=unknown))
        assert (refusal.code, refusal.members["ResourceType"]) == ("ResourceNotFoundException", "CONTACT_CHANNEL")
    refusal = await refused(accept(world, of_ana, code, ContactChannelId=of_ben.channel_arn))
    assert (refusal.code, refusal.members["Fields"][0]["Name"]) == ("ValidationException", "ContactChannelId")
    assert await world.storage.pages.get(of_ana.arn) == of_ana


async def test_another_page_s_code_is_wrong(world):
    of_ana, of_ben = await paged(world, "ana", "ben")
    assert "not the code of this page" in (await refused(accept(world, of_ana, of_ben.code))).message


async def test_a_page_that_is_needed_no_more_says_who_has_it(world):
    of_ana, of_ben = await paged(world, "ana", "ben")
    await accept(world, of_ana)
    assert "already acknowledged by Ana at 2026-03-01 12:00:00 UTC" in (await refused(accept(world, of_ben))).message


async def test_a_page_of_a_stopped_engagement_says_so(world):
    [page] = await paged(world, "ana")
    await world.muster.contacts("StopEngagement", EngagementId=page.engagement_arn)
    assert "the engagement was stopped" in (await refused(accept(world, page))).message


async def test_word_of_delivery_keeps_the_page_open(world):
    [page] = await paged(world, "ana")
    await accept(world, page, AcceptType="DELIVERED")
    described = await world.muster.contacts("DescribePage", PageId=page.arn)
    assert ("DeliveryTime" in described, "ReadTime" in described) == (True, False)
    await accept(world, page)


async def test_what_does_not_exist_is_not_found(world):
    gone = ARNS.page("ana", "gone")
    for operation in ("DescribePage", "ListPageReceipts", "ListPageResolutions"):
        refusal = await refused(world.muster.contacts(operation, PageId=gone))
        assert (refusal.code, refusal.members["ResourceType"]) == ("ResourceNotFoundException", "PAGE")
    refusal = await refused(world.muster.contacts("ListPagesByContact", ContactId=ARNS.contact("nobody")))
    assert refusal.members["ResourceType"] == "CONTACT"
