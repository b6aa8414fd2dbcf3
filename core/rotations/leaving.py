"""May a rotation go?  Not where a schedule is left without any, and somebody relies on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.contacts.contact import Contact
from core.errors import Refusal
from core.response_plans.response_plan import ResponsePlan
from core.rotations.rotation import Rotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Relying:
    """Who engages a schedule."""

    escalation_plans: Collection[Contact]
    response_plans: Collection[ResponsePlan]


def left_empty(rotation: Rotation, schedules: Collection[Contact], known: Collection[str]) -> list[Contact]:
    """The schedules that have no other rotation; one that moved in may name some that are not known here."""
    others = set(known) - {rotation.arn}
    return [schedule for schedule in schedules if others.isdisjoint(schedule.rotation_arns)]


def refuse_while_relied_on(rotation: Rotation, relying: Mapping[str, Relying]) -> None:
    """Raise where the only rotation of an engaged schedule is to be deleted; `relying` is by the schedule's ARN."""
    engaged = {schedule: on for schedule, on in relying.items() if on.escalation_plans or on.response_plans}
    if not engaged:
        return
    contacts = [
        arn for schedule, on in engaged.items() for arn in (schedule, *(one.arn for one in on.escalation_plans))
    ]
    raise Refusal(
        "ConflictException",
        f"{rotation.name} is the only rotation of {'; and of '.join(map(_told, engaged, engaged.values()))}. Nobody "
        "would be paged there. Give the schedule another rotation with `ssm-contacts update-contact --plan "
        "RotationIds=…`, or take it out of these plans, and then delete the rotation.",
        ResourceId=rotation.arn,
        ResourceType="ROTATION",
        DependentEntities=[{"RelationType": "CONTACT", "DependentResourceIds": list(dict.fromkeys(contacts))}],
    )


def _told(schedule: str, on: Relying) -> str:
    plans = [
        *(f"the escalation plan {plan.alias}" for plan in on.escalation_plans),
        *(f"the response plan {plan.name}" for plan in on.response_plans),
    ]
    return f"the on-call schedule {schedule.rpartition('/')[2]}, which is engaged by {', '.join(plans)}"
