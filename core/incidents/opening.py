"""What a start request makes of a response plan: the record, or what an open record is told instead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from core.arns import Arns
from core.caller import Caller, Reported
from core.compact import compact
from core.errors import invalid
from core.free_text import refuse_credentials
from core.incidents.incident import Incident, Source
from core.response_plans.response_plan import ResponsePlan

if TYPE_CHECKING:
    from core.vocabulary import types

BY_HAND = "aws.ssm-incidents.custom"
"""The source of an incident that somebody starts without saying what triggered it."""
RESERVED = "aws."
LONGEST_SUMMARY = 8000
"""In AWS's model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What made somebody or something ask for an incident."""

    source: str
    at: datetime
    by: str
    """The principal that passed it on."""
    arn: str | None = None
    raw_data: str | None = None
    reported: Reported | None = None
    """By an alarm door."""


def trigger_of(request: types.StartIncidentInput, caller: Caller, arns: Arns, now: datetime) -> Trigger:
    """What the request says of its trigger; sources of AWS's own are not for callers to give."""
    details = request.get("triggerDetails")
    if details is None:
        return Trigger(source=BY_HAND, at=now, by=caller.arn)
    may_be_aws = caller.reported is not None or caller.arn == arns.engine()
    if details["source"].lower().startswith(RESERVED) and not may_be_aws:
        raise invalid(f"Sources that begin with '{RESERVED}' are reserved: give triggerDetails.source another name.")
    return Trigger(
        source=details["source"],
        at=details["timestamp"],
        by=caller.arn,
        arn=details.get("triggerArn") or None,
        raw_data=details.get("rawData") or None,
        reported=caller.reported,
    )


def taken_in(trigger: Trigger, request: types.StartIncidentInput) -> Trigger:
    """The trigger for an incident that is open already, which keeps its title and impact but tells of those asked for.

    AWS has no member for them; the raw data have room where the caller gave none.
    """
    asked = {name: value for name, value in request.items() if name in ("title", "impact") and value}
    if trigger.raw_data or not asked:
        return trigger
    return replace(trigger, raw_data=compact(asked))


def opened(
    arn: str, plan: ResponsePlan, request: types.StartIncidentInput, trigger: Trigger, now: datetime
) -> Incident:
    """The record: title and impact as the request says or else the plan, everything else as the plan says."""
    refuse_credentials(title=request.get("title"))
    template = plan.template
    return Incident(
        arn=arn,
        response_plan_arn=plan.arn,
        impact=request.get("impact") or template.impact,
        title=request.get("title") or template.title or plan.display_name or plan.name,
        summary=_summary(template.summary, trigger.reported),
        dedupe_string=dedupe_string(plan, trigger.reported) or arn.rpartition("/")[2],
        source=Source(created_by=trigger.by, source=trigger.source, invoked_by=trigger.by, resource_arn=trigger.arn),
        created_at=now,
        last_modified_at=now,
        last_modified_by=trigger.by,
        chat_topics=plan.chat_topics,
        notification_targets=template.notification_targets,
        tags=dict(template.incident_tags),
    )


def dedupe_string(plan: ResponsePlan, reported: Reported | None) -> str | None:
    """What names the trouble: the alarm's own word for it, the plan's, or what the alarm is of.

    Without any the last part of the ARN does, which is as fresh and as long as AWS's own makeshift dedupe strings.
    """
    of_plan = plan.template.dedupe_string
    return reported.trouble or of_plan or reported.otherwise if reported else of_plan


def _summary(of_plan: str | None, reported: Reported | None) -> str | None:
    said = reported.summary if reported else ""
    return "\n".join(filter(None, (of_plan, said)))[:LONGEST_SUMMARY] or None
