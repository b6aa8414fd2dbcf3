"""Carries the rotation script of AWS's user guide over: makes a rotation and a schedule, and has the plan engage it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.moving.run import ThisHouse
from core.arns import alias_of
from core.errors import Refusal
from core.moving.rotation_script import Script, does_the_same, first_contact, in_order, in_the_way, with_schedule

GONE = "ResourceNotFoundException"


class Carrying:
    """One script, and what has been said about it."""

    def __init__(self, house: ThisHouse, script: Script, schedule_arn: str) -> None:
        self._house, self._script, self._schedule_arn = house, script, schedule_arn
        self.lines: list[str] = []

    async def carry(self) -> list[str]:
        """What was made and changed, a line for each; done again, it makes and changes nothing."""
        plan = await self._call("GetContact", ContactId=self._script.plan_arn)
        first = first_contact(plan)
        schedule = await self._schedule()
        if schedule:
            await self._refuse_another(schedule)
        else:
            await self._make(first)
        if first == self._schedule_arn:
            self._say("same", "escalation plan", self._script.plan_arn, "it engages the schedule first already")
        else:
            changed = with_schedule(plan, self._schedule_arn)
            await self._call("UpdateContact", ContactId=self._script.plan_arn, Plan=changed)
            instead = f"it engages the schedule in place of {alias_of(first)}"
            self._say("changed", "escalation plan", self._script.plan_arn, instead)
        return self.lines

    async def _schedule(self) -> Mapping[str, Any] | None:
        try:
            return await self._call("GetContact", ContactId=self._schedule_arn)
        except Refusal as no:
            if no.code != GONE:
                raise
            return None

    async def _refuse_another(self, schedule: Mapping[str, Any]) -> None:
        """Raise unless the schedule does what the script does."""
        name = alias_of(self._schedule_arn)
        if schedule["Type"] != "ONCALL_SCHEDULE":
            raise in_the_way(name, "a contact", "give another --name.")
        arns = schedule["Plan"].get("RotationIds") or []
        rotations = [await self._call("GetRotation", RotationId=arn) for arn in arns]
        if len(rotations) != 1 or not does_the_same(rotations[0], self._script):
            raise in_the_way(
                name,
                "a schedule",
                "give another --name, or change what it has with `aws ssm-contacts update-rotation` "
                f"({', '.join(arns) or 'it has no rotation'}).",
            )
        self._say("same", "rotation", arns[0], "")
        self._say("same", "schedule", self._schedule_arn, "")

    async def _make(self, first: str) -> None:
        people = in_order(self._script.contact_arns, first)
        rotation_arn = await self._rotation_left_behind()
        if rotation_arn:
            self._say("same", "rotation", rotation_arn, "")
        else:
            rotation_arn = await self._new_rotation(people)
            turns = f"{', '.join(map(alias_of, people))}; {alias_of(people[0])} is on call now"
            self._say("created", "rotation", rotation_arn, turns)
        if first not in people:
            self.lines.append(
                f"{alias_of(first)}, whom the plan has engaged first, is not in the list and has no turn."
            )
        made = await self._call(
            "CreateContact",
            Alias=self._script.name,
            DisplayName=self._script.name,
            Type="ONCALL_SCHEDULE",
            Plan={"RotationIds": [rotation_arn]},
        )
        self._say("created", "schedule", made["ContactArn"], "")

    async def _new_rotation(self, people: list[str]) -> str:
        made = await self._call(
            "CreateRotation",
            Name=self._script.name,
            ContactIds=people,
            TimeZoneId="UTC",
            Recurrence=dict(self._script.recurrence),
        )
        self._house.arrived = True
        return str(made["RotationArn"])

    async def _rotation_left_behind(self) -> str | None:
        """The one that an import has made which was stopped before it came to the schedule."""
        asked: dict[str, Any] = {"RotationNamePrefix": self._script.name}
        while True:
            told = await self._call("ListRotations", **asked)
            for row in told["Rotations"]:
                if row["Name"] == self._script.name and does_the_same(row, self._script):
                    return str(row["RotationArn"])
            if "NextToken" not in told:
                return None
            asked["NextToken"] = told["NextToken"]

    async def _call(self, operation: str, **params: Any) -> dict[str, Any]:
        return await self._house.call(f"ssm-contacts:{operation}", params)

    def _say(self, result: str, kind: str, arn: str, detail: str) -> None:
        self.lines.append(f"{result:<8} {kind} {arn}{f': {detail}' if detail else ''}")
