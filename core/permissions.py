"""Who may call what, by the caller's standing alone; whose page or channel it is, the handlers ask."""

from __future__ import annotations

from core.caller import Caller
from core.errors import Refusal, denied

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
})  # fmt: skip

OWN_ONLY = frozenset({
    "ssm-contacts:AcceptPage", "ssm-contacts:ActivateContactChannel", "ssm-contacts:DeactivateContactChannel",
})  # fmt: skip


def refusal(caller: Caller, action: str, resource: str = "*") -> Refusal | None:
    """Why this caller may not call this action at all; None where they may."""
    if caller.administers or (caller.standing == "member" and action in MEMBERS_MAY):
        return None
    return denied(caller.arn, action, resource)
