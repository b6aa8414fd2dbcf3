"""What goes wrong on the way to a person must neither lose a page nor forget what was sent or answered."""

from __future__ import annotations

from datetime import timedelta

from core.engine.ports import CannotDeliver, TryLater
from core.work import Cancel
from tests.operations.muster import ARNS, START


async def test_a_carrier_that_asks_for_patience_gets_it_and_the_page_goes_out(world):
    engagement = await world.engage(await world.person("ana"))
    world.telephones.trouble["UANA"] = [TryLater(timedelta(seconds=30), "ratelimited")]
    await world.settle()
    assert world.telephones.rang() == []
    await world.wait(seconds=30)
    [page] = await world.pages(engagement)
    assert [receipt.type for receipt in page.receipts] == ["ERROR", "SENT"]
    assert page.sent_at == START + timedelta(seconds=30)


async def test_somebody_else_s_page_does_not_wait_for_that(world):
    await world.person("ana")
    await world.person("ben")
    world.telephones.trouble["UANA"] = [TryLater(timedelta(seconds=30), "ratelimited")]
    await world.engage(await world.escalation(("ana", "ben")))
    await world.settle()
    assert world.telephones.rang() == ["UBEN"]


async def test_an_unforeseen_failure_is_tried_again_later_and_later_and_never_dropped(world):
    await world.engage(await world.person("ana"))
    world.telephones.trouble["UANA"] = [RuntimeError("Checkout is down")] * 12
    await world.wait(minutes=4)
    assert world.telephones.rang() == []
    await world.wait(minutes=4)
    assert world.telephones.rang() == ["UANA"]


async def test_what_went_wrong_is_logged_without_what_it_was_about(world, caplog):
    await world.engage(await world.person("ana"))
    world.telephones.trouble["UANA"] = [RuntimeError("Checkout is down")]
    await world.settle()
    assert "page failed: RuntimeError" in caplog.text
    assert "Checkout" not in caplog.text


async def test_an_answer_to_a_page_that_is_on_its_way_loses_neither_the_answer_nor_the_receipt(world):
    engagement = await world.engage(await world.person("ana"))

    async def answered_meanwhile() -> None:
        [page] = await world.pages(engagement)
        await world.answers("ana", page)
        await (
            world.settle()
        )  # what the answer brings about is done before the page has a name that it could be changed by

    world.telephones.meanwhile = answered_meanwhile
    await world.settle()
    [page] = await world.pages(engagement)
    assert sorted(receipt.type for receipt in page.receipts) == ["DELIVERED", "READ", "SENT"]
    assert (page.read_at, page.sent_at, page.carrier_reference) == (START, START, "UANA/1")
    assert [revision.outcome for revision in world.telephones.revisions] == ["You acknowledged this page"]


async def test_a_page_that_was_on_its_way_when_it_was_stopped_says_that_it_is_needed_no_more(world):
    await world.person("ana")
    await world.person("ben")
    engagement = await world.engage(await world.escalation(("ana",), ("ben",)))

    async def stopped_meanwhile() -> None:
        await world.muster.contacts("StopEngagement", EngagementId=engagement)
        await world.settle()

    world.telephones.meanwhile = stopped_meanwhile
    await world.settle()
    assert [revision.reference for revision in world.telephones.revisions] == ["UANA/1"]
    [page] = await world.pages(engagement)
    assert sorted(receipt.type for receipt in page.receipts) == ["SENT", "STOP"]


async def test_a_decision_that_an_answer_overtakes_does_not_stand(world):
    """Between the look at the facts and the commit, Ana answers: Ben must not be paged."""
    await world.person("ana")
    await world.person("ben")
    engagement = await world.engage(await world.escalation(("ana",), ("ben",)))
    await world.settle()
    world.clock.advance(minutes=5)
    commit, answered = world.store.commit, []

    async def answered_just_before(changes) -> None:
        if not answered:
            answered.append(True)
            await world.answers("ana", world.telephones.pages[0])
        await commit(changes)

    world.store.commit = answered_just_before
    await world.wait(hours=1)
    assert answered
    assert world.telephones.rang() == ["UANA"]
    assert len(await world.pages(engagement)) == 1


async def test_a_page_is_not_sent_through_a_channel_whose_owner_has_left_it(world):
    engagement = await world.engage(await world.person("ana"))
    world.telephones.trouble["UANA"] = [TryLater(timedelta(seconds=30), "ratelimited")]
    await world.settle()
    [channel] = await world.storage.contact_channels.with_address("SLACK", "UANA")
    await world.muster.contacts(
        "DeactivateContactChannel", caller=world.themselves("ana"), ContactChannelId=channel.arn
    )
    await world.wait(minutes=1)
    assert world.telephones.rang() == []
    [page] = await world.pages(engagement)
    assert [receipt.info for receipt in page.receipts] == [
        "ratelimited", "the contact channel is not activated any more",
    ]  # fmt: skip


async def test_a_message_that_cannot_be_changed_any_more_holds_nothing_up(world):
    await world.engage(await world.person("ana"))
    await world.settle()
    world.telephones.trouble["UANA"] = [CannotDeliver("message_not_found")]
    await world.answers("ana", world.telephones.pages[0])
    await world.wait(minutes=5)
    assert world.telephones.revisions == []
    assert await world.storage.steps.next_due_at("chat") is None


async def test_an_activation_code_reaches_the_address_it_is_for(world):
    ana = await world.person("ana")
    sms = await world.channel(
        "ana", Type="SMS", Name="Phone", DeliveryAddress={"SimpleAddress": "+12065550100"}, DeferActivation=False
    )
    await world.settle()
    [message] = world.telephones.activations
    assert (message.address, message.channel_name, message.contact_name) == ("+12065550100", "Phone", "Ana")
    assert message.asked_by == "Ana"
    await world.muster.contacts("ActivateContactChannel", ContactChannelId=sms, ActivationCode=message.code)
    assert (await world.storage.contact_channels.get(sms)).activated_at == START
    assert ana == ARNS.contact("ana")


async def test_an_engagement_without_a_next_step_gets_one_and_that_is_an_error(world, caplog):
    await world.person("ana")
    await world.person("ben")
    engagement = await world.engage(await world.escalation(("ana",), ("ben",)))
    await world.settle()
    assert await world.watch.look() == 0
    await world.storage.store.commit([Cancel(f"escalate {engagement}")])  # as no bug ever should
    assert await world.watch.look() == 1
    assert engagement in caplog.text
    await world.wait(minutes=5)
    assert world.telephones.rang() == ["UANA", "UBEN"]
    assert await world.watch.look() == 0
