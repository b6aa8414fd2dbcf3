"""Who hears of it when somebody tries what is another's?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.engine.ports import CannotDeliver
from core.engine.told import MOST_AT_ONCE, QUIET_FOR, Told
from tests.engine.world import World
from tests.operations.muster import ARNS
from tests.operations.refusals import refused


async def tries(world: World, who: str, operation: str, **params: str) -> None:
    call = world.muster.contacts(operation, caller=world.themselves(who), **params)
    assert (await refused(call)).code == "AccessDeniedException"
    await world.settle()


@pytest.fixture
async def channel(world: World) -> str:
    await world.person("ana")
    await world.person("ben")
    listed = await world.muster.contacts("ListContactChannels", ContactId=ARNS.contact("ana"))
    return str(listed["ContactChannels"][0]["ContactChannelArn"])


@pytest.mark.parametrize(
    ("operation", "further"),
    [
        ("ActivateContactChannel", {"ActivationCode": "000001"}),
        ("DeactivateContactChannel", {}),
        ("DeleteContactChannel", {}),
        ("UpdateContactChannel", {"Name": "Mine"}),
    ],
)
async def test_the_owner_of_a_channel_hears_who_tried_to_change_it(world, channel, operation, further):
    await tries(world, "ben", operation, ContactChannelId=channel, **further)
    (told,) = world.telephones.warnings
    assert (told.address, told.action, told.resource_arn) == ("UANA", f"ssm-contacts:{operation}", channel)
    assert told.actor_arn == ARNS.slack_user("UBEN")


@pytest.mark.usefixtures("channel")
async def test_whoever_is_paged_hears_who_tried_to_answer(world):
    await world.engage(ARNS.contact("ana"))
    await world.settle()
    (page,) = world.telephones.pages
    await tries(world, "ben", "AcceptPage", PageId=page.page_arn, AcceptType="READ", AcceptCode=page.code)
    assert [told.address for told in world.telephones.warnings] == ["UANA"]
    await world.answers("ana", page)


async def test_who_tried_is_not_readable_in_what_waits_to_be_told(world, channel):
    tried = world.muster.contacts("DeleteContactChannel", caller=world.themselves("ben"), ContactChannelId=channel)
    await refused(tried)
    (step,) = await world.muster.due("chat")
    assert (step.kind, channel in step.subject) == ("warn", True)
    assert "UBEN" not in step.key
    assert ARNS.slack_user("UBEN") not in step.key


async def test_one_actor_is_told_of_once_an_hour(world, channel):
    for _ in range(5):
        await tries(world, "ben", "DeleteContactChannel", ContactChannelId=channel)
    assert len(world.telephones.warnings) == 1
    await world.wait(hours=1)
    await tries(world, "ben", "DeleteContactChannel", ContactChannelId=channel)
    assert len(world.telephones.warnings) == 2


async def test_a_harmless_attempt_hides_no_serious_one(world, channel):
    await tries(world, "ben", "UpdateContactChannel", ContactChannelId=channel, Name="Mine")
    await tries(world, "ben", "DeleteContactChannel", ContactChannelId=channel)
    assert [told.action.partition(":")[2] for told in world.telephones.warnings] == [
        "UpdateContactChannel",
        "DeleteContactChannel",
    ]


async def test_trying_what_nobody_can_hear_of_uses_no_warning_up(world, channel):
    for alias in ["ana", *(f"nobody-{number}" for number in range(20))]:
        nothing = ARNS.contact_channel(alias, "0a1b2c3d-1111-4222-8333-444455556666")
        await tries(world, "ben", "DeleteContactChannel", ContactChannelId=nothing)
    await tries(world, "ben", "DeleteContactChannel", ContactChannelId=channel)
    assert [told.resource_arn for told in world.telephones.warnings] == [channel]


async def test_whoever_could_not_be_told_is_told_when_they_can_be(world, channel):
    world.telephones.trouble["UANA"] = [CannotDeliver("nobody there")]
    await tries(world, "ben", "DeleteContactChannel", ContactChannelId=channel)
    assert world.telephones.warnings == []
    await tries(world, "ben", "DeleteContactChannel", ContactChannelId=channel)
    assert [told.address for told in world.telephones.warnings] == ["UANA"]


def test_of_one_actor_so_many_hear_and_no_more():
    told, now = Told(), datetime(2027, 1, 4, tzinfo=UTC)
    heard = [told.is_news(("ben", "delete"), f"owner {number}", now) for number in range(3 * MOST_AT_ONCE)]
    assert sum(heard) == MOST_AT_ONCE
    assert told.is_news(("ben", "delete"), "owner 0", now + QUIET_FOR)


@pytest.mark.usefixtures("channel")
async def test_of_what_is_not_there_nobody_hears_anything(world):
    nothing = ARNS.contact_channel("ana", "0a1b2c3d-1111-4222-8333-444455556666")
    await tries(world, "ben", "DeleteContactChannel", ContactChannelId=nothing)
    assert world.telephones.warnings == []


async def test_nobody_hears_of_what_they_do_themselves(world, channel):
    await world.muster.contacts("DeleteContactChannel", caller=world.themselves("ana"), ContactChannelId=channel)
    await world.settle()
    assert world.telephones.warnings == []
