"""Can everything be said in chat?  Names for ARNs, questions, help, and what is not for a conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.slack.commands import understand
from core.chat_channels.chat_channel import ChatChannel
from core.custom_actions.custom_action import CustomAction
from core.errors import Refusal
from core.response_plans.response_plan import IncidentTemplate, ResponsePlan
from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import validate
from core.vocabulary.examples import example
from core.vocabulary.understanding import Command
from tests.slack.world import (
    ANA,
    ARNS,
    AT,
    BEN,
    BOSS,
    CHANNEL,
    INCIDENT,
    World,
    a_channel,
    a_contact,
    an_incident,
    shown,
)

RESTART = ARNS.custom_action("restart")
LINK = ARNS.slack_channel_configuration("checkout")


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        world.registry.custom_actions.append(CustomAction(arn=RESTART, name="restart", command_text="x"))
        world.registry.chat_channels.append(
            ChatChannel(arn=LINK, name="checkout", slack_team_id="T1", slack_channel_id=CHANNEL, iam_role_arn="r")
        )
        world.registry.contacts += [a_contact("ana"), a_contact("ben")]
        world.registry.plans.append(
            ResponsePlan(
                arn=ARNS.response_plan("checkout"), name="checkout", template=IncidentTemplate(title="T", impact=1)
            )
        )
        world.registry.incidents.append(an_incident())
        yield world
        assert world.slack.problems == []


def answered(world: World, action: str, **answer: Any) -> None:
    world.operations[action] = lambda work, request: answer


@pytest.mark.parametrize("action", sorted(catalog()))
def test_the_example_in_the_help_of_an_operation_can_be_typed_as_it_is(action: str) -> None:
    command = understand(example(catalog()[action]), AT, catalog())
    assert isinstance(command, Command)
    assert (command.operation.action, command.missing) == (action, ())
    validate(command.operation, dict(command.params))


@pytest.mark.parametrize(
    ("typed", "action", "request_"),
    [
        ("chatbot get-custom-action --custom-action-arn restart", "GetCustomAction", {"CustomActionArn": RESTART}),
        (
            "chatbot associate-to-configuration --resource restart --chat-configuration checkout",
            "AssociateToConfiguration",
            {"Resource": RESTART, "ChatConfiguration": LINK},
        ),
        (
            "get-resource-policies --resource-arn checkout",
            "GetResourcePolicies",
            {"resourceArn": ARNS.response_plan("checkout"), "maxResults": 20},
        ),
        (
            "chatbot list-tags-for-resource --resource-arn restart",
            "ListTagsForResource",
            {"ResourceARN": RESTART},
        ),
        ("chatbot list-tags-for-resource --resource-arn checkout", "ListTagsForResource", {"ResourceARN": LINK}),
        ("get-contact-policy --contact-arn ana", "GetContactPolicy", {"ContactArn": ARNS.contact("ana")}),
        (
            "ssm-incidents list-tags-for-resource --resource-arn checkout",
            "ListTagsForResource",
            {"resourceArn": ARNS.response_plan("checkout")},
        ),
        (
            "ssm-incidents list-tags-for-resource --resource-arn incident-record/checkout",
            "ListTagsForResource",
            {"resourceArn": INCIDENT},
        ),
        (
            "ssm-contacts list-tags-for-resource --resource-arn ana",
            "ListTagsForResource",
            {"ResourceARN": ARNS.contact("ana")},
        ),
        (
            f"ssm-contacts list-tags-for-resource --resource-arn <@{BEN}>",
            "ListTagsForResource",
            {"ResourceARN": ARNS.contact("ben")},
        ),
        (
            "ssm-contacts untag-resource --resource-arn contact/ana --tag-keys team",
            "UntagResource",
            {"ResourceARN": ARNS.contact("ana"), "TagKeys": ["team"]},
        ),
    ],
)
async def test_names_stand_for_arns(world: World, typed: str, action: str, request_: dict[str, Any]) -> None:
    world.registry.channels.append(a_channel("ben", BEN))
    await world.said(typed)
    ((_, asked, request),) = world.calls
    assert (asked.partition(":")[2], request) == (action, request_)


async def test_a_name_of_another_service_is_none_here(world: World) -> None:
    answer = await world.said("ssm-contacts list-tags-for-resource --resource-arn checkout")
    assert "no resource called `checkout`" in answer
    assert world.calls == []


async def test_a_name_that_may_be_several_resources_is_told_with_its_kinds(world: World) -> None:
    world.registry.incidents.append(an_incident(arn=INCIDENT.replace("11111111", "99999999"), title="Search is slow"))
    answer = await world.said("ssm-incidents list-tags-for-resource --resource-arn is")
    assert "several resources" in answer
    assert f"`{INCIDENT.rpartition(':')[2]}`" in answer


async def test_a_kind_without_end_is_none(world: World) -> None:
    answer = await world.said(f"ssm-incidents list-tags-for-resource --resource-arn {'resource/' * 2000}x")
    assert "no resource called" in answer


async def test_a_custom_action_that_is_missing_is_asked_for_with_those_there_are(world: World) -> None:
    answered(world, "chatbot:GetCustomAction", CustomAction={"CustomActionArn": RESTART})
    question = await world.said("chatbot get-custom-action")
    assert "the name or the ARN of a custom action" in question
    assert "`restart`" in question
    thread = world.slack.said_in(CHANNEL)[-1]["thread_ts"]
    await world.slack.somebody(BOSS).says("restart", channel=CHANNEL, thread_ts=thread)
    await world.settled()
    assert world.asked("chatbot:GetCustomAction") == [{"CustomActionArn": RESTART}]


async def test_a_mistyped_custom_action_is_told_the_right_one(world: World) -> None:
    def not_found(work: Any, request: dict[str, Any]) -> dict[str, Any]:
        raise Refusal("ResourceNotFoundException", f"There is no such custom action: {request['CustomActionArn']}")

    world.operations["chatbot:GetCustomAction"] = not_found
    answer = await world.said("chatbot get-custom-action --custom-action-arn restrat")
    assert "There is `restart`" in answer
    assert "`@aws chatbot list-custom-actions`" in answer


@pytest.mark.parametrize(
    "typed",
    [
        "chatbot delete-custom-action --custom-action-arn restart",
        "delete-resource-policy --resource-arn checkout --policy-id 0a1b2c3d-1111-4222-8333-444455556666",
    ],
)
async def test_what_deletes_asks_first(world: World, typed: str) -> None:
    await world.slack.somebody(BOSS).mentions(typed, channel=CHANNEL)
    await world.settled()
    assert world.calls == []
    (question,) = world.slack.called("chat.postEphemeral")
    assert "It cannot be undone." in shown(question.arguments)
    assert "destroys this." not in shown(question.arguments)


async def test_who_one_is_can_be_asked_and_credentials_are_not_for_a_conversation(world: World) -> None:
    arn = ARNS.slack_user(BOSS)
    answered(world, "sts:GetCallerIdentity", UserId="x", Account="111122223333", Arn=arn)
    assert f"`{arn}`" in await world.said("sts get-caller-identity")
    asked = "sts assume-role --role-arn arn:aws:iam::111122223333:role/chat --role-session-name me"
    answer = await world.said(asked)
    assert "secret" in answer
    assert world.asked("sts:AssumeRole") == []


async def test_members_are_told_plainly_what_is_not_theirs(world: World) -> None:
    answer = await world.said("chatbot list-custom-actions", by=ANA)
    assert "AccessDeniedException" in answer
    assert world.calls == []
