"""Response plans: made, changed, shown, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.arns import Arns
from core.authorization.shares import Shares
from core.chat_channels.ports import ChatChannels, Workspace
from core.chat_channels.topics import channels_of
from core.contacts.ports import Contacts
from core.dispatcher import handles
from core.errors import Refusal, incident_resource_not_found, invalid
from core.listing import chained
from core.resource_policies.resource_policy import ResourcePolicy
from core.response_plans.members import planned, summarized, updated, written
from core.response_plans.ports import ResponsePlans as Stored
from core.response_plans.response_plan import ResponsePlan
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types

TEST_MESSAGE = "Incidents of the response plan {name} will be announced in this channel."


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a plan names."""

    contacts: Contacts
    chat_channels: ChatChannels


class ResponsePlans:
    def __init__(self, stored: Stored, around: Around, shares: Shares, workspace: Workspace, arns: Arns) -> None:
        self._stored = stored
        self._contacts = around.contacts
        self._chat_channels = around.chat_channels
        self._shares = shares
        self._workspace = workspace
        self._arns = arns

    @handles("ssm-incidents:CreateResponsePlan")
    async def create(self, work: Work, request: types.CreateResponsePlanInput) -> types.CreateResponsePlanOutput:
        plan = planned(self._arns.response_plan(request["name"]), request)
        if await self._stored.get(plan.arn):
            raise _name_taken(plan)
        await self._refuse_unknown(plan.engagements)
        await self._try_channels(plan.name, plan.chat_topics)
        work.save(plan)
        return {"arn": plan.arn}

    @handles("ssm-incidents:GetResponsePlan")
    async def get(self, _: Work, request: types.GetResponsePlanInput) -> types.GetResponsePlanOutput:
        return written(await self._named(request["arn"]))

    @handles("ssm-incidents:ListResponsePlans")
    async def listing(self, work: Work, request: types.ListResponsePlansInput) -> types.ListResponsePlansOutput:
        found = await chained(pages.window(request), self._stored.listing, partial(self._shares.response_plans, work))
        answer: types.ListResponsePlansOutput = {"responsePlanSummaries": [summarized(plan) for plan in found.items]}
        if found.next:
            answer["nextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-incidents:UpdateResponsePlan")
    async def update(self, work: Work, request: types.UpdateResponsePlanInput) -> types.UpdateResponsePlanOutput:
        plan = await self._named(request["arn"])
        changed = updated(plan, request)
        await self._refuse_unknown(_added(plan.engagements, changed.engagements))
        await self._try_channels(plan.name, _added(plan.chat_topics, changed.chat_topics))
        work.save(changed)
        return {}

    @handles("ssm-incidents:DeleteResponsePlan")
    async def delete(self, work: Work, request: types.DeleteResponsePlanInput) -> types.DeleteResponsePlanOutput:
        if plan := await self._stored.get(request["arn"]):
            work.delete(plan)
            work.delete_all(ResourcePolicy, resource_arn=plan.arn)
        return {}

    async def _named(self, arn: str) -> ResponsePlan:
        plan = await self._stored.get(arn)
        if plan is None:
            raise incident_resource_not_found("RESPONSE_PLAN", arn)
        return plan

    async def _refuse_unknown(self, engagements: Sequence[str]) -> None:
        """AWS does not say; here a plan that would page nobody is refused while somebody is looking."""
        known = await self._contacts.many(engagements)
        if missing := [arn for arn in engagements if arn not in known]:
            raise invalid(f"There is no such contact to engage: {', '.join(missing)}")

    async def _try_channels(self, name: str, topics: Sequence[str]) -> None:
        """Post where incidents will be announced; a topic that nothing is linked to yet may be linked later."""
        if not topics or await self._workspace.team() is None:
            return
        for channel in channels_of(topics, await self._chat_channels.all()):
            if reason := await self._workspace.post_test_message(channel, TEST_MESSAGE.format(name=name)):
                raise invalid(
                    f"The bot cannot post in the Slack channel {channel} ({reason}). Invite it there, then try again."
                )


def _added(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in after if one not in before)


def _name_taken(plan: ResponsePlan) -> Refusal:
    return Refusal(
        "ConflictException",
        f"There is a response plan named '{plan.name}' already.",
        resourceType="RESPONSE_PLAN",
        resourceIdentifier=plan.arn,
    )
