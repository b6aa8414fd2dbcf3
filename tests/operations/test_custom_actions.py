"""Custom actions, and the channels where they are offered, as their eight operations show them."""

from __future__ import annotations

import pytest

from tests.operations.muster import MEMBER
from tests.operations.refusals import refused
from tests.operations.test_chat_channels import create as link

RESTART = "arn:aws:chatbot::111122223333:custom-action/restart"
UNKNOWN = "arn:aws:chatbot::111122223333:custom-action/unknown"
NO_CHANNEL = "arn:aws:chatbot::111122223333:chat-configuration/slack-channel/unknown"
BUTTON = {
    "NotificationType": "CloudWatch",
    "ButtonText": "Restart",
    "Criteria": [{"Operator": "EQUALS", "VariableName": "event", "Value": "down"}],
    "Variables": {"event": "$.detail"},
}
TOKEN = "a-token-of-more-than-thirty-two-letters"


async def create(muster, name="restart", **members):
    members = {"Definition": {"CommandText": f"lambda invoke --function-name {name}"}, **members}
    return (await muster.chatbot("CreateCustomAction", ActionName=name, **members))["CustomActionArn"]


async def shown(muster, arn):
    return (await muster.chatbot("GetCustomAction", CustomActionArn=arn))["CustomAction"]


async def linked(muster, *names):
    """A Slack channel that these custom actions are offered in."""
    channel = (await link(muster))["ChatConfigurationArn"]
    for name in names:
        arn = await create(muster, name)
        await muster.chatbot("AssociateToConfiguration", Resource=arn, ChatConfiguration=channel)
    return channel


async def offered(muster, channel, **members):
    answer = await muster.chatbot("ListAssociations", ChatConfiguration=channel, **members)
    return [one["Resource"].rpartition("/")[2] for one in answer["Associations"]], answer.get("NextToken")


async def test_a_custom_action_reads_back_as_it_was_given(fresh):
    arn = await create(fresh, AliasName="r", Attachments=[BUTTON], Tags=[{"TagKey": "team", "TagValue": ""}])
    assert arn == RESTART
    assert await shown(fresh, arn) == {
        "CustomActionArn": RESTART,
        "ActionName": "restart",
        "AliasName": "r",
        "Definition": {"CommandText": "lambda invoke --function-name restart"},
        "Attachments": [BUTTON],
    }


async def tags(muster, arn):
    listed = (await muster.chatbot("ListTagsForResource", ResourceARN=arn))["Tags"]
    return {tag["TagKey"]: tag["TagValue"] for tag in listed}


async def test_what_it_is_tagged_with_is_listed_changed_and_taken_off(muster):
    channel = await linked(muster)
    made = await create(muster, Tags=[{"TagKey": "team", "TagValue": "payments"}])
    assert (await tags(muster, made), await tags(muster, channel)) == ({"team": "payments"}, {})
    for arn in (made, channel):
        added = [{"TagKey": "tier", "TagValue": "1"}, {"TagKey": "team", "TagValue": ""}]
        await muster.chatbot("TagResource", ResourceARN=arn, Tags=added)
        assert await tags(muster, arn) == {"tier": "1", "team": ""}
        await muster.chatbot("UntagResource", ResourceARN=arn, TagKeys=["tier", "none"])
        assert await tags(muster, arn) == {"team": ""}


@pytest.mark.parametrize("operation", ["ListTagsForResource", "TagResource", "UntagResource"])
async def test_tags_of_what_does_not_exist_are_not_found(muster, operation):
    members = {"TagResource": {"Tags": []}, "UntagResource": {"TagKeys": []}}.get(operation, {})
    call = muster.chatbot(operation, ResourceARN=UNKNOWN, **members)
    assert (await refused(call)).code == "ResourceNotFoundException"


async def test_there_are_fifty_tags_at_most_and_none_of_awss_own(muster):
    made = await create(muster)
    many = [{"TagKey": f"t{n}", "TagValue": ""} for n in range(51)]
    call = muster.chatbot("TagResource", ResourceARN=made, Tags=many)
    assert (await refused(call)).code == "TooManyTagsException"
    reserved = muster.chatbot("TagResource", ResourceARN=made, Tags=[{"TagKey": "aws:x", "TagValue": ""}])
    assert (await refused(reserved)).code == "InvalidParameterException"
    assert await tags(muster, made) == {}


async def test_what_is_not_given_is_not_made_up(muster):
    assert set(await shown(muster, await create(muster))) == {"CustomActionArn", "ActionName", "Definition"}


