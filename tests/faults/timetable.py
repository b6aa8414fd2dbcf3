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


def wanted(plan: Plan, started_at: datetime) -> list[Wanted]:
    """Everything that would be sent if nobody ever answered, in order of time."""
    return sorted(_wanted(plan, started_at), key=lambda one: one.at)


def _wanted(plan: Plan, begins: datetime) -> Iterator[Wanted]:
    for stage in plan.stages:
        for target in stage.targets:
            yield from _of_person(plan, target.alias, begins)
        begins += timedelta(minutes=stage.minutes)


def _of_person(plan: Plan, alias: str, begins: datetime) -> Iterator[Wanted]:
    for stage in plan.person(alias).stages:
        ends = begins + timedelta(minutes=stage.minutes)
        for reach in stage.reaches:
            yield Wanted(alias, reach.medium, begins, tuple(_again(begins, ends, reach.every)))
        begins = ends


def _again(begins: datetime, ends: datetime, every: int | None) -> Iterator[datetime]:
    moment = begins
    while every and (moment := moment + timedelta(minutes=every)) < ends:
        yield moment
