"""What does the on-call rotation script of AWS's user guide do, and which rotation, schedule and plan do the same?

It puts the next contact of a list in the place of an escalation plan's first contact.  A schedule in that place, with a
rotation of the same people, comes to the same; and whoever the plan engages first now is on call first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from core.errors import Refusal, invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What the tutorial's stack is told."""

    contact_arns: tuple[str, ...]
    """`ContactRotation`."""
    recurrence: Mapping[str, Any]
    """What `CronExpression` means."""
    plan_arn: str
    """`EscalationPlanArn`."""
    name: str
    """Of the rotation and of the schedule."""


def first_contact(plan: Mapping[str, Any]) -> str:
    """The ARN of whom an escalation plan engages first; `Refusal` where it engages nobody."""
    if plan["Type"] != "ESCALATION":
        raise invalid(f"{plan['ContactArn']} is {plan['Type']}: the script changes escalation plans, so give one.")
    return str(_first(plan["Plan"], plan["ContactArn"])["ContactId"])


def with_schedule(plan: Mapping[str, Any], schedule_arn: str) -> dict[str, Any]:
    """The plan with the schedule in its first contact's place, as essential as that was."""
    changed = deepcopy(dict(plan["Plan"]))
    _first(changed, plan["ContactArn"])["ContactId"] = schedule_arn
    return changed


def in_order(contact_arns: Sequence[str], first: str) -> list[str]:
    """The list from whoever is on call now; as it is, where that is nobody of the list."""
    at = contact_arns.index(first) if first in contact_arns else 0
    return [*contact_arns[at:], *contact_arns[:at]]


def does_the_same(rotation: Mapping[str, Any], script: Script) -> bool:
    """Whether a rotation has the script's people in the script's order, whoever began, and its hand-offs."""
    people, wanted = list(rotation["ContactIds"]), list(script.contact_arns)
    turned = [wanted[at:] + wanted[:at] for at in range(len(wanted))]
    return people in turned and rotation["TimeZoneId"] == "UTC" and rotation["Recurrence"] == script.recurrence


def in_the_way(name: str, what: str, instead: str) -> Refusal:
    """Something is there under that name already that does another thing."""
    return Refusal("ConflictException", f"There is {what} {name} already, and it does another thing: {instead}")


def _first(plan: Mapping[str, Any], arn: str) -> dict[str, Any]:
    for stage in plan.get("Stages") or ():
        for target in stage.get("Targets") or ():
            if (contact := target.get("ContactTargetInfo")) and contact.get("ContactId"):
                found: dict[str, Any] = contact
                return found
    raise invalid(f"{arn} engages nobody: the script replaces its first contact, so that it needs one.")
