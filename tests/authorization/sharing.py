"""What one account shares with another, and how far."""

from __future__ import annotations

import json

from tests.authorization.accounts import Account
from tests.operations.test_contacts import person

OF_PLAN = (
    "ssm-incidents:GetResponsePlan", "ssm-incidents:StartIncident", "ssm-incidents:GetIncidentRecord",
    "ssm-incidents:UpdateIncidentRecord", "ssm-incidents:ListTimelineEvents", "ssm-incidents:GetTimelineEvent",
    "ssm-incidents:CreateTimelineEvent", "ssm-incidents:UpdateTimelineEvent", "ssm-incidents:DeleteTimelineEvent",
    "ssm-incidents:ListRelatedItems", "ssm-incidents:UpdateRelatedItems", "ssm-incidents:ListIncidentRecords",
)  # fmt: skip


def allowing(resource: str, principal: object, *actions: str) -> str:
    """A policy on a resource."""
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": list(actions), "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


async def share_everything(account: Account, consumer: str) -> tuple[str, str]:
    """A plan and a contact, shared with another account as far as anything can be; their ARNs."""
    muster = account.muster
    plan, jane = await muster.plan("checkout"), await person(muster, "jane")
    await share_plan(account, plan, consumer, "ssm-incidents:*")
    policy = allowing(jane, consumer, "ssm-contacts:*")
    await muster.contacts("PutContactPolicy", ContactArn=jane, Policy=policy)
    return plan, jane


async def share_plan(account: Account, plan: str, consumer: str, *actions: str) -> str:
    """Share a plan; the id of the policy."""
    policy = allowing(plan, consumer, *(actions or OF_PLAN))
    answer = await account.muster.incidents("PutResourcePolicy", resourceArn=plan, policy=policy)
    return str(answer["policyId"])
