"""Are an incident's channels told what they should be, each once, whatever one of them says?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.test_power_cuts import through_cuts
from tests.engine.world import World
from tests.operations.muster import START

TOPIC = "arn:aws:sns:us-east-1:111122223333:checkout"
OTHER = "arn:aws:sns:us-east-1:111122223333:ops"


@pytest.fixture
async def linked(world: World) -> World:
    """Two Slack channels, each linked to a topic, and a plan that is told to the first."""
    for name, channel, topic in (("checkout", "CCHECKOUT", TOPIC), ("ops", "COPS", OTHER)):
        await world.muster.chatbot(
            "CreateSlackChannelConfiguration",
            ConfigurationName=name,
            SlackTeamId="THOME",
            SlackChannelId=channel,
            IamRoleArn="arn:aws:iam::111122223333:role/chat",
            SnsTopicArns=[topic],
        )
    await world.person("ana")
    await world.muster.plan(engagements=[await world.escalation(("ana",))], chatChannel={"chatbotSns": [TOPIC]})
    return world


async def start(world: World) -> str:
    return await world.muster.start("arn:aws:ssm-incidents::111122223333:response-plan/checkout")


async def test_a_channel_gets_one_card_that_is_changed_as_things_change(linked):
    await start(linked)
    await linked.settle()
    await linked.answers("ana", linked.telephones.pages[0])
    await linked.settle()
    posts = [(channel, ts) for channel, _, ts in linked.board.cards]
    assert posts[0] == ("CCHECKOUT", None)
    assert set(posts[1:]) == {("CCHECKOUT", "TS-CCHECKOUT")}
    [engaged] = linked.board.cards[-1][1].engaged
    assert (engaged.state, engaged.people[0].name) == ("acknowledged", "Ana")


async def test_what_changes_while_a_card_is_being_posted_is_shown_at_once(linked):
    incident = await start(linked)
    await linked.settle()
    put_card, changes = linked.board.put_card, iter([{"title": "Checkout burns"}])

    async def while_it_changes(channel_id, card, key, ts):
        for change in changes:
            await linked.muster.incidents("UpdateIncidentRecord", arn=incident, **change)
        return await put_card(channel_id, card, key, ts)

    linked.board.put_card = while_it_changes
    await linked.muster.incidents("UpdateIncidentRecord", arn=incident, impact=2)
    await linked.settle()
    assert linked.board.cards[-1][1].title == "Checkout burns"


async def test_each_event_is_told_once(linked):
    incident = await start(linked)
    await linked.wait(minutes=1)
    await linked.muster.incidents("UpdateIncidentRecord", arn=incident, status="RESOLVED")
    await linked.wait(minutes=1)
    told = [line.event_id for _, line in linked.board.told]
    assert told
    assert len(told) == len(set(told))


async def test_a_channel_that_is_limited_delays_neither_pages_nor_other_channels(linked):
    linked.board.closed_until["CCHECKOUT"] = START + timedelta(seconds=30)
    incident = await start(linked)
    await linked.muster.incidents("UpdateIncidentRecord", arn=incident, chatChannel={"chatbotSns": [TOPIC, OTHER]})
    await linked.settle()
    assert linked.telephones.rang() == ["UANA"]
    assert {channel for channel, _, _ in linked.board.cards} == {"COPS"}
    await linked.wait(seconds=30)
    assert {channel for channel, _, _ in linked.board.cards} == {"CCHECKOUT", "COPS"}


async def test_a_channel_that_cannot_be_posted_to_stands_in_nobody_s_way(linked):
    linked.board.strangers.add("CCHECKOUT")
    incident = await start(linked)
    await linked.muster.incidents("UpdateIncidentRecord", arn=incident, chatChannel={"chatbotSns": [TOPIC, OTHER]})
    await linked.settle()
    assert {channel for channel, _, _ in linked.board.cards} == {"COPS"}


async def test_a_deleted_incident_leaves_nothing_in_its_channels(linked):
    incident = await start(linked)
    await linked.wait(minutes=1)
    await linked.muster.incidents("DeleteIncidentRecord", arn=incident)
    await linked.wait(hours=1)
    channel, card, ts = linked.board.cards[-1]
    assert (channel, ts) == ("CCHECKOUT", "TS-CCHECKOUT")
    assert "Checkout is down" not in card.title
    assert await linked.storage.announcements.of_incident(incident) == []


async def test_the_card_shows_that_a_plan_has_come_to_its_end_in_vain(linked):
    await start(linked)
    await linked.wait(hours=1)
    assert linked.board.cards[-1][1].engaged[0].state == "exhausted"


async def test_a_card_is_posted_once_although_the_power_fails_before_that_is_written_down(linked):
    put_card = linked.board.put_card

    async def and_the_power_fails(channel_id, card, key, ts):
        posted = await put_card(channel_id, card, key, ts)
        linked.board.put_card = put_card
        linked.store.before = linked.store.commits
        return posted

    linked.board.put_card = and_the_power_fails
    await start(linked)
    await through_cuts(linked, linked.settle)
    assert [ts for _, _, ts in linked.board.cards].count(None) == 1
    assert len(linked.board.cards) > 1


async def test_an_incident_without_a_channel_is_announced_nowhere_and_not_looked_at_again(world):
    await world.person("ana")
    await world.muster.plan(engagements=[await world.escalation(("ana",))])
    incident = await start(world)
    await world.settle()
    assert world.telephones.rang() == ["UANA"]
    assert world.board.cards == []
    assert not await world.storage.steps.is_scheduled(f"announce {incident}")


async def test_that_nobody_answered_is_told_once_and_only_where_nobody_did(linked):
    await start(linked)
    await linked.wait(minutes=30)
    lines = [line.text for _, line in linked.board.told if "Nobody has answered" in line.text]
    assert len(lines) == 1


async def test_where_somebody_answered_nothing_is_said_of_an_end(linked):
    await start(linked)
    await linked.settle()
    await linked.answers("ana", linked.telephones.pages[0])
    await linked.wait(minutes=30)
    assert not [line for _, line in linked.board.told if "has come to its end" in line.text]


async def test_a_page_names_the_channels_where_its_incident_is_told(linked):
    await start(linked)
    await linked.settle()
    assert linked.telephones.pages[0].told_in == ("CCHECKOUT",)
