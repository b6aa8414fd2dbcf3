"""Looks up who is on call, through the same door as everybody else: what a policy hides is not told here either."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.slack.oncall.facts import Known, Schedule, Turns
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.oncall.glance import Listed
from core.oncall.shifts import Shift

CONTACT, ROTATION = "ssm-contacts:GetContact", "ssm-contacts:GetRotation"
SHIFTS, CONTACTS = "ssm-contacts:ListRotationShifts", "ssm-contacts:ListContacts"
FARTHEST = timedelta(days=3650)
LATEST = datetime(9999, 1, 1, tzinfo=UTC)
A_FEW, A_PAGE = 100, 1000
"""So many of a rotation's shifts say who comes next, whoever takes turns with whom; and so many fit into one answer."""


@dataclass(frozen=True, slots=True)
class Looking:
    """One person's look."""

    dispatcher: Dispatcher
    caller: Caller

    async def contacts(self) -> list[Known]:
        """All of their own account, in the order of their aliases."""
        return [_known(row) async for row in self._rows() if _account(row["ContactArn"]) == self.caller.account]

    async def among(self, schedules: Sequence[Known]) -> list[Known]:
        """Those whose rotations they may ask for."""
        theirs = set(await self.dispatcher.among(self.caller, CONTACT, [one.arn for one in schedules], {}))
        return [one for one in schedules if one.arn in theirs]

    async def schedule(self, known: Known, start: datetime, end: datetime | None = None) -> Schedule:
        """Its rotations, with those shifts that begin before the end, or the next few."""
        arns = (await self._ask(CONTACT, ContactId=known.arn))["Plan"].get("RotationIds") or []
        if len(await self.dispatcher.among(self.caller, SHIFTS, arns, {})) < len(arns):
            return Schedule(known=known, rotations=None)
        names = await self._names(arns)
        turns = [Turns(name=names.get(arn, ""), listed=await self._listed(arn, start, end)) for arn in arns]
        return Schedule(known=known, rotations=tuple(turns))

    async def _names(self, arns: Sequence[str]) -> dict[str, str]:
        """What the rotations are called, where there are several and they may be seen."""
        if len(arns) < 2:
            return {}
        seen = await self.dispatcher.among(self.caller, ROTATION, arns, {})
        return {arn: str((await self._ask(ROTATION, RotationId=arn))["Name"]) for arn in seen}

    async def _listed(self, arn: str, start: datetime, end: datetime | None) -> Listed:
        until = end or min(start, LATEST - FARTHEST) + FARTHEST
        most = A_PAGE if end else A_FEW
        told = await self._ask(SHIFTS, RotationId=arn, StartTime=start, EndTime=until, MaxResults=most)
        shifts = tuple(map(_shift, told["RotationShifts"]))
        return Listed(shifts=shifts, known_until=shifts[-1].ends_at if "NextToken" in told else until)

    async def _rows(self) -> AsyncIterator[Mapping[str, Any]]:
        told = await self._ask(CONTACTS, MaxResults=A_PAGE)
        while True:
            for row in told["Contacts"]:
                yield row
            if "NextToken" not in told:
                return
            told = await self._ask(CONTACTS, MaxResults=A_PAGE, NextToken=told["NextToken"])

    async def _ask(self, action: str, **params: Any) -> dict[str, Any]:
        return await self.dispatcher.call(self.caller, action, params)


def _known(row: Mapping[str, Any]) -> Known:
    alias = row["Alias"]
    return Known(arn=row["ContactArn"], alias=alias, name=row.get("DisplayName") or alias, type=row["Type"])


def _account(arn: str) -> str:
    return arn.split(":")[4]


def _shift(row: Mapping[str, Any]) -> Shift:
    return Shift(
        starts_at=row["StartTime"],
        ends_at=row["EndTime"],
        contact_arns=tuple(row.get("ContactIds") or ()),
        overridden_arns=tuple((row.get("ShiftDetails") or {}).get("OverriddenContactIds") or ()),
        is_override=row["Type"] == "OVERRIDDEN",
    )
