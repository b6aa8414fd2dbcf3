"""`muster import rotation-script`: the tutorial's stack, carried over, once and again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.control import Control
from bot.http.control import Document, written
from bot.moving.rotation_script import Carrying
from bot.moving.run import ThisHouse
from core.errors import Refusal
from core.moving.cron import recurrence
from core.moving.rotation_script import Script
from tests.moving.commands import muster as command
from tests.moving.house import House, open_house
from tests.operations.muster import ADMIN, ARNS, Muster

WEEKLY = recurrence("00 17 ? * THU *")
PEOPLE = ("arosalez", "csalazar", "dramirez")
SCRIPT = Script(
    contact_arns=tuple(map(ARNS.contact, PEOPLE)),
    recurrence=WEEKLY,
    plan_arn=ARNS.contact("test-plan"),
    name="test-plan-on-call",
)
SCHEDULE = ARNS.contact(SCRIPT.name)


class Here(Control):
    """The operations of a test's Muster, by way of JSON as always."""

    def __init__(self, muster: Muster) -> None:
        self.muster = muster
        self.breaks_at = ""

    async def _do(self, errand: str, asked: Document) -> Document:
        assert errand == "call"
        if self.breaks_at and asked["action"].endswith(self.breaks_at):
            raise ConnectionError
        told = await self.muster.dispatcher.call(ADMIN, asked["action"], json.loads(written(asked["params"])))
        return dict(json.loads(written(told)))


async def fill(muster: Muster, first: str = "csalazar") -> None:
    for alias in (*PEOPLE, "manager"):
        await muster.contacts("CreateContact", Alias=alias, Type="PERSONAL", Plan={"Stages": []})
    await muster.contacts("CreateContact", Alias="test-plan", Type="ESCALATION", Plan=plan_with(first))


def plan_with(first: str, **more: Any) -> dict[str, Any]:
    """The tutorial's plan: whoever is on call, and after ten minutes the manager."""
    return {
        "Stages": [
            {
                "DurationInMinutes": minutes,
                "Targets": [{"ContactTargetInfo": {"ContactId": ARNS.contact(alias), "IsEssential": essential}}],
            }
            for minutes, alias, essential in ((10, first, True), (5, "manager", False))
        ],
        **more,
    }


@pytest.fixture
async def control(empty: House) -> Here:
    await empty.muster.onboard()
    await fill(empty.muster)
    return Here(empty.muster)


async def carry(control: Here, script: Script = SCRIPT) -> list[str]:
    return await Carrying(ThisHouse(control), script, ARNS.contact(script.name)).carry()


async def on_call(muster: Muster, weeks: int) -> list[str]:
    """Whoever is on call by the schedule, week after week."""
    (arn,) = (await muster.contacts("GetContact", ContactId=SCHEDULE))["Plan"]["RotationIds"]
    until = muster.clock.now() + timedelta(weeks=weeks)
    told = await muster.contacts("ListRotationShifts", RotationId=arn, EndTime=until)
    assert all(shift["EndTime"].strftime("%a %H:%M") == "Thu 17:00" for shift in told["RotationShifts"])
    return [shift["ContactIds"][0].rpartition("/")[2] for shift in told["RotationShifts"]]


async def test_the_plan_engages_a_schedule_whose_people_take_turns_from_who_is_on_call_now(control: Here) -> None:
    lines = await carry(control)
    assert [line.split()[0] for line in lines] == ["created", "created", "changed"]
    assert "csalazar is on call now" in lines[0]
    changed = await control.muster.contacts("GetContact", ContactId=SCRIPT.plan_arn)
    assert changed["Plan"] == plan_with(SCRIPT.name)
    turns = await on_call(control.muster, 4)
    assert turns[:4] == ["csalazar", "dramirez", "arosalez", "csalazar"]


async def test_again_is_nothing_more(control: Here) -> None:
    await carry(control)
    before = await everything(control.muster)
    lines = await carry(control)
    assert [line.split()[0] for line in lines] == ["same", "same", "same"]
    assert await everything(control.muster) == before


