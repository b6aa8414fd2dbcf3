"""Does a name in chat tell somebody what there is that they may not use?  It must read like what is not there."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.policies.files import attachments
from core.errors import Refusal
from core.response_plans.response_plan import IncidentTemplate, ResponsePlan
from tests.slack.test_rotation_names import FIRST, a_rotation
from tests.slack.world import (
    ANA,
    ARNS,
    BEN,
    CHANNEL,
    INCIDENT,
    World,
    a_channel,
    a_contact,
    a_page,
    an_announcement,
    an_incident,
)

SECRET = ARNS.incident_record("secret", "99999999-2222-3333-4444-555555555555")


def a_plan(name: str) -> ResponsePlan:
    template = IncidentTemplate(title="x", impact=3)
    return ResponsePlan(arn=ARNS.response_plan(name), name=name, template=template)


def what_is_not_hers(world: World) -> None:
    registry = world.registry
    registry.plans.append(a_plan("secret"))
    registry.contacts.append(a_contact("dana"))
    registry.channels.append(a_channel("dana", BEN))
    registry.incidents.append(an_incident(arn=SECRET, title="The password leaked"))
    registry.announcements.append(an_announcement(incident_arn=SECRET))
    registry.rotations.append(a_rotation(FIRST, "nights"))
    registry.pages.append(a_page("dana"))


def may(world: World, *actions: str) -> None:
    """Ana may do this to the plan checkout and its incidents, and to the contact ana."""
    mine = [ARNS.response_plan("checkout"), ARNS.contact("ana")]
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": mine}
    files = {
        "attachments.json": {"users": {ANA: "Mine"}},
        "Mine.json": {"Version": "2012-10-17", "Statement": statement},
    }
    world.attachments = attachments({name: json.dumps(text) for name, text in files.items()}, ARNS.account)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        may(world, "ssm-incidents:*", "ssm-contacts:*")
        world.registry.plans.append(a_plan("checkout"))
        world.registry.contacts.append(a_contact("ana"))
        world.registry.incidents.append(an_incident())
        yield world


NAMING = [
    "ssm-incidents get-incident-record --arn password",
    "ssm-incidents get-incident-record --arn secret",
    f"ssm-incidents get-incident-record --arn {SECRET.rpartition('/')[2]}",
    f"ssm-incidents get-incident-record --arn <#{CHANNEL}>",
    "ssm-incidents get-incident-record",
    "ssm-incidents list-tags-for-resource --resource-arn secret",
    "ssm-incidents list-tags-for-resource --resource-arn password",
    "ssm-incidents start-incident",
    "ssm-incidents start-incident --response-plan-arn secret",
    "ssm-incidents start-incident --response-plan-arn secre",
    f"ssm-contacts get-contact --contact-id <@{BEN}>",
    "ssm-contacts get-contact --contact-id dana",
    "ssm-contacts get-contact",
    "ssm-contacts list-contact-channels --contact-id dana",
    "ssm-contacts get-rotation --rotation-id nights",
    "ssm-contacts get-rotation --rotation-id nigth",
    "ssm-contacts get-rotation",
    "ssm-contacts list-tags-for-resource --resource-arn nights",
    "ssm-contacts describe-page --page-id dana",
    "ssm-contacts accept-page --page-id dana --accept-type READ --accept-code 000000",
    "ssm-contacts get-contact-channel --contact-channel-id dana/slack",
    f"ssm-contacts create-contact --alias n --display-name N --type ESCALATION --plan "
    f'\'{{"Stages":[{{"DurationInMinutes":1,"Targets":[{{"ContactTargetInfo":{{"ContactId":"{BEN}",'
    '"IsEssential":true}}]}]}\'',
]


@pytest.mark.parametrize("typed", NAMING)
async def test_what_is_not_theirs_reads_like_what_is_not_there(world: World, typed: str) -> None:
    nothing_there = await world.said(typed, by=ANA)
    what_is_not_hers(world)
    assert await world.said(typed, by=ANA) == nothing_there
    assert world.calls == []


@pytest.mark.parametrize("name", ["secret", "nowhere"])
async def test_a_refusal_names_the_resource_that_was_named(world: World, name: str) -> None:
    may(world, "ssm-incidents:GetResponsePlan")
    what_is_not_hers(world)
    for verb in ("start-incident --response-plan-arn", "delete-response-plan --arn", "get-response-plan --arn"):
        answer = await world.said(f"ssm-incidents {verb} {name}", by=ANA)
        assert f"on resource: {ARNS.response_plan(name)}" in answer


async def test_an_incident_is_not_found_by_a_title_that_they_may_not_read(world: World) -> None:
    what_is_not_hers(world)
    may(world, "ssm-incidents:UpdateIncidentRecord")
    found = "ssm-incidents update-incident-record --status RESOLVED --arn"
    assert "no incident called" in await world.said(f"{found} down", by=ANA)
    world.operations["ssm-incidents:UpdateIncidentRecord"] = lambda work, request: {}
    await world.said(f"{found} checkout", by=ANA)
    may(world, "ssm-incidents:UpdateIncidentRecord", "ssm-incidents:GetIncidentRecord")
    await world.said(f"{found} down", by=ANA)
    assert [request["arn"] for request in world.asked("ssm-incidents:UpdateIncidentRecord")] == [INCIDENT, INCIDENT]


async def test_what_is_theirs_is_offered(world: World) -> None:
    what_is_not_hers(world)
    assert "`ana`" in await world.said("ssm-contacts get-contact", by=ANA)
    assert "`checkout`" in await world.said("ssm-incidents start-incident", by=ANA)


async def test_help_is_not_called_with_words_that_they_may_not_read(world: World) -> None:
    what_is_not_hers(world)
    answer = await world.said("ssm-contacts start-engagement --contact-id ana", by=ANA)
    assert "password" not in answer
    assert world.calls == []


@pytest.mark.parametrize(("who", "told"), [(ANA, False), ("U1BOSS", True)])
async def test_only_a_list_that_they_may_have_is_suggested(world: World, who: str, told: bool) -> None:
    def not_found(work: Any, request: dict[str, Any]) -> dict[str, Any]:
        raise Refusal("ResourceNotFoundException", f"Contact not found: {ARNS.contact('ana')}")

    world.operations["ssm-contacts:GetContact"] = not_found
    may(world, "ssm-contacts:GetContact")
    answer = await world.said("ssm-contacts get-contact --contact-id ana", by=who)
    assert ("What there is: `@aws ssm-contacts list-contacts`" in answer) is told
