"""Which plans lead to a contact that is to be deleted, or to a schedule that has no rotation any more?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.blocks.elements import Block, context
from bot.slack.blocks.escape import code
from bot.slack.blocks.outlook import SIGN
from bot.slack.errands import After, Before
from bot.slack.oncall.remarks import quietly
from core.arns import name_of
from core.caller import Caller
from core.contacts.ports import Contacts
from core.dispatcher import Dispatcher
from core.response_plans.ports import ResponsePlans

DELETE, UPDATE = "ssm-contacts:DeleteContact", "ssm-contacts:UpdateContact"
MOST = 5
"""So many plans of a kind are named."""

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Engaged:
    dispatcher: Dispatcher
    contacts: Contacts
    plans: ResponsePlans

    def before(self) -> Mapping[str, Before]:
        """What is said with the question whether to go on."""
        return {DELETE: self._to_be_deleted}

    def after(self) -> Mapping[str, After]:
        """What is said below the answer."""
        return {DELETE: self._deleted, UPDATE: self._updated}

    async def _to_be_deleted(self, caller: Caller, request: Params) -> Sequence[Block]:
        told = "It is engaged by {}: nobody would be paged through it there any more. Put somebody else there first."
        return await quietly(self._by(caller, str(request.get("ContactId")), told))

    async def _deleted(self, caller: Caller, request: Params, _: Params) -> Sequence[Block]:
        told = "It was engaged by {}: nobody is paged through it there any more."
        return await quietly(self._by(caller, str(request["ContactId"]), told))

    async def _updated(self, caller: Caller, request: Params, _: Params) -> Sequence[Block]:
        return await quietly(self._left_empty(caller, str(request["ContactId"]))) if "Plan" in request else ()

    async def _left_empty(self, caller: Caller, arn: str) -> Sequence[Block]:
        schedule = await self.contacts.get(arn)
        if schedule is None or schedule.type != "ONCALL_SCHEDULE" or schedule.rotation_arns:
            return ()
        return await self._by(
            caller, arn, "It has no rotation, and is engaged by {}: nobody is paged through it there."
        )

    async def _by(self, caller: Caller, arn: str, told: str) -> Sequence[Block]:
        escalations = [one.arn for one in await self.contacts.engaging(arn)]
        engaging = [plan.arn for each in (arn, *escalations) for plan in await self.plans.engaging(each)]
        responses = list(dict.fromkeys(engaging))
        seen = await self._seen(caller, "ssm-contacts:GetContact", escalations)
        seen_too = await self._seen(caller, "ssm-incidents:GetResponsePlan", responses)
        named = [*_named("escalation", seen), *_named("response", seen_too)]
        if hidden := len(escalations) + len(responses) - len(seen) - len(seen_too):
            named.append(f"{hidden} plan{'s' if hidden > 1 else ''} that you may not see")
        return [] if not named else [context(f"{SIGN} {told.format(', and '.join(named))}")]

    async def _seen(self, caller: Caller, action: str, arns: Sequence[str]) -> Sequence[str]:
        return await self.dispatcher.among(caller, action, arns, {}) if arns else ()


def _named(kind: str, arns: Sequence[str]) -> Iterable[str]:
    if arns:
        names = ", ".join(code(name_of(arn), 100) for arn in arns[:MOST])
        more = f" and {len(arns) - MOST} more" if len(arns) > MOST else ""
        yield f"the {kind} plan{'s' if len(arns) > 1 else ''} {names}{more}"
