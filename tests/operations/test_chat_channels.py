"""Slack channel configurations as their four operations show them."""

from __future__ import annotations

import pytest

from tests.operations.muster import MEMBER
from tests.operations.refusals import refused

TOPIC = "arn:aws:sns:us-east-1:111122223333:checkout"
ROLE = "arn:aws:iam::111122223333:role/chat"
ASKED = {
    "ConfigurationName": "checkout",
    "SlackTeamId": "THOME",
    "SlackChannelId": "CCHECKOUT",
    "SnsTopicArns": [TOPIC],
    "IamRoleArn": ROLE,
}


async def create(muster, **members):
    answer = await muster.chatbot("CreateSlackChannelConfiguration", **{**ASKED, **members})
    return answer["ChannelConfiguration"]


async def described(muster, **members):
    return (await muster.chatbot("DescribeSlackChannelConfigurations", **members))["SlackChannelConfigurations"]


async def test_a_configuration_reads_back_with_slacks_own_names(fresh):
    made = await create(fresh, Tags=[{"TagKey": "team", "TagValue": "payments"}])
    assert made == {
        "SlackTeamName": "Home",
        "SlackTeamId": "THOME",
        "SlackChannelId": "CCHECKOUT",
        "SlackChannelName": "checkout",
        "ChatConfigurationArn": "arn:aws:chatbot::111122223333:chat-configuration/slack-channel/checkout",
        "IamRoleArn": ROLE,
        "SnsTopicArns": [TOPIC],
        "ConfigurationName": "checkout",
        "LoggingLevel": "NONE",
        "GuardrailPolicyArns": [],
        "UserAuthorizationRequired": False,
        "Tags": [{"TagKey": "team", "TagValue": "payments"}],
        "State": "ENABLED",
    }
    assert await described(fresh) == [made]


@pytest.mark.parametrize("members", [{"SlackTeamId": "TOTHER"}, {"SlackChannelId": "CUNSEEN"}])
async def test_a_workspace_or_channel_that_the_bot_does_not_see_is_refused(muster, members):
    assert (await refused(create(muster, **members))).code == "InvalidParameterException"
    assert await described(muster) == []


async def test_names_are_unique(muster):
    await create(muster)
    assert (await refused(create(muster, SlackChannelId="COPS"))).code == "ConflictException"


async def test_without_slack_a_channel_is_taken_at_its_word(muster):
    muster.workspace.at_home = None
    made = await create(muster, SlackChannelId="CUNSEEN")
    assert (made["SlackTeamName"], made["SlackChannelName"]) == ("THOME", "CUNSEEN")


async def test_an_update_changes_what_it_names(muster):
    arn = (await create(muster))["ChatConfigurationArn"]
    answer = await muster.chatbot(
        "UpdateSlackChannelConfiguration", ChatConfigurationArn=arn, SlackChannelId="COPS", LoggingLevel="ERROR"
    )
    changed = answer["ChannelConfiguration"]
    assert (changed["SlackChannelId"], changed["SlackChannelName"]) == ("COPS", "ops")
    assert (changed["LoggingLevel"], changed["SnsTopicArns"]) == ("ERROR", [TOPIC])
    assert await described(muster, ChatConfigurationArn=arn) == [changed]


async def test_an_update_to_a_channel_that_the_bot_does_not_see_is_refused(muster):
    arn = (await create(muster))["ChatConfigurationArn"]
    update = muster.chatbot("UpdateSlackChannelConfiguration", ChatConfigurationArn=arn, SlackChannelId="CUNSEEN")
    assert (await refused(update)).code == "InvalidParameterException"


async def test_a_deleted_configuration_is_gone(muster):
    arn = (await create(muster))["ChatConfigurationArn"]
    await muster.chatbot("DeleteSlackChannelConfiguration", ChatConfigurationArn=arn)
    assert await described(muster, ChatConfigurationArn=arn) == []
    again = muster.chatbot("DeleteSlackChannelConfiguration", ChatConfigurationArn=arn)
    assert (await refused(again)).code == "ResourceNotFoundException"
    update = muster.chatbot("UpdateSlackChannelConfiguration", ChatConfigurationArn=arn, SlackChannelId="COPS")
    assert (await refused(update)).code == "ResourceNotFoundException"


async def test_configurations_are_described_by_name_page_by_page(muster):
    for name in ("c", "a", "b"):
        await create(muster, ConfigurationName=name)
    first = await muster.chatbot("DescribeSlackChannelConfigurations", MaxResults=2)
    rest = await muster.chatbot("DescribeSlackChannelConfigurations", MaxResults=2, NextToken=first["NextToken"])
    names = [one["ConfigurationName"] for answer in (first, rest) for one in answer["SlackChannelConfigurations"]]
    assert names == ["a", "b", "c"]
    assert "NextToken" not in rest


async def test_a_change_of_links_makes_open_incidents_look_for_their_channels(muster):
    incident = await muster.start(await muster.plan(chatChannel={"chatbotSns": [TOPIC]}))
    await muster.due("chat")
    muster.clock.advance(hours=1)
    await create(muster)
    assert f"announce {incident}" in {step.key for step in await muster.due("chat")}


async def test_linking_channels_is_for_administrators(muster):
    assert (await refused(create(muster, caller=MEMBER))).code == "AccessDeniedException"
