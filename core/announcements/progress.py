"""How far has an engagement come, and where does its plan reach nobody?"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.arns import alias_of
from core.contacts.contact import Stage
from core.engagements.engagement import Engagement, FrozenPlan
from core.engagements.timetable import stage_starts, timetable

PATIENCE = timedelta(minutes=5)
"""How long people have for an answer where a plan gives its stages no time at all."""


def stage_now(engagement: Engagement, now: datetime) -> tuple[int | None, datetime | None]:
    """The stage that has begun last, from 0, and when the next one begins; of escalation plans only."""
    if engagement.plan.engaged.type != "ESCALATION":
        return None, None
    starts = _starts(engagement)
    begun = [stage for stage, at in enumerate(starts) if at <= now]
    return (begun[-1] if begun else None), next((at for at in starts if at > now), None)


def ends_at(engagement: Engagement) -> datetime:
    """When nobody is given any more time to answer.

    A last stage without any duration, as in AWS's examples, counts as long as the longest: whom it pages needs time.
    """
    stages = engagement.plan.engaged.stages
    if not stages:
        return engagement.started_at
    last = stages[-1].lasts or max(stage.lasts for stage in stages) or PATIENCE
    return _starts(engagement)[-1] + last


def turns_at(engagement: Engagement, now: datetime) -> datetime | None:
    """When its progress is the next time another, if nobody answers."""
    return min((at for at in (*_starts(engagement), ends_at(engagement)) if at > now), default=None)


def silent_stages(engagement: Engagement) -> list[str]:
    """A sentence for each stage that pages nobody: it names nobody, or nobody who can be reached."""
    reached = {slot.name for slot in timetable(engagement)} - set(engagement.skipped_slots)
    name = engagement.plan.engaged.name
    if not reached:
        return [f"{name} reaches nobody: no stage of the plan has a contact channel that can be used."]
    if engagement.plan.engaged.type != "ESCALATION":
        return []
    return [
        f"Stage {number + 1} of {name} pages nobody: {_why_silent(stage, engagement.plan)}."
        for number, stage in enumerate(engagement.plan.engaged.stages)
        if not any(slot.startswith(f"{number}.") for slot in reached)
    ]


def _why_silent(stage: Stage, plan: FrozenPlan) -> str:
    """What keeps each of those whom the stage names from being paged."""
    named = dict.fromkeys(target.contact_arn for target in stage.contacts if target.contact_arn)
    reasons = [
        f"{person.name} has no active channel"
        if (person := plan.people.get(arn))
        else f"{alias_of(arn)} does not exist any more"
        for arn in named
    ]
    return ", ".join(reasons) or "it names nobody"


def _starts(engagement: Engagement) -> tuple[datetime, ...]:
    return stage_starts(engagement.plan.engaged.stages, engagement.started_at)
