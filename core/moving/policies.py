"""Policies on contacts and response plans, as they arrive: only those that are understood here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from core.errors import Refusal
from core.moving.arrival import Arrival, Part, cannot, stored_as
from core.moving.resource import Outcome, Resource
from core.resource_policies.putting import OF_CONTACT, refuse_unfit_for_contact, refuse_unfit_for_plan
from core.resource_policies.resource_policy import ResourcePolicy

KIND = "policy"
PARTS = (Part(("policy",), ("text", "put_at", "put_by")),)


def policies(
    resource: Resource, known: Iterable[ResourcePolicy], now: datetime
) -> tuple[list[Arrival[ResourcePolicy]], list[Outcome]]:
    """The resource's policies under their ids, and those that nobody could go by here."""
    there = {policy.id: policy for policy in known}
    arrivals, left = [], []
    refuse_unfit = refuse_unfit_for_contact if resource.kind == "contact" else refuse_unfit_for_plan
    for id_, text in _told(resource):
        arn, before = f"{resource.arn} {id_}", there.get(id_)
        if reason := _unfit(refuse_unfit, text, resource.arn):
            left.append(cannot(resource, reason, kind=KIND, arn=arn))
            continue
        # Who put it, and when, is not told.
        policy = ResourcePolicy(resource_arn=resource.arn, id=id_, text=text, put_at=now, put_by="")
        after = stored_as(policy, before)
        arrivals.append(
            Arrival(
                kind=KIND,
                arn=arn,
                before=before,
                after=after,
                shown=lambda kept: {"policy": kept.text},
                parts=PARTS,
            )
        )
    return arrivals, left


def _told(resource: Resource) -> list[tuple[str, str]]:
    """Ids and texts; a contact has one policy at most, which has no id there."""
    if text := resource.one("ssm-contacts:GetContactPolicy").get("Policy"):
        return [(OF_CONTACT, text)]
    rows = resource.rows("ssm-incidents:GetResourcePolicies", "resourcePolicies")
    return [(row["policyId"], row["policyDocument"]) for row in rows]


def _unfit(refuse_unfit: Callable[[str, str], None], text: str, arn: str) -> str | None:
    try:
        refuse_unfit(text, arn)
    except Refusal as refusal:
        return refusal.message
    return None
