"""A message that got out, and whose sender died before it could write so down, is found again and not sent twice."""

from __future__ import annotations

from core.engine.ports import HandedOver
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
