"""One page is answered from outside Slack, and whoever answered hears what became of it."""

from __future__ import annotations

import pytest

from core.answering.operations import Answering
from tests.engine.world import World
from tests.operations.muster import ARNS


@pytest.fixture
def answering(world: World) -> Answering:
    return Answering(
        dispatcher=world.muster.dispatcher,
        pages=world.storage.pages,
        engagements=world.storage.engagements,
        arns=ARNS,
        clock=world.clock,
    )


async def paged(world: World, *people: str, **members: str) -> list[tuple[str, str]]:
    """The ARN and the code of each person's page of one engagement."""
    for alias in people:
        await world.person(alias)
    engagement = await world.engage(await world.escalation(tuple(people)), **members)
    await world.settle()
    pages = {page.contact_arn: page for page in await world.pages(engagement)}
    return [(pages[ARNS.contact(alias)].arn, pages[ARNS.contact(alias)].code) for alias in people]


async def test_the_right_code_takes_the_page(world, answering):
    [(page, code)] = await paged(world, "ana")
    assert await answering.of_page(page, code, None, "link") == "Acknowledged. It is yours now."
    assert await world.receipts(page) == ["SENT", "DELIVERED", "READ"]


async def test_a_key_pressed_in_the_call_that_we_made_needs_no_code(world, answering):
    [(page, _)] = await paged(world, "ana")
    assert await answering.of_page(page, None, None, "voice") == "Acknowledged. It is yours now."


async def test_a_wrong_code_takes_nothing(world, answering):
    [(page, _)] = await paged(world, "ana")
    said = await answering.of_page(page, "999999", None, "link")
    assert said == "Nothing was acknowledged. This is not the code of that page."
    assert "READ" not in await world.receipts(page)


async def test_wrong_codes_of_others_do_not_take_the_own_page_away(world, answering):
    [(page, code)] = await paged(world, "ana")
    for _ in range(7):
        await answering.of_page(page, "999999", None, "link")
    assert await answering.of_page(page, code, None, "link") == "Acknowledged. It is yours now."


async def test_twice_is_told_and_harmless(world, answering):
    [(page, code)] = await paged(world, "ana", PublicSubject="Checkout is down")
    await answering.of_page(page, code, None, "sms")
    world.clock.advance(minutes=3)
    said = await answering.of_page(page, code, None, "sms")
    assert said == f"You acknowledged this already, at 12:00 UTC: Checkout is down, 12:00 ({code}). It is yours."


async def test_the_second_of_two_people_hears_who_was_faster(world, answering):
    (hers, code), (his, other) = await paged(world, "ana", "ben", PublicSubject="Checkout is down")
    await answering.of_page(hers, code, None, "sms")
    said = await answering.of_page(his, None, None, "sms")
    assert said == f"Already acknowledged by Ana at 12:00 UTC: Checkout is down, 12:00 ({other}). Nothing to do."


async def test_what_was_stopped_needs_no_answer(world, answering):
    [(page, code)] = await paged(world, "ana")
    found = await world.storage.pages.get(page)
    await world.muster.contacts("StopEngagement", EngagementId=found.engagement_arn)
    assert await answering.of_page(page, code, None, "link") == "Paging was stopped at 12:00 UTC. Nothing to do."


async def test_a_page_that_is_gone_is_none(answering):
    said = await answering.of_page(ARNS.page("ana", "1"), "123456", None, "link")
    assert said == "Nothing was acknowledged. There is no such page any more."


async def test_the_private_words_are_in_no_answer(world, answering):
    [(page, code)] = await paged(world, "ana", Subject="The vault is open", PublicSubject="You have mail")
    assert "vault" not in await answering.of_page(page, code, None, "sms")


async def test_the_record_tells_in_whose_name_and_how(world, answering):
    [(page, code)] = await paged(world, "ana")
    await answering.of_page(page, code, None, "voice")
    found = await world.muster.call("cloudtrail:LookupEvents")
    accepted = [one for one in found["Events"] if one["EventName"] == "AcceptPage"]
    assert [one["Username"] for one in accepted] == ["ana"]
    assert "answer by voice" in accepted[0]["CloudTrailEvent"]
