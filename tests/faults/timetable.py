"""The checker's own reading of a plan: whom it wants reached, through what, and when.  Knows nothing of Muster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.faults.plans import Medium, Plan


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page: when it is first to be sent, and when again while nobody answers."""

    alias: str
    medium: Medium
    at: datetime
    again: tuple[datetime, ...]

    @property
    def times(self) -> tuple[datetime, ...]:
        """All of them."""
        return (self.at, *self.again)


def wanted(plan: Plan, started_at: datetime, minute: timedelta = timedelta(minutes=1)) -> list[Wanted]:
    """Everything that would be sent if nobody ever answered, in order of time."""
    return sorted(_wanted(plan, started_at, minute), key=lambda one: one.at)


def _wanted(plan: Plan, begins: datetime, minute: timedelta) -> Iterator[Wanted]:
    for stage in plan.stages:
        for target in stage.targets:
            yield from _of_person(plan, target.alias, begins, minute)
        begins += stage.minutes * minute


def _of_person(plan: Plan, alias: str, begins: datetime, minute: timedelta) -> Iterator[Wanted]:
    for stage in plan.person(alias).stages:
        ends = begins + stage.minutes * minute
        for reach in stage.reaches:
            yield Wanted(alias, reach.medium, begins, tuple(_again(begins, ends, (reach.every or 0) * minute)))
        begins = ends


def _again(begins: datetime, ends: datetime, every: timedelta) -> Iterator[datetime]:
    moment = begins
    while every and (moment := moment + every) < ends:
        yield moment
