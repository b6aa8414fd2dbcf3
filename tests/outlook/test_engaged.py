"""Does whoever takes somebody out of plans hear of it, and whoever makes an override for a time that is over?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.outlook.test_in_slack import said, world
from tests.slack.empty_workspace import ANA, BEN, EmptyWorkspace
from tests.slack.test_on_call import ARN, furnished, policies
from tests.slack.world import texts

__all__ = ["world"]


async def engaging(world: EmptyWorkspace, alias: str, *contacts: str) -> None:
    """An escalation plan, and a response plan that engages it."""
    targets = [{"ContactTargetInfo": {"ContactId": ARN + one, "IsEssential": False}} for one in contacts]
    stages = {"Stages": [{"DurationInMinutes": 5, "Targets": targets}]}
    await world.call("ssm-contacts:CreateContact", Alias=f"{alias}-esc", Type="ESCALATION", Plan=stages)
    await world.call(
        "ssm-incidents:CreateResponsePlan",
        name=alias,
        incidentTemplate={"title": "Down", "impact": 3},
        engagements=[f"{ARN}{alias}-esc"],
    )


async def asked_to_delete(world: EmptyWorkspace, alias: str, by: str = ANA) -> dict[str, Any]:
    """The question."""
    await world.slack.somebody(by).says(f"ssm-contacts delete-contact --contact-id {alias}")
    await world.settled()
    return dict(world.slack.said_in(by)[-1])


async def test_the_question_names_who_engages_it_and_the_answer_who_has_lost_it(world: EmptyWorkspace):
    await engaging(world, "pay", "shop", "ben")
    question = await asked_to_delete(world, "shop")
    told = "\n".join(texts(question["blocks"]))
    by = "engaged by the escalation plan `pay-esc`, and the response plan `pay`: nobody"
    assert f"It is {by} would be paged through it there any more. Put somebody else there first." in told
    await world.slack.somebody(ANA).presses("Delete", question)
    await world.settled()
    answer = "\n".join(texts(world.slack.called("response_url")[-1].arguments["blocks"]))
    assert answer.startswith("Deleted.")
    assert f"It was {by} is paged through it there any more." in answer


async def test_of_many_plans_some_are_named_and_the_others_counted(world: EmptyWorkspace):
    for number in range(7):
        await engaging(world, f"pay{number}", "shop")
    told = "\n".join(texts((await asked_to_delete(world, "shop"))["blocks"]))
    assert "the escalation plans `pay0-esc`, `pay1-esc`, `pay2-esc`, `pay3-esc`, `pay4-esc` and 2 more, and" in told
    assert "`pay4` and 2 more: nobody" in told


async def test_whom_nobody_engages_goes_without_a_word_more(world: EmptyWorkspace):
    question = await asked_to_delete(world, "shop")
    assert "engaged" not in "\n".join(texts(question["blocks"]))


async def test_plans_that_somebody_may_not_see_are_counted(tmp_path: Path):
    allowed = policies(tmp_path, [("DeleteContact", "*"), ("GetContact", "*")])
    async with EmptyWorkspace(tmp_path / "data", MUSTER_POLICIES=str(allowed)) as world:
        await furnished(world)
        await engaging(world, "pay", "shop")
        told = "\n".join(texts((await asked_to_delete(world, "shop", by=BEN))["blocks"]))
    assert "engaged by the escalation plan `pay-esc`, and 1 plan that you may not see: nobody" in told


async def test_an_engaged_schedule_may_be_emptied_and_who_engages_it_is_named(world: EmptyWorkspace):
    await engaging(world, "pay", "shop")
    answer = await said(world, "ssm-contacts update-contact --contact-id shop --plan '{\"RotationIds\": []}'")
    assert "the schedule has no rotation" in answer
    told = "It has no rotation, and is engaged by the escalation plan `pay-esc`, and the response plan `pay`: nobody"
    assert told in answer
    assert "engaged" not in await said(world, "ssm-contacts update-contact --contact-id shop --display-name Shop")


@pytest.mark.parametrize(("year", "is_over"), [("2020", True), ("2099", False)])
async def test_below_an_override_that_is_over_stands_that_it_is(world: EmptyWorkspace, year: str, is_over: bool):
    [rotation] = (await world.call("ssm-contacts:ListRotations"))["Rotations"]
    answer = await said(
        world,
        f"ssm-contacts create-rotation-override --rotation-id {rotation['RotationArn']} --new-contact-ids ben "
        f"--start-time {year}-12-01T12:00Z --end-time {year}-12-01T13:29Z",
    )
    assert ("This override is over already" in answer) is is_over
