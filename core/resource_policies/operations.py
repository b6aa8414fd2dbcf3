"""Policies of response plans and contacts: put, shown, deleted; what they let others do, `core.authorization` says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.arns import Arns
from core.contacts.contact import Contact
from core.contacts.ports import Contacts
from core.dispatcher import handles
from core.errors import contact_resource_not_found, incident_resource_not_found
from core.resource_policies.ports import ResourcePolicies as Stored
from core.resource_policies.putting import (
    OF_CONTACT,
    refuse_too_many,
    refuse_unfit_for_contact,
    refuse_unfit_for_plan,
    same,
)
from core.resource_policies.resource_policy import ResourcePolicy
from core.response_plans.ports import ResponsePlans
from core.response_plans.response_plan import ResponsePlan
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


class ResourcePolicies:
    """Of response plans, which may have several."""

    def __init__(self, stored: Stored, response_plans: ResponsePlans, arns: Arns) -> None:
        self._stored = stored
        self._response_plans = response_plans
        self._region = arns.region

    @handles("ssm-incidents:PutResourcePolicy")
    async def put(self, work: Work, request: types.PutResourcePolicyInput) -> types.PutResourcePolicyOutput:
        plan = await self._named(request["resourceArn"])
        refuse_unfit_for_plan(request["policy"], plan.arn)
        policies = await self._stored.all_of(plan.arn)
        policy = same(policies, request["policy"])
        if policy is None:
            refuse_too_many(policies)
            policy = ResourcePolicy(
                resource_arn=plan.arn,
                id=work.new_id().replace("-", ""),
                text=request["policy"],
                put_at=work.now,
                put_by=work.caller.arn,
            )
            # The plan as it is, so that those who put at once stand in line, and nobody puts on one that is deleted.
            work.save(policy, plan)
        return {"policyId": policy.id}

    @handles("ssm-incidents:GetResourcePolicies")
    async def listing(self, _: Work, request: types.GetResourcePoliciesInput) -> types.GetResourcePoliciesOutput:
        plan = await self._named(request["resourceArn"])
        found = await self._stored.listing(plan.arn, pages.window(request))
        answer: types.GetResourcePoliciesOutput = {
            "resourcePolicies": [
                {"policyDocument": policy.text, "policyId": policy.id, "ramResourceShareRegion": self._region}
                for policy in found.items
            ]
        }
        if found.next:
            answer["nextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-incidents:DeleteResourcePolicy")
    async def delete(self, work: Work, request: types.DeleteResourcePolicyInput) -> types.DeleteResourcePolicyOutput:
        plan = await self._named(request["resourceArn"])
        policy = await self._stored.get(plan.arn, request["policyId"])
        if policy is None:
            raise incident_resource_not_found("RESOURCE_POLICY", request["policyId"])
        work.delete(policy)
        return {}

    async def _named(self, arn: str) -> ResponsePlan:
        plan = await self._response_plans.get(arn)
        if plan is None:
            raise incident_resource_not_found("RESPONSE_PLAN", arn)
        return plan


class ContactPolicies:
    """Of contacts, which have one at most."""

    def __init__(self, stored: Stored, contacts: Contacts) -> None:
        self._stored = stored
        self._contacts = contacts

    @handles("ssm-contacts:PutContactPolicy")
    async def put(self, work: Work, request: types.PutContactPolicyInput) -> types.PutContactPolicyOutput:
        contact = await self._named(request["ContactArn"])
        refuse_unfit_for_contact(request["Policy"], contact.arn)
        policy = ResourcePolicy(
            resource_arn=contact.arn, id=OF_CONTACT, text=request["Policy"], put_at=work.now, put_by=work.caller.arn
        )
        if before := await self._stored.get(contact.arn, OF_CONTACT):
            policy = replace(policy, version=before.version)
        work.expect(contact)
        work.save(policy)
        return {}

    @handles("ssm-contacts:GetContactPolicy")
    async def get(self, _: Work, request: types.GetContactPolicyInput) -> types.GetContactPolicyOutput:
        contact = await self._named(request["ContactArn"])
        answer: types.GetContactPolicyOutput = {"ContactArn": contact.arn}
        if policy := await self._stored.get(contact.arn, OF_CONTACT):
            answer["Policy"] = policy.text
        return answer

    async def _named(self, arn: str) -> Contact:
        contact = await self._contacts.get(arn)
        if contact is None:
            raise contact_resource_not_found("CONTACT", arn)
        return contact
