"""A message that got out, and whose sender died before it could write so down, is found again and not sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.engine.ports import Busy, CannotDeliver, CannotTell, HandedOver, TryLater
from tests.engine.test_power_cuts import everybody_falls_silent
from tests.engine.world import PowerCut
from tests.operations.muster import START


async def cut_off_after_sending(world, engagement):
    """The power fails between the carrier's yes and the commit that would have remembered it."""
    world.store.before = 0  # the page was stored with its engagement, the receipt is not
    try:
        await world.settle()
    except PowerCut:
        await everybody_falls_silent()
        await world.restart()
    [page] = await world.pages(engagement)
    assert page.sent_at is None
    return page


async def test_a_page_that_the_carrier_still_shows_is_not_sent_again(world):
    engagement = await world.engage(await world.person("ana"))
    page = await cut_off_after_sending(world, engagement)
    world.telephones.found[page.arn, 1] = HandedOver(info="found", reference="UANA/1", delivered=True)
    await world.settle()
    [page] = await world.pages(engagement)
    assert (page.sent_at, page.carrier_reference) == (START, "UANA/1")
    assert [receipt.info for receipt in page.receipts if receipt.type == "SENT"] == ["found"]
    assert world.telephones.rang() == ["UANA"]


async def test_a_page_that_the_carrier_cannot_tell_of_is_sent_again(world):
    engagement = await world.engage(await world.person("ana"))
    await cut_off_after_sending(world, engagement)
    await world.settle()
    assert world.telephones.rang() == ["UANA", "UANA"]


async def test_a_page_that_needs_no_answer_any_more_is_found_and_changed_but_never_sent(world):
    await world.person("ana")
    await world.person("ben")
    engagement = await world.engage(await world.escalation(("ana", "ben")))
    world.store.before = 0
    try:
        await world.settle()
    except PowerCut:
        await everybody_falls_silent()
        await world.restart()
    of_ana, of_ben = await world.pages(engagement)
    sent = world.telephones.rang()
    world.telephones.found[of_ana.arn, 1] = HandedOver(info="found", reference="UANA/1")
    await world.answers("ben", of_ben)
    await world.settle()
    assert world.telephones.rang() == sent
    assert {page.address for page in world.telephones.revisions} == {"UANA"}


async def stopped_after_sending(world):
    """A page that got out, of which nobody wrote so down, and which needs no answer any more."""
    engagement = await world.engage(await world.person("ana"))
    page = await cut_off_after_sending(world, engagement)
    await world.muster.contacts("StopEngagement", EngagementId=engagement)
    return page


async def said_of(world, page):
    """The receipts, but for the one that says that it was stopped."""
    now = await world.storage.pages.get(page.arn)
    return [(one.type, one.info, one.at) for one in now.receipts if one.type != "STOP"]


async def test_a_page_that_is_over_is_looked_for_until_the_carrier_says_when_it_took_it(world):
    page = await stopped_after_sending(world)
    world.telephones.unseen = [TryLater(timedelta(seconds=30), "busy"), TryLater(timedelta(seconds=2), "silent")]
    taken_at = START - timedelta(seconds=1)
    world.telephones.found[page.arn, 1] = HandedOver(info="found", reference="UANA/1", at=taken_at)
    await world.wait(minutes=5)
    assert await said_of(world, page) == [("SENT", "found", START)]  # no carrier's clock makes it older than it is
    assert world.telephones.rang() == ["UANA"]
    assert [one.address for one in world.telephones.revisions] == ["UANA"]


async def test_a_receipt_tells_when_the_carrier_took_a_page_and_not_when_that_was_found_out(world):
    page = await stopped_after_sending(world)
    world.telephones.unseen = [TryLater(timedelta(seconds=1), "busy")] * 3
    world.telephones.found[page.arn, 1] = HandedOver(info="found", at=START + timedelta(seconds=5))
    await world.wait(minutes=5)
    assert await said_of(world, page) == [("SENT", "found", START + timedelta(seconds=5))]


async def test_a_page_that_is_over_is_not_looked_for_forever(world):
    page = await stopped_after_sending(world)
    world.telephones.unseen = [TryLater(timedelta(seconds=1), "Slack is silent")] * 100
    await world.wait(hours=2)
    assert len(world.telephones.unseen) > 80
    [(type_, info, _)] = await said_of(world, page)
    assert (type_, "it is not known whether this was sent" in info, "Slack is silent" in info) == ("ERROR", True, True)
    assert world.telephones.rang() == ["UANA"]


@pytest.mark.parametrize("no", [CannotTell(), CannotDeliver("the app lacks a scope")])
async def test_where_nobody_can_look_it_is_said_that_nobody_knows(world, no):
    page = await stopped_after_sending(world)
    world.telephones.unseen = [no]
    await world.settle()
    [(type_, info, _)] = await said_of(world, page)
    assert (type_, "it is not known whether this was sent" in info) == ("ERROR", True)
    assert world.telephones.rang() == ["UANA"]


async def test_as_long_as_a_page_asks_it_is_rather_sent_twice_than_looked_for(world):
    engagement = await world.engage(await world.person("ana"))
    page = await cut_off_after_sending(world, engagement)
    world.telephones.unseen = [TryLater(timedelta(seconds=30), "busy")]
    await world.settle()
    assert world.telephones.rang() == ["UANA", "UANA"]
    assert [(type_, info) for type_, info, _ in await said_of(world, page)] == [("SENT", "M2")]


async def test_of_a_page_that_only_waited_for_its_turn_nobody_doubts_that_it_was_not_sent(world):
    engagement = await world.engage(await world.person("ana"))
    world.telephones.trouble["UANA"] = [Busy(timedelta(seconds=1), "enough is on its way")] * 100
    world.telephones.unseen = [CannotTell()] * 10
    await world.wait(seconds=5)
    [page] = await world.pages(engagement)
    await world.muster.contacts("StopEngagement", EngagementId=engagement)
    await world.wait(minutes=1)
    assert await said_of(world, page) == []
    assert len(world.telephones.unseen) == 10


async def test_whoever_takes_over_from_somebody_who_waited_does_not_take_their_word_for_what_came_after(world):
    engagement = await world.engage(await world.person("ana"))
    world.telephones.trouble["UANA"] = [Busy(timedelta(seconds=1), "enough is on its way")]
    await world.settle()
    await world.storage.steps.claim("page", START + timedelta(seconds=1), 1, timedelta(seconds=1))  # another, who dies
    [page] = await world.pages(engagement)
    world.telephones.found[page.arn, 1] = HandedOver(info="found")
    await world.wait(seconds=5)
    assert world.telephones.rang() == []
    assert [(type_, info) for type_, info, _ in await said_of(world, page)] == [("SENT", "found")]