@pytest.mark.parametrize("operation", ["CreateContact", "UpdateContact"])
async def test_one_that_was_stopped_goes_on(control: Here, operation: str) -> None:
    control.breaks_at = operation
    with pytest.raises(ConnectionError):
        await carry(control)
    control.breaks_at = ""
    lines = await carry(control)
    assert lines[0].startswith("same")
    assert lines[-1].startswith("changed")
    assert len((await control.muster.contacts("ListRotations"))["Rotations"]) == 1
    assert (await on_call(control.muster, 2))[:2] == ["csalazar", "dramirez"]


async def test_who_is_on_call_now_and_not_in_the_list_is_told_of(control: Here) -> None:
    await control.muster.contacts("UpdateContact", ContactId=SCRIPT.plan_arn, Plan=plan_with("manager"))
    lines = await carry(control)
    assert "arosalez is on call now" in lines[0]
    assert "manager, whom the plan has engaged first, is not in the list" in lines[1]


async def test_another_schedule_of_that_name_is_left_as_it_is(control: Here) -> None:
    await carry(control)
    before = await everything(control.muster)
    for other in (
        replace(SCRIPT, recurrence=recurrence("0 9 ? * MON *")),
        replace(SCRIPT, contact_arns=SCRIPT.contact_arns[:2]),
        replace(SCRIPT, contact_arns=tuple(reversed(SCRIPT.contact_arns))),
    ):
        with pytest.raises(Refusal, match=r"give another --name, or change.*update-rotation"):
            await carry(control, other)
    with pytest.raises(Refusal, match="give another --name"):
        await carry(control, replace(SCRIPT, name="manager"))
    assert await everything(control.muster) == before


async def test_what_is_no_escalation_plan_is_refused(control: Here) -> None:
    with pytest.raises(Refusal, match="is PERSONAL: the script changes escalation plans"):
        await carry(control, replace(SCRIPT, plan_arn=ARNS.contact("manager")))
    await control.muster.contacts("CreateContact", Alias="nobody", Type="ESCALATION", Plan={"Stages": []})
    with pytest.raises(Refusal, match="engages nobody"):
        await carry(control, replace(SCRIPT, plan_arn=ARNS.contact("nobody")))
    with pytest.raises(Refusal, match="not found"):
        await carry(control, replace(SCRIPT, plan_arn=ARNS.contact("unknown")))


async def test_as_it_is_typed(tmp_path: Path) -> None:
    house = await open_house(tmp_path / "here")
    await house.muster.onboard()
    await fill(house.muster)
    before = await everything(house.muster)
    await house.close()
    typed = (
        "import", "rotation-script", "--contacts", ",".join(SCRIPT.contact_arns), "--cron", "00 17 ? * THU *",
        "--escalation-plan", SCRIPT.plan_arn,
    )  # fmt: skip
    refused = await command(tmp_path / "here", *typed, "--cron", "00 17 ? * THU#1 *")
    assert refused.status != 0
    assert "rotations count no weekdays of a month" in refused.err
    assert "Traceback" not in refused.err
    tried = await command(tmp_path / "here", *typed, "--dry-run")
    assert (tried.status, tried.out.splitlines()[0][:19]) == (0, "Nothing was changed")
    house = await open_house(tmp_path / "here")
    assert await everything(house.muster) == before
    await house.close()
    done = await command(tmp_path / "here", *typed)
    assert done.status == 0, done.err
    assert "csalazar, dramirez, arosalez; csalazar is on call now" in done.out
    assert "delete its CloudFormation stack" in done.out
    house = await open_house(tmp_path / "here")
    assert (await everything(house.muster))["plan"] == plan_with(SCRIPT.name)
    await house.close()


async def everything(muster: Muster) -> dict[str, Any]:
    return {
        "contacts": (await muster.contacts("ListContacts"))["Contacts"],
        "rotations": (await muster.contacts("ListRotations"))["Rotations"],
        "plan": (await muster.contacts("GetContact", ContactId=SCRIPT.plan_arn))["Plan"],
    }
