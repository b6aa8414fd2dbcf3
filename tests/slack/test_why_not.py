"""Is the plain sentence of a refusal true?  It says what it is that does not allow it, here and to this person."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.policies.files import attachments
from tests.policies.channels import linked
from tests.slack.world import ANA, ARNS, BOSS, CHANNEL, World

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
DELETE = "ssm-incidents delete-response-plan --arn checkout"


def policy(effect: str, action: str, resource: str = "*") -> dict[str, Any]:
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


FILES = {
    "OnlyOthers": policy("Allow", "ssm-incidents:*", ARNS.response_plan("others")),
    "All": policy("Allow", "*"),
    "Never": policy("Deny", "ssm-incidents:DeleteResponsePlan"),
}


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


@pytest.mark.parametrize(
    ("top", "who", "because"),
    [
        ({"users": {ANA: []}}, ANA, "no policy of yours allows it. Ask an administrator"),
        ({"users": {ANA: "OnlyOthers"}}, ANA, "no policy of yours allows it on this one. Ask an administrator"),
        ({"users": {ANA: ["All", "Never"]}}, ANA, "a policy forbids it. Ask an administrator"),
        ({"limits": ["All", "Never"]}, BOSS, "the limits of this account do not allow it, whoever asks. `@aws whoami`"),
        ({"users": {ANA: "All"}, "boundaries": {ANA: "OnlyOthers"}}, ANA, "your boundary does not allow it. `@aws"),
    ],
)
async def test_what_does_not_allow_it_is_named(world: World, top: dict[str, Any], who: str, because: str) -> None:
    texts = {f"{name}.json": json.dumps(text) for name, text in {**FILES, "attachments": top}.items()}
    world.attachments = attachments(texts, ARNS.account)
    assert because in (await world.said(DELETE, by=who)).splitlines()[0]


OVERRIDE = (
    f"ssm-contacts create-rotation-override --rotation-id {ARNS.rotation('r1')} --new-contact-ids ana"
    " --start-time 2031-01-01T10:00Z --end-time 2031-01-01T12:00Z"
)


async def test_whoever_may_not_override_is_told_how_a_shift_is_covered_without_a_policy(world: World) -> None:
    for policies, is_told in (([], True), ("OnlyOthers", True), (["All", "NoOverrides"], False)):
        top = {"users": {ANA: policies}}
        no_overrides = policy("Deny", "ssm-contacts:CreateRotationOverride")
        texts = {**FILES, "NoOverrides": no_overrides, "attachments": top}
        world.attachments = attachments({f"{name}.json": json.dumps(it) for name, it in texts.items()}, ARNS.account)
        said = (await world.said(OVERRIDE, by=ANA)).splitlines()[0]
        assert "You may not create rotation overrides: " in said
        assert ("`/oncall cover`" in said) is is_told, policies
        assert "/oncall" not in (await world.said(DELETE, by=ANA))


async def test_the_guardrails_of_the_channel_are_named(world: World) -> None:
    world.registry.chat_channels = [linked(CHANNEL, "unheard-of", READ_ONLY)]
    assert "You may not delete response plans: the guardrails of this channel do not allow it" in await world.said(
        DELETE, by=BOSS
    )


async def test_another_account_is_named(world: World) -> None:
    theirs = ARNS.response_plan("checkout").replace(ARNS.account, "222233334444")
    said = await world.said(f"ssm-incidents get-response-plan --arn {theirs}", by=BOSS)
    assert "it belongs to another account, which has to share it with you" in said
