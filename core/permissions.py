"""Who may call what, by the caller's standing alone; whose page or channel it is, the handlers ask."""

from __future__ import annotations

from core.caller import Caller
from core.errors import Refusal, denied

EVERYBODY_MAY = frozenset({"sts:GetCallerIdentity"})
"""As at AWS, where no policy can forbid it: it says no more than who asks."""

MEMBERS_MAY = frozenset({
    # AWS's managed policy AWSIncidentManagerResolverAccess, ...
    "ssm-incidents:StartIncident",
    "ssm-incidents:ListResponsePlans", "ssm-incidents:GetResponsePlan",
    "ssm-incidents:ListIncidentRecords", "ssm-incidents:GetIncidentRecord", "ssm-incidents:UpdateIncidentRecord",
    "ssm-incidents:ListTimelineEvents", "ssm-incidents:GetTimelineEvent", "ssm-incidents:CreateTimelineEvent",
    "ssm-incidents:UpdateTimelineEvent", "ssm-incidents:DeleteTimelineEvent",
    "ssm-incidents:ListRelatedItems", "ssm-incidents:UpdateRelatedItems",
    # ... which grants nothing of ssm-contacts, although responders must be able to call for help, ...
    "ssm-contacts:StartEngagement",
    # ... and to decide about what reaches themselves: the handlers hold these to the caller's own.
    "ssm-contacts:AcceptPage", "ssm-contacts:ActivateContactChannel", "ssm-contacts:DeactivateContactChannel",
    # The handler says which role.
    "sts:AssumeRole",
})  # fmt: skip

OWN_ONLY = frozenset({
    "ssm-contacts:AcceptPage", "ssm-contacts:ActivateContactChannel", "ssm-contacts:DeactivateContactChannel",
})  # fmt: skip


def refusal(caller: Caller, action: str, resource: str = "*") -> Refusal | None:
    """Why this caller may not call this action at all; None where they may."""
    if caller.administers or action in EVERYBODY_MAY or (caller.standing == "member" and action in MEMBERS_MAY):
        return None
    return denied(caller.arn, action, resource)
