"""Getting prepared when something is in the way: rights, refusals, half-done steps, crashes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.slack.empty_workspace import (
    ALIAS,
    ANA,
    BEN,
    CHANNEL,
    GUEST,
    EmptyWorkspace,
    labels,
    labels_of,
    up_to_the_contact,
)
from tests.slack.world import shown


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[EmptyWorkspace]:
    async with EmptyWorkspace(tmp_path) as world:
        yield world
        assert world.slack.problems == []


async def test_whoever_cannot_be_paged_is_not_made_a_contact(world: EmptyWorkspace) -> None:
    await up_to_the_contact(world)
    await world.does("Add a colleague", person=GUEST)
    assert "full members" in shown(world.slack.said_in(ANA)[-1])
    assert len((await world.call("ssm-contacts:ListContacts"))["Contacts"]) == 1


async def test_where_no_menu_of_people_can_be_shown_it_is_oneself_and_nothing_is_made_twice(
    world: EmptyWorkspace,
) -> None:
    await up_to_the_contact(world)
    plan = (await world.call("ssm-contacts:GetContact", ContactId=f"{ALIAS}ana"))["Plan"]
    plan["Stages"][0]["DurationInMinutes"] = 7
    await world.call("ssm-contacts:UpdateContact", ContactId=f"{ALIAS}ana", Plan=plan)
    before = await world.call("ssm-contacts:GetContact", ContactId=f"{ALIAS}ana")
    await world.does("Add a colleague")
    assert await world.call("ssm-contacts:GetContact", ContactId=f"{ALIAS}ana") == before
    assert len((await world.call("ssm-contacts:ListContactChannels", ContactId=f"{ALIAS}ana"))["ContactChannels"]) == 1


@pytest.mark.parametrize("how", ["direct", "mention", "slash"])
async def test_who_does_not_administer_is_told_who_can_and_sees_no_buttons(world: EmptyWorkspace, how: str) -> None:
    ben = world.slack.somebody(BEN)
    if how == "direct":
        await ben.says("get-prepared")
    elif how == "mention":
        await ben.mentions("get-prepared", channel=CHANNEL)
    else:
        await ben.commands("get-prepared", channel=CHANNEL)
    await world.settled()
    said = [*world.slack.said_in(BEN), *world.slack.said_in(CHANNEL)]
    told = world.whispered() if how == "slash" else shown(said[-1])
    assert "MUSTER_ADMINS" in told and BEN in told
    assert not any(labels_of(one) for one in said)


async def test_who_does_not_administer_cannot_use_somebody_elses_list(world: EmptyWorkspace) -> None:
    await world.slack.somebody(ANA).mentions("get-prepared", channel=CHANNEL)
    await world.settled()
    steps = world.slack.said_in(CHANNEL)[-1]
    assert await world.opens("Choose Region and key", steps, by=BEN) is None
    assert "MUSTER_ADMINS" in world.whispered()
    view = await world.opens("Choose Region and key", steps)
    assert view is not None
    told = len(world.slack.called("chat.postEphemeral"))
    await world.sends(view, by=BEN, agree=["yes"])
    assert len(world.slack.called("chat.postEphemeral")) == told + 1
    assert "MUSTER_ADMINS" in world.whispered()
    assert (await world.call("ssm-incidents:ListReplicationSets"))["replicationSetArns"] == []


async def test_a_guest_who_presses_is_told_that_it_is_for_members_and_is_on_record(world: EmptyWorkspace) -> None:
    await world.slack.somebody(ANA).mentions("get-prepared", channel=CHANNEL)
    await world.settled()
    assert await world.opens("Choose Region and key", world.slack.said_in(CHANNEL)[-1], by=GUEST) is None
    assert "full members" in world.whispered()
    assert "MUSTER_ADMINS" not in world.whispered()
    asked = {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "CreateReplicationSet"}]}
    (event,) = (await world.call("cloudtrail:LookupEvents", **asked))["Events"]
    assert GUEST in event["CloudTrailEvent"]


async def test_without_a_channel_it_says_how_to_invite_the_bot(world: EmptyWorkspace) -> None:
    steps = await up_to_the_contact(world)
    world.slack.workspace.channels[CHANNEL].members.discard("U0BOT")
    view = await world.opens("Link a channel", steps)
    assert view is not None
    assert "/invite @aws" in shown(view)
    assert "submit" not in view


async def test_while_slack_does_not_answer_the_open_form_says_so(world: EmptyWorkspace) -> None:
    steps = await up_to_the_contact(world)
    world.slack.fail("conversations.list", "fatal_error")
    view = await world.opens("Link a channel", steps)
    assert view is not None
    assert "Slack did not answer" in shown(view)


async def test_channels_of_the_same_short_name_are_both_linked_and_each_once(world: EmptyWorkspace) -> None:
    world.slack.workspace.channel("C2SAME", "incidénts")
    await up_to_the_contact(world)
    await world.does("Link a channel", channel=f"{CHANNEL} incidents")
    await world.does("Another channel", channel="C2SAME incidénts")
    await world.does("Another channel", channel=f"{CHANNEL} incidents")
    links = (await world.call("chatbot:DescribeSlackChannelConfigurations"))["SlackChannelConfigurations"]
    assert sorted(one["SlackChannelId"] for one in links) == [CHANNEL, "C2SAME"]
    assert len({one["ConfigurationName"] for one in links}) == 2


async def test_what_the_operation_refuses_is_told_and_the_step_stays_open(world: EmptyWorkspace) -> None:
    await world.types()
    await world.does("Choose Region and key", agree=["yes"])
    await world.call("ssm-contacts:CreateContact", Alias="ana", Type="ESCALATION", Plan={"Stages": []})
    steps = await world.does("Add yourself")
    assert labels(steps)[0] == "Add yourself!"
    assert "choose another alias" in shown(world.slack.said_in(ANA)[-1])
    await world.does("Add yourself", alias="ana-m")
    assert labels(steps)[0] != "Add yourself!"


async def test_somebody_elses_contact_is_not_taken_over(world: EmptyWorkspace) -> None:
    await world.types()
    await world.does("Choose Region and key", agree=["yes"])
    await world.call("ssm-contacts:CreateContact", Alias="ana", Type="PERSONAL", Plan={"Stages": []})
    address = {"SimpleAddress": BEN}
    await world.call(
        "ssm-contacts:CreateContactChannel", ContactId=f"{ALIAS}ana", Name="S", Type="SLACK", DeliveryAddress=address
    )
    steps = await world.does("Add yourself")
    assert labels(steps)[0] == "Add yourself!"
    assert len((await world.call("ssm-contacts:ListContactChannels", ContactId=f"{ALIAS}ana"))["ContactChannels"]) == 1


async def test_a_contact_whose_plan_pages_nobody_is_not_yet_done(world: EmptyWorkspace) -> None:
    await up_to_the_contact(world)
    await world.call("ssm-contacts:UpdateContact", ContactId=f"{ALIAS}ana", Plan={"Stages": []})
    steps = await world.types()
    assert labels(steps)[0] == "Add yourself!"
    await world.does("Add yourself")
    assert labels(steps)[0] == "Make an escalation plan!"


async def test_what_an_earlier_attempt_left_half_done_is_completed(world: EmptyWorkspace) -> None:
    await world.types()
    await world.does("Choose Region and key", agree=["yes"])
    await world.call("ssm-contacts:CreateContact", Alias="ana", Type="PERSONAL", Plan={"Stages": []})
    steps = await world.does("Add yourself")
    assert labels(steps)[0] == "Make an escalation plan!"


async def test_a_submission_that_is_replayed_after_a_crash_takes_effect_once(world: EmptyWorkspace) -> None:
    steps = await up_to_the_contact(world)
    await world.does(
        "Make a response plan", name="Checkout", title="Checkout is down", impact="1", engage=f"{ALIAS}ana"
    )
    view = await world.opens("Page me as a test", steps)
    assert view is not None
    world.slack.fail("chat.update", "internal_error")
    await world.slack.somebody(ANA).submits(view)
    await world.slack.until(lambda: [call for call in world.slack.called("chat.update") if not call.ok])
    await world.stops()
    await world.starts()
    await world.settled()
    records = (await world.call("ssm-incidents:ListIncidentRecords"))["incidentRecordSummaries"]
    assert len(records) == 1
    assert "Everything is ready" not in shown(steps) and "Test again" in labels(steps)


async def test_a_replayed_contact_is_one_contact_with_one_channel(world: EmptyWorkspace) -> None:
    steps = await world.types()
    await world.does("Choose Region and key", agree=["yes"])
    view = await world.opens("Add yourself", steps)
    assert view is not None
    world.slack.fail("chat.update", "internal_error")
    await world.slack.somebody(ANA).submits(view, alias="Ana")
    await world.slack.until(lambda: [call for call in world.slack.called("chat.update") if not call.ok])
    await world.stops()
    await world.starts()
    await world.settled()
    channels: list[Any] = (await world.call("ssm-contacts:ListContactChannels", ContactId=f"{ALIAS}ana"))[
        "ContactChannels"
    ]
    assert len(channels) == 1
    assert labels(steps)[0] == "Make an escalation plan!"
