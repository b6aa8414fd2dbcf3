"""From an empty workspace to a page that arrives, as an administrator does it in Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.slack.empty_workspace import (
    ALIAS,
    ANA,
    BEN,
    CHANNEL,
    EmptyWorkspace,
    Message,
    labels,
    labels_of,
    up_to_the_contact,
)
from tests.slack.world import shown

TOPIC = "arn:aws:sns:us-east-1:111122223333:incidents"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[EmptyWorkspace]:
    async with EmptyWorkspace(tmp_path) as world:
        yield world
        assert world.slack.problems == []


def pages(world: EmptyWorkspace, user: str) -> list[Message]:
    """The direct messages that page somebody."""
    return [one for one in world.slack.said_in(user) if "Acknowledge" in labels_of(one)]


async def test_an_empty_workspace_shows_six_open_steps_and_a_button_for_the_first(world: EmptyWorkspace) -> None:
    steps = await world.types()
    assert labels(steps) == ["Choose Region and key!", "Refresh"]
    for title in (
        "1. Region and key",
        "2. Contacts",
        "3. Escalation plan",
        "4. Channel",
        "5. Response plan",
        "6. Test",
    ):
        assert title in shown(steps)
    assert ":white_check_mark:" not in shown(steps) and "✅" not in shown(steps)


async def test_every_step_in_turn_ends_with_a_page_to_oneself_and_to_nobody_else(world: EmptyWorkspace) -> None:
    steps = await world.types()
    await world.does("Choose Region and key", agree=["yes"])
    assert labels(steps) == ["Add yourself!", "Refresh"]
    await world.does("Add yourself")
    assert labels(steps)[:4] == [
        "Make an escalation plan!",
        "Link a channel",
        "Make a response plan",
        "Add a colleague",
    ]
    await world.does("Add a colleague", person=BEN)
    await world.does("Make an escalation plan", first=f"{ALIAS}ana", second=f"{ALIAS}ben", minutes="3")
    await world.does("Link a channel", channel=f"{CHANNEL} incidents")
    await world.does(
        "Make a response plan",
        name="Checkout",
        title="Checkout is down",
        impact="1",
        summary="Call the bank",
        dedupe="c",
    )
    assert labels(steps)[0] == "Page me as a test!"
    await world.does("Page me as a test")
    await world.slack.until(lambda: pages(world, ANA))
    assert pages(world, BEN) == []
    assert "Everything is ready" in shown(steps)
    assert "start-incident --response-plan-arn checkout" in shown(steps)
    assert "get-prepared-test" not in shown(steps)


async def test_the_steps_make_what_the_operations_show(world: EmptyWorkspace) -> None:
    await up_to_the_contact(world)
    await world.does("Add a colleague", person=BEN, alias="Ben-2")
    await world.does(
        "Make an escalation plan", name="Shop on call", first=f"{ALIAS}ben-2", second=f"{ALIAS}ana", minutes="3"
    )
    await world.does("Link a channel", channel=f"{CHANNEL} incidents")
    await world.does("Make a response plan", name="Checkout", title="Checkout is down", impact="2")
    ana = await world.call("ssm-contacts:GetContact", ContactId=f"{ALIAS}ana")
    (stage,) = ana["Plan"]["Stages"]
    (target,) = stage["Targets"]
    channel = await world.call(
        "ssm-contacts:GetContactChannel", ContactChannelId=target["ChannelTargetInfo"]["ContactChannelId"]
    )
    assert (ana["DisplayName"], channel["ActivationStatus"], channel["Type"]) == ("Ana", "ACTIVATED", "SLACK")
    assert channel["DeliveryAddress"] == {"SimpleAddress": ANA}
    assert target["ChannelTargetInfo"]["RetryIntervalInMinutes"] == 2
    shop = await world.call("ssm-contacts:GetContact", ContactId=f"{ALIAS}shop-on-call")
    assert [
        (stage["DurationInMinutes"], [one["ContactTargetInfo"]["ContactId"] for one in stage["Targets"]])
        for stage in shop["Plan"]["Stages"]
    ] == [(3, [f"{ALIAS}ben-2"]), (3, [f"{ALIAS}ana"])]
    (link,) = (await world.call("chatbot:DescribeSlackChannelConfigurations"))["SlackChannelConfigurations"]
    assert (link["SlackChannelId"], link["SnsTopicArns"]) == (CHANNEL, [TOPIC])
    plan = await world.call(
        "ssm-incidents:GetResponsePlan", arn="arn:aws:ssm-incidents::111122223333:response-plan/checkout"
    )
    assert plan["incidentTemplate"] == {"title": "Checkout is down", "impact": 2, "notificationTargets": []}
    assert (plan["displayName"], plan["engagements"]) == ("Checkout", [f"{ALIAS}shop-on-call"])
    assert plan["chatChannel"] == {"chatbotSns": [TOPIC]}


async def test_a_key_of_ones_own_is_noted_in_the_replication_set(world: EmptyWorkspace) -> None:
    key = "arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    await world.types()
    steps = await world.does("Choose Region and key", key=key, agree=["yes"])
    (arn,) = (await world.call("ssm-incidents:ListReplicationSets"))["replicationSetArns"]
    kept = (await world.call("ssm-incidents:GetReplicationSet", arn=arn))["replicationSet"]
    assert kept["regionMap"]["us-east-1"]["sseKmsKeyId"] == key
    assert "us-east-1 with the key 1234abcd-12ab-34cd-56ef-1234567890ab" in shown(steps)


async def test_a_colleague_is_asked_before_anybody_can_page_them(world: EmptyWorkspace) -> None:
    await up_to_the_contact(world)
    await world.does("Add a colleague", person=BEN)
    asked = await world.slack.until(lambda: world.slack.said_in(BEN))
    assert "Activate" in labels_of(asked[-1])
    assert any("*Ben* is a contact now" in shown(one) for one in world.slack.said_in(ANA))


async def test_it_can_be_left_anywhere_and_taken_up_from_what_exists(world: EmptyWorkspace) -> None:
    await world.types()
    await world.does("Choose Region and key", agree=["yes"])
    view = await world.opens("Add yourself", world.slack.said_in(ANA)[-1])
    assert view is not None
    await world.slack.somebody(ANA).closes(view)
    await world.stops()
    await world.starts()
    await world.call("ssm-contacts:CreateContact", Alias="somebody", Type="PERSONAL", Plan={"Stages": []})
    steps = await world.types()
    assert labels(steps) == ["Add yourself!", "Refresh"]
    await world.does("Add yourself")
    assert "Ana, somebody" in shown(steps)


async def test_a_step_that_was_done_elsewhere_is_shown_as_done_instead_of_opened(world: EmptyWorkspace) -> None:
    steps = await world.types()
    await world.call("ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
    assert await world.opens("Choose Region and key", steps) is None
    assert labels(steps) == ["Add yourself!", "Refresh"]


async def test_refresh_shows_what_happened_elsewhere(world: EmptyWorkspace) -> None:
    steps = await world.types()
    await world.call("ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
    await world.opens("Refresh", steps)
    assert "us-east-1 with Muster&#39;s own key".replace("&#39;", "'") in shown(steps)


async def test_a_list_that_was_removed_is_written_anew(world: EmptyWorkspace) -> None:
    steps = await world.types()
    view = await world.opens("Choose Region and key", steps)
    assert view is not None
    del world.slack.workspace.direct(ANA).messages[steps["ts"]]
    await world.sends(view, agree=["yes"])
    assert labels(world.slack.said_in(ANA)[-1]) == ["Add yourself!", "Refresh"]


async def test_a_mention_is_answered_in_its_thread(world: EmptyWorkspace) -> None:
    await world.slack.somebody(ANA).mentions("get-prepared", channel=CHANNEL)
    await world.settled()
    steps = world.slack.said_in(CHANNEL)[-1]
    assert steps["thread_ts"]
    view = await world.opens("Choose Region and key", steps)
    assert view is not None
    await world.sends(view, agree=["yes"])
    assert labels(steps) == ["Add yourself!", "Refresh"]


async def test_a_slash_command_is_answered_where_the_list_can_be_kept_up_to_date(world: EmptyWorkspace) -> None:
    await world.slack.somebody(ANA).commands("get-prepared", channel=CHANNEL)
    await world.settled()
    assert labels(world.slack.said_in(ANA)[-1]) == ["Choose Region and key!", "Refresh"]
    assert "direct message" in world.whispered()


async def test_channels_that_the_bot_is_in_are_listed_and_no_others(world: EmptyWorkspace) -> None:
    world.slack.workspace.channel("C2PRIVATE", "board", private=True)
    world.slack.workspace.channel("C3OTHER", "random", bot_is_in=False)
    view = await world.opens("Link a channel", await up_to_the_contact(world))
    assert view is not None
    assert [one["text"]["text"] for one in view["blocks"][0]["element"]["options"]] == ["#board", "#incidents"]


async def test_the_test_can_be_ended_from_where_it_was_begun_and_begun_again(world: EmptyWorkspace) -> None:
    steps = await up_to_the_contact(world)
    await world.does(
        "Make a response plan", name="Checkout", title="Checkout is down", impact="1", engage=f"{ALIAS}ana"
    )
    await world.does("Page me as a test")
    begun = next(one for one in world.slack.said_in(ANA) if "End the test" in labels_of(one))
    await world.opens("End the test", begun)
    question = next(call for call in reversed(world.slack.called("response_url")))
    assert "Resolve" in shown(question.arguments)
    await world.does("Test again")
    records = (await world.call("ssm-incidents:ListIncidentRecords"))["incidentRecordSummaries"]
    assert [one["title"] for one in records] == ["Test: can Muster reach Ana?"] * 2
    assert labels(steps)[-2:] == ["Test again", "Refresh"]
