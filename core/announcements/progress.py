"""How far has an engagement come, and where does its plan reach nobody?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from core.arns import alias_of
from core.contacts.contact import Stage
from core.engagements.engagement import Engagement
from core.engagements.timetable import questions, stage_starts, timetable

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
    if engagement.plan.engaged.type != "ONCALL_SCHEDULE":
        return _end(engagement.plan.engaged.stages, engagement.started_at)
    on_call = [person for found in engagement.found for person in found.people]
    unasked = engagement.started_at + (timedelta() if engagement.found else PATIENCE)
    return max((_end(person.stages, engagement.started_at) for person in on_call), default=unasked)


def _end(stages: Sequence[Stage], started_at: datetime) -> datetime:
    if not stages:
        return started_at
    last = stages[-1].lasts or max(stage.lasts for stage in stages) or PATIENCE
    return stage_starts(tuple(stages), started_at)[-1] + last


def turns_at(engagement: Engagement, now: datetime) -> datetime | None:
    """When its progress is the next time another, if nobody answers."""
    return min((at for at in (*_starts(engagement), ends_at(engagement)) if at > now), default=None)


def silent_stages(engagement: Engagement) -> list[str]:
    """A sentence for each time that nobody was on call, and for each stage that pages nobody for another reason."""
    return [*nobody_on_call(engagement).values(), *_unreachable(engagement)]


def nobody_on_call(engagement: Engagement) -> dict[str, str]:
    """By the place of each schedule in which nobody was on call when the plan came to it: what is told of that."""
    places = [one.place for one in engagement.found if not one.people and not one.missing]
    return {place: f"Nobody was on call in {_schedule_at(engagement, place)}." for place in places}


def _schedule_at(engagement: Engagement, place: str) -> str:
    plan = engagement.plan
    if not place:
        return f"{plan.engaged.name} when it was engaged"
    stage, target = map(int, place.split("."))
    schedule = plan.engaged.stages[stage].contacts[target].contact_arn or ""
    return f"{engagement.name_of(schedule)} when stage {stage + 1} of {plan.engaged.name} began"


def _unreachable(engagement: Engagement) -> Iterator[str]:
    """Where a schedule is not asked yet, or had nobody, nothing is to be said here."""
    unasked = [one.place for one in questions(engagement)]
    places = {slot.name for slot in timetable(engagement)} - set(engagement.skipped_slots)
    spoken_for = (*places, *unasked, *nobody_on_call(engagement))
    engaged = engagement.plan.engaged
    if not spoken_for:
        yield f"{engaged.name} reaches nobody: no stage of the plan has a contact channel that can be used."
    elif engaged.type == "ESCALATION":
        for number, stage in enumerate(engaged.stages):
            if not any(place.startswith(f"{number}.") for place in spoken_for):
                yield f"Stage {number + 1} of {engaged.name} pages nobody: {_why_silent(number, stage, engagement)}."


def _why_silent(number: int, stage: Stage, engagement: Engagement) -> str:
    """What keeps each of those whom the stage names from being paged."""
    reasons = [
        reason
        for n, target in enumerate(stage.contacts)
        if target.contact_arn
        for reason in _why_not(f"{number}.{n}", target.contact_arn, engagement)
    ]
    return ", ".join(dict.fromkeys(reasons)) or "it names nobody"


def _why_not(place: str, contact_arn: str, engagement: Engagement) -> Iterator[str]:
    contact = engagement.plan.people.get(contact_arn)
    if contact is None:
        yield f"{alias_of(contact_arn)} does not exist any more"
    elif contact.type != "ONCALL_SCHEDULE":
        yield f"{contact.name} has no active channel"
    else:
        found = [one for one in engagement.found if one.place == place]
        yield from (f"{one.name} has no active channel" for answer in found for one in answer.people)
        yield from (f"{alias_of(arn)} does not exist any more" for answer in found for arn in answer.missing)


def _starts(engagement: Engagement) -> tuple[datetime, ...]:
    return stage_starts(engagement.plan.engaged.stages, engagement.started_at)