async def test_names_are_unique(muster):
    await create(muster)
    assert (await refused(create(muster))).code == "ConflictException"


async def test_the_same_request_under_its_token_makes_one(muster):
    assert await create(muster, ClientToken=TOKEN) == await create(muster, ClientToken=TOKEN)


async def test_an_update_changes_what_it_names(muster):
    arn = await create(muster, AliasName="r", Attachments=[BUTTON])
    answer = await muster.chatbot("UpdateCustomAction", CustomActionArn=arn, Definition={"CommandText": "new"})
    assert answer == {"CustomActionArn": arn}
    changed = await shown(muster, arn)
    assert (changed["Definition"]["CommandText"], changed["AliasName"], changed["Attachments"]) == (
        "new",
        "r",
        [BUTTON],
    )


async def test_an_update_takes_the_buttons_away_and_gives_another_alias(muster):
    arn = await create(muster, AliasName="r", Attachments=[BUTTON])
    await muster.chatbot(
        "UpdateCustomAction", CustomActionArn=arn, Definition={"CommandText": "new"}, AliasName="again", Attachments=[]
    )
    changed = await shown(muster, arn)
    assert changed["AliasName"] == "again"
    assert "Attachments" not in changed


async def test_they_are_listed_by_name_page_by_page(muster):
    arns = [await create(muster, name) for name in ("c", "a", "b")]
    first = await muster.chatbot("ListCustomActions", MaxResults=2)
    rest = await muster.chatbot("ListCustomActions", MaxResults=2, NextToken=first["NextToken"])
    assert first["CustomActions"] + rest["CustomActions"] == sorted(arns)
    assert "NextToken" not in rest


async def test_what_is_deleted_is_gone_and_so_are_its_associations(muster):
    channel = await linked(muster, "restart", "scale")
    await muster.chatbot("DeleteCustomAction", CustomActionArn=RESTART)
    assert (await offered(muster, channel))[0] == ["scale"]
    await create(muster)
    assert (await offered(muster, channel))[0] == ["scale"]


@pytest.mark.parametrize("operation", ["GetCustomAction", "DeleteCustomAction", "UpdateCustomAction"])
async def test_what_does_not_exist_is_not_found(muster, operation):
    members = {"Definition": {"CommandText": "new"}} if operation.startswith("Update") else {}
    call = muster.chatbot(operation, CustomActionArn=UNKNOWN, **members)
    assert (await refused(call)).code == "ResourceNotFoundException"


async def test_offering_one_twice_offers_it_once(muster):
    channel = await linked(muster, "restart")
    await muster.chatbot("AssociateToConfiguration", Resource=RESTART, ChatConfiguration=channel)
    assert (await offered(muster, channel))[0] == ["restart"]


async def test_taking_one_back_twice_is_as_good_as_once(muster):
    channel = await linked(muster, "restart")
    for _ in range(2):
        await muster.chatbot("DisassociateFromConfiguration", Resource=RESTART, ChatConfiguration=channel)
        assert (await offered(muster, channel))[0] == []


async def test_associations_are_listed_by_name_page_by_page(muster):
    channel = await linked(muster, "c", "a", "b")
    first, token = await offered(muster, channel, MaxResults=2)
    rest, none = await offered(muster, channel, MaxResults=2, NextToken=token)
    assert (first + rest, none) == (["a", "b", "c"], None)


async def test_an_update_of_the_channel_leaves_what_is_offered_there(muster):
    channel = await linked(muster, "restart")
    await muster.chatbot("UpdateSlackChannelConfiguration", ChatConfigurationArn=channel, SlackChannelId="COPS")
    assert (await offered(muster, channel))[0] == ["restart"]


@pytest.mark.parametrize("operation", ["AssociateToConfiguration", "DisassociateFromConfiguration"])
async def test_an_unknown_channel_is_not_found(muster, operation):
    call = muster.chatbot(operation, Resource=await create(muster), ChatConfiguration=NO_CHANNEL)
    assert (await refused(call)).code == "ResourceNotFoundException"
    assert (await refused(offered(muster, NO_CHANNEL))).code == "ResourceNotFoundException"


async def test_an_unknown_action_cannot_be_offered(muster):
    channel = await linked(muster)
    call = muster.chatbot("AssociateToConfiguration", Resource=UNKNOWN, ChatConfiguration=channel)
    assert (await refused(call)).code == "ResourceNotFoundException"


async def test_custom_actions_are_for_administrators(muster):
    assert (await refused(create(muster, caller=MEMBER))).code == "AccessDeniedException"
