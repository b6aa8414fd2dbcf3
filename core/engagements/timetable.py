"""Whom a frozen plan pages, through what and when, if nobody ever answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from core.contacts.contact import Stage
from core.engagements.engagement import Engagement, FrozenContact, FrozenPlan, Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One entry of the timetable: one page, and when it is sent again while nobody answers."""

    name: str
    """Where it stands in the plan, such as `0.1`, or `2.0/0.1` under an escalation plan: stage and target, from 0."""
    contact_arn: str
    channel_arn: str
    due_at: datetime
    repeats_at: tuple[datetime, ...] = ()
    path: tuple[Resolution, ...]
    is_essential: bool

    def asked_by(self, now: datetime) -> int:
        """How often the plan has wanted it sent until now; 0 before it is due."""
        return sum(at <= now for at in (self.due_at, *self.repeats_at))


def timetable(engagement: Engagement) -> tuple[Slot, ...]:
    """Every page that is ever due, the earliest first and, at the same time, in the order of the plan."""
    plan = engagement.plan
    path = (Resolution(contact_arn=plan.engaged.arn, type=plan.engaged.type),)
    slots = (
        _of_escalation(plan, path, engagement.started_at)
        if plan.engaged.type == "ESCALATION"
        else _of_person(plan.engaged, _Place(path, engagement.started_at))
    )
    return tuple(sorted(slots, key=lambda slot: slot.due_at))


def stage_starts(stages: tuple[Stage, ...], started_at: datetime) -> tuple[datetime, ...]:
    """When each stage begins: as soon as those before it are over, the first at once."""
    return tuple(started_at + sum((stage.lasts for stage in stages[:k]), timedelta()) for k in range(len(stages)))


@dataclass(frozen=True, slots=True)
class _Place:
    """How the plan comes to a person, and when."""

    path: tuple[Resolution, ...]
    started_at: datetime
    is_essential: bool = True
    prefix: str = ""


def _of_escalation(plan: FrozenPlan, path: tuple[Resolution, ...], started_at: datetime) -> Iterator[Slot]:
    stages = plan.engaged.stages
    for k, (stage, begins_at) in enumerate(zip(stages, stage_starts(stages, started_at), strict=True)):
        for n, target in enumerate(stage.contacts):
            if person := plan.people.get(target.contact_arn or ""):
                step = Resolution(contact_arn=person.arn, type=person.type, stage_index=k)
                yield from _of_person(person, _Place((*path, step), begins_at, target.is_essential, f"{k}.{n}/"))


def _of_person(person: FrozenContact, place: _Place) -> Iterator[Slot]:
    """A person's own plan.  A schedule has no channels of its own and resolves to nobody: it has no shifts yet."""
    for k, (stage, begins_at) in enumerate(
        zip(person.stages, stage_starts(person.stages, place.started_at), strict=True)
    ):
        for n, target in enumerate(stage.channels):
            yield Slot(
                name=f"{place.prefix}{k}.{n}",
                contact_arn=person.arn,
                channel_arn=target.channel_arn,
                due_at=begins_at,
                repeats_at=_repeats(begins_at, begins_at + stage.lasts, target.retry_every),
                path=place.path,
                is_essential=place.is_essential,
            )


def _repeats(begins_at: datetime, ends_at: datetime, every: timedelta | None) -> tuple[datetime, ...]:
    """Until the stage ends: then the next one takes over."""
    if not every:
        return ()
    times = (begins_at + every * n for n in range(1, (ends_at - begins_at) // every + 1))
    return tuple(takewhile(lambda at: at < ends_at, times))
