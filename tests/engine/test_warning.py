"""Who hears of it when somebody tries what is another's?"""

from __future__ import annotations

import pytest

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


async def test_one_actor_is_told_of_once_an_hour(world, channel):
    for _ in range(5):
        await tries(world, "ben", "DeleteContactChannel", ContactChannelId=channel)
    assert len(world.telephones.warnings) == 1
    await world.wait(hours=1)
    await tries(world, "ben", "DeleteContactChannel", ContactChannelId=channel)
    assert len(world.telephones.warnings) == 2


@pytest.mark.usefixtures("channel")
async def test_of_what_is_not_there_nobody_hears_anything(world):
    nothing = ARNS.contact_channel("ana", "0a1b2c3d-1111-4222-8333-444455556666")
    await tries(world, "ben", "DeleteContactChannel", ContactChannelId=nothing)
    assert world.telephones.warnings == []


async def test_nobody_hears_of_what_they_do_themselves(world, channel):
    await world.muster.contacts("DeleteContactChannel", caller=world.themselves("ana"), ContactChannelId=channel)
    await world.settle()
    assert world.telephones.warnings == []
