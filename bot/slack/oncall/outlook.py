"""What somebody should know before it happens: told below who is on call, and below what they have changed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.slack.blocks import outlook as looks
from bot.slack.blocks.elements import Block
from bot.slack.errands import After
from bot.slack.oncall.remarks import quietly
from core.arns import contact_arn_of
from core.caller import Caller
from core.clock import Clock
from core.dispatcher import Dispatcher
from core.outlook.operations import Rosters, Sight
from core.outlook.roster import Roster
from core.outlook.warned import HORIZON, Kind, Warned, concerning
from core.outlook.warnings import warnings

Params = Mapping[str, Any]

GRAVE: frozenset[Kind] = frozenset({"hole", "gone", "unreachable", "dead end"})
"""What nobody can have meant: said to everybody who asks who is on call."""
OF_A_CHANGE: frozenset[Kind] = GRAVE | {"left", "overload", "uncovered", "clock change"}
"""What whoever has just changed something wants to know besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    rosters: Rosters
    dispatcher: Dispatcher
    clock: Clock

    async def below(self, caller: Caller, schedule_arns: Sequence[str]) -> Sequence[Block]:
        """What is grave about these schedules, in the eyes of whoever asks who is on call in them."""
        return await quietly(self._below(caller, schedule_arns, GRAVE))

    def after(self) -> Mapping[str, After]:
        """What is said below each operation that changes who will be on call, or who can be paged."""
        return {
            **{
                f"ssm-contacts:{operation}": self._about("RotationId")
                for operation in ("UpdateRotation", "CreateRotationOverride", "DeleteRotationOverride")
            },
            **{
                f"ssm-contacts:{operation}": self._about("ContactId")
                for operation in ("UpdateContact", "DeleteContact")
            },
            **{
                f"ssm-contacts:{operation}ContactChannel": self._about_owner
                for operation in ("Update", "Delete", "Deactivate")
            },
            "ssm-contacts:CreateRotation": self._about("RotationArn"),
            "ssm-contacts:CreateContact": self._about("ContactArn"),
            "ssm-contacts:DeleteRotation": self._left_empty,
        }

    async def found(self, caller: Caller, now: datetime) -> tuple[Roster, list[Warned]]:
        """All that there is to warn this caller of."""
        roster = await self.rosters.whole(self.sight_of(caller), now, now + HORIZON)
        return roster, await asyncio.to_thread(warnings, roster, now)

    def sight_of(self, caller: Caller) -> Sight:
        """What their policies let them see."""

        async def sight(action: str, arns: Sequence[str]) -> list[str]:
            return await self.dispatcher.among(caller, action, arns, {})

        return sight

    def _about(self, member: str) -> After:
        async def said(caller: Caller, request: Params, answer: Params) -> Sequence[Block]:
            arn = str(answer.get(member) or request.get(member) or "")
            return await quietly(self._below(caller, [arn], OF_A_CHANGE))

        return said

    async def _about_owner(self, caller: Caller, request: Params, _: Params) -> Sequence[Block]:
        """A contact channel is gone or silent: about whom it was to reach."""
        return await quietly(self._below(caller, [contact_arn_of(str(request["ContactChannelId"]))], OF_A_CHANGE))

    async def _left_empty(self, caller: Caller, _: Params, __: Params) -> Sequence[Block]:
        """A deleted rotation was taken out of its schedules; those that have none now are told of."""
        return await quietly(self._of_empty(caller))

    async def _of_empty(self, caller: Caller) -> Sequence[Block]:
        now = self.clock.now()
        roster = await self.rosters.whole(self.sight_of(caller), now, now)
        empty = [one.arn for one in roster.of_type("ONCALL_SCHEDULE") if not one.rotation_arns]
        return await self._below(caller, empty, GRAVE) if empty else ()

    async def _below(self, caller: Caller, arns: Sequence[str], kinds: frozenset[Kind]) -> Sequence[Block]:
        now = self.clock.now()
        roster = await self.rosters.around(arns, self.sight_of(caller), now, now + HORIZON)
        schedules = [roster.contacts[arn] for arn in arns if arn in roster.contacts]
        wanted = {*arns, *(arn for one in schedules for arn in one.rotation_arns)}
        found = concerning(await asyncio.to_thread(warnings, roster, now), wanted)
        return looks.below([one for one in found if one.kind in kinds])
