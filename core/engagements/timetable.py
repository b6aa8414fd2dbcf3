"""Whom a frozen plan pages, through what and when, if nobody ever answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from core.contacts.contact import Stage
from core.engagements.engagement import Engagement, Found, FrozenContact, FrozenPlan, Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One entry of the timetable: one page, and when it is sent again while nobody answers."""

    name: str
    """Where it stands in the plan, such as `0.1`, or `2.0/0.1` under an escalation plan: stage and target, from 0.

    Whoever is on call in a schedule has a number between the two, as in `2.0/1/0.1`.
    """
    contact_arn: str
    channel_arn: str
    due_at: datetime
    repeats_at: tuple[datetime, ...] = ()
    path: tuple[Resolution, ...]
    is_essential: bool

    def asked_by(self, now: datetime) -> int:
        """How often the plan has wanted it sent until now; 0 before it is due."""
        return sum(at <= now for at in (self.due_at, *self.repeats_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who is on call in this schedule?  To be asked when the plan comes to it, and once only."""

    place: str
    """As in `Found`."""
    schedule: FrozenContact
    due_at: datetime


def timetable(engagement: Engagement) -> tuple[Slot, ...]:
    """Every page that is ever due, the earliest first and, at the same time, in the order of the plan.

    A schedule has none until it is known who is on call.
    """
    found = {one.place: one for one in engagement.found}
    slots = (slot for place in _places(engagement) for slot in _of(place, found))
    return tuple(sorted(slots, key=lambda slot: slot.due_at))


def questions(engagement: Engagement) -> tuple[Question, ...]:
    """What has to be asked yet, in the order of the plan, which is that of time."""
    if not has_schedules(engagement.plan):
        return ()
    answered = {one.place for one in engagement.found}
    return tuple(
        Question(place=place.name, schedule=place.contact, due_at=place.begins_at)
        for place in _places(engagement)
        if place.contact.type == "ONCALL_SCHEDULE" and place.name not in answered
    )


def has_schedules(plan: FrozenPlan) -> bool:
    """Whether anybody on call is to be paged."""
    return any(contact.type == "ONCALL_SCHEDULE" for contact in (plan.engaged, *plan.people.values()))


def stage_starts(stages: tuple[Stage, ...], started_at: datetime) -> tuple[datetime, ...]:
    """When each stage begins: as soon as those before it are over, the first at once."""
    return tuple(started_at + sum((stage.lasts for stage in stages[:k]), timedelta()) for k in range(len(stages)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """How the plan comes to a contact, and when."""

    contact: FrozenContact
    path: tuple[Resolution, ...]
    """The contact last."""
    begins_at: datetime
    is_essential: bool = True
    name: str = ""
    """Nothing for whoever is engaged."""


def _places(engagement: Engagement) -> Iterator[_Place]:
    """Whoever is engaged, or everyone whom the stages of an escalation plan name."""
    plan = engagement.plan
    path = (Resolution(contact_arn=plan.engaged.arn, type=plan.engaged.type),)
    if plan.engaged.type != "ESCALATION":
        yield _Place(contact=plan.engaged, path=path, begins_at=engagement.started_at)
        return
    stages = plan.engaged.stages
    for k, (stage, begins_at) in enumerate(zip(stages, stage_starts(stages, engagement.started_at), strict=True)):
        for n, target in enumerate(stage.contacts):
            if contact := plan.people.get(target.contact_arn or ""):
                step = Resolution(contact_arn=contact.arn, type=contact.type, stage_index=k)
                yield _Place(
                    contact=contact,
                    path=(*path, step),
                    begins_at=begins_at,
                    is_essential=target.is_essential,
                    name=f"{k}.{n}",
                )


def _of(place: _Place, found: Mapping[str, Found]) -> Iterator[Slot]:
    """The slots of a person, or of everybody who was on call in a schedule."""
    if place.contact.type != "ONCALL_SCHEDULE":
        yield from _of_person(place)
        return
    people = found[place.name].people if place.name in found else ()
    for number, person in enumerate(people):
        step = Resolution(contact_arn=person.arn, type=person.type)
        name = _within(place.name, str(number))
        yield from _of_person(replace(place, contact=person, path=(*place.path, step), name=name))


def _of_person(place: _Place) -> Iterator[Slot]:
    """A person's own plan."""
    stages = place.contact.stages
    for k, (stage, begins_at) in enumerate(zip(stages, stage_starts(stages, place.begins_at), strict=True)):
        for n, target in enumerate(stage.channels):
            yield Slot(
                name=_within(place.name, f"{k}.{n}"),
                contact_arn=place.contact.arn,
                channel_arn=target.channel_arn,
                due_at=begins_at,
                repeats_at=_repeats(begins_at, begins_at + stage.lasts, target.retry_every),
                path=place.path,
                is_essential=place.is_essential,
            )


def _within(place: str, name: str) -> str:
    return f"{place}/{name}" if place else name


def _repeats(begins_at: datetime, ends_at: datetime, every: timedelta | None) -> tuple[datetime, ...]:
    """Until the stage ends: then the next one takes over."""
    if not every:
        return ()
    times = (begins_at + every * n for n in range(1, (ends_at - begins_at) // every + 1))
    return tuple(takewhile(lambda at: at < ends_at, times))
