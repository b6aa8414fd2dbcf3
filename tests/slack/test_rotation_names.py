"""May a rotation be called by its name in chat?  Where one rotation has it, yes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import time
from typing import Any

import pytest

from core.rotations.rotation import Recurrence, Rotation
from tests.slack.world import ARNS, AT, World

GET = "ssm-contacts:GetRotation"
FIRST, SECOND, THIRD = (f"0a1b2c3d-1111-4222-8333-44445555666{number}" for number in range(3))


def a_rotation(uid: str, name: str) -> Rotation:
    return Rotation(
        arn=ARNS.rotation(uid),
        name=name,
        contact_arns=(ARNS.contact("ana"),),
        time_zone="Europe/Berlin",
        recurrence=Recurrence(daily=(time(9),), multiplier=1, number_of_on_calls=1),
        created_at=AT,
    )


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        world.registry.rotations += [
            a_rotation(FIRST, "primary"), a_rotation(SECOND, "Nights"), a_rotation(THIRD, "nights"),
        ]  # fmt: skip
        yield world


def got(work: Any, request: dict[str, Any]) -> dict[str, Any]:
    return {"RotationArn": request["RotationId"], "Name": "x", "ContactIds": [], "TimeZoneId": "UTC", "Recurrence": {}}


@pytest.mark.parametrize("word", ["primary", "PRIMARY", "rotation/primary", FIRST, f"rotation/{FIRST}"])
async def test_a_rotation_is_found_by_its_name_or_the_end_of_its_arn(world: World, word: str) -> None:
    world.operations[GET] = got
    await world.said(f"ssm-contacts get-rotation --rotation-id {word}")
    assert [request["RotationId"] for request in world.asked(GET)] == [ARNS.rotation(FIRST)]


async def test_a_name_of_two_rotations_is_asked_about(world: World) -> None:
    said = await world.said("ssm-contacts get-rotation --rotation-id nights")
    assert "may be several rotations" in said
    assert SECOND in said
    assert THIRD in said
    assert world.calls == []


async def test_an_unknown_name_is_answered_with_those_that_there_are(world: World) -> None:
    said = await world.said("ssm-contacts get-rotation --rotation-id primry")
    assert "There is no rotation called `primry`" in said
    assert "primary" in said


async def test_a_schedule_may_name_its_rotations(world: World) -> None:
    create = "ssm-contacts:CreateContact"
    world.operations[create] = lambda work, request: {"ContactArn": ARNS.contact("ops")}
    await world.said("ssm-contacts create-contact --alias ops --type ONCALL_SCHEDULE --plan RotationIds=primary")
    assert [request["Plan"] for request in world.asked(create)] == [{"RotationIds": [ARNS.rotation(FIRST)]}]
