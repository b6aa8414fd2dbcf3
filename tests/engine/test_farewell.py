"""Whoever reads the old address of a contact channel hears that it was changed, once, and by whom."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from bot.delivery.outbox_file import OutboxFile
from bot.slack.blocks.warning import notice
from core.engine.ports import CannotDeliver, FarewellMessage, TryLater
from tests.engine.world import World
from tests.operations.muster import ADMIN, ARNS, START
from tests.operations.test_contact_channels import activate, code_of
from tests.operations.test_contacts import channel

OLD, NEW, NEWER = "+12065550100", "+12065550101", "+12065550102"


async def a_phone(world: World, *, in_use: bool = True) -> str:
    await world.person("ana")
    arn = await channel(world.muster, ARNS.contact("ana"), OLD, DeferActivation=False)
    if in_use:
        await activate(world.muster, arn, await code_of(world.muster, arn))
    await world.settle()
    return arn


async def change(world: World, arn: str, address: str) -> None:
    caller = replace(ADMIN, name="Ada Admin")
    await world.muster.contacts(
        "UpdateContactChannel", caller=caller, ContactChannelId=arn, DeliveryAddress={"SimpleAddress": address}
    )
    await world.settle()


async def test_the_old_address_is_told_and_then_forgotten(world):
    arn = await a_phone(world)
    await change(world, arn, NEW)
    (told,) = world.telephones.warnings
    assert (told.address, told.changed_by, told.contact_channel_arn) == (OLD, "Ada Admin", arn)
    stored = await world.storage.contact_channels.get(arn)
    assert (stored.address, stored.former) == (NEW, None)


async def test_an_address_that_never_agreed_hears_nothing(world):
    arn = await a_phone(world)
    await change(world, arn, NEW)
    await change(world, arn, NEWER)
    assert [told.address for told in world.telephones.warnings] == [OLD]


async def test_a_carrier_that_cannot_stops_nothing_and_one_that_is_busy_tries_again(world):
    arn = await a_phone(world)
    world.telephones.trouble[OLD] = [TryLater(timedelta(seconds=5), "busy"), CannotDeliver("gone")]
    await change(world, arn, NEW)
    assert (await world.storage.contact_channels.get(arn)).former
    world.clock.advance(seconds=60)
    await world.settle()
    assert (await world.storage.contact_channels.get(arn)).former is None
    assert world.telephones.warnings == []


async def test_another_name_for_the_channel_is_no_news(world):
    arn = await a_phone(world)
    await world.muster.contacts("UpdateContactChannel", ContactChannelId=arn, Name="Mobile")
    await change(world, arn, OLD)
    assert world.telephones.warnings == []


async def test_a_channel_that_is_gone_by_then_stops_nothing(world):
    arn = await a_phone(world)
    await world.muster.contacts("UpdateContactChannel", ContactChannelId=arn, DeliveryAddress={"SimpleAddress": NEW})
    await world.muster.contacts("DeleteContactChannel", ContactChannelId=arn)
    await world.settle()
    assert world.telephones.warnings == []
    assert [step for step in await world.muster.due("chat") if step.kind == "farewell"] == []


async def test_what_the_api_tells_of_the_channel_has_no_old_address(world):
    arn = await a_phone(world)
    await world.muster.contacts("UpdateContactChannel", ContactChannelId=arn, DeliveryAddress={"SimpleAddress": NEW})
    assert OLD not in str(await world.muster.contacts("GetContactChannel", ContactChannelId=arn))


FAREWELL = FarewellMessage(
    contact_channel_arn="arn:aws:ssm-contacts:us-east-1:111122223333:contact-channel/ana/1",
    channel_type="SMS",
    address=OLD,
    channel_name="<!channel>",
    contact_name="<@U1> Ana",
    changed_by="<https://example.com|Ada>",
    changed_at=START,
)


def test_in_slack_it_says_so_and_wakes_nobody():
    payload = notice(FAREWELL).payload
    assert "is not paged here any more" in payload["text"]
    for live in ("<!channel>", "<@U1>", "<https://example.com|Ada>"):
        assert live not in json.dumps(payload)


async def test_in_the_outbox_file_it_goes_to_the_old_address(world, tmp_path):
    await OutboxFile(tmp_path / "outbox.jsonl", world.clock).warn(FAREWELL)
    written = json.loads((tmp_path / "outbox.jsonl").read_text())
    assert (written["address"], written["kind"], written["code"]) == (OLD, "farewell", None)
    assert "is not paged here any more" in written["text"]
