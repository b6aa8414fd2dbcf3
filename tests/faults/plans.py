"""Who is to be reached, how, and after how long?  Written down first; Muster is told the same by its API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Medium = Literal["SLACK", "EMAIL", "SMS", "VOICE"]


@dataclass(frozen=True, slots=True)
class Reach:
    """One channel of a person's, and every how many minutes it is tried again."""

    medium: Medium = "SLACK"
    every: int | None = None


@dataclass(frozen=True, slots=True)
class OwnStage:
    """Channels that are used at once, and how many minutes the person has to answer."""

    minutes: int
    reaches: tuple[Reach, ...] = (Reach(),)


@dataclass(frozen=True, slots=True)
class Person:
    alias: str
    stages: tuple[OwnStage, ...] = (OwnStage(5),)


@dataclass(frozen=True, slots=True)
class Target:
    alias: str
    essential: bool = True
    on_duty: bool = False
    """Engaged by a schedule, in which this person is on call day and night."""


@dataclass(frozen=True, slots=True)
class Stage:
    """People who are engaged at once, and after how many minutes the next are."""

    minutes: int
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """An escalation."""

    people: tuple[Person, ...]
    stages: tuple[Stage, ...]

    @property
    def media(self) -> set[Medium]:
        """By which anybody is paged."""
        return {reach.medium for person in self.people for stage in person.stages for reach in stage.reaches}

    @property
    def on_duty(self) -> set[str]:
        """Whom a schedule engages."""
        return {target.alias for stage in self.stages for target in stage.targets if target.on_duty}

    def person(self, alias: str) -> Person:
        """Whoever has this alias."""
        return next(one for one in self.people if one.alias == alias)

    def essential(self, alias: str) -> bool:
        """Whether an answer of theirs ends the escalation."""
        return any(target.essential for stage in self.stages for target in stage.targets if target.alias == alias)


def stages_of_person(person: Person, channels: dict[tuple[str, str], str]) -> list[dict[str, Any]]:
    """As the API takes it; `channels` knows the ARN of each alias and medium."""
    return [
        {
            "DurationInMinutes": stage.minutes,
            "Targets": [_channel_target(channels[person.alias, reach.medium], reach) for reach in stage.reaches],
        }
        for stage in person.stages
    ]


def stages_of_plan(plan: Plan, contacts: dict[str, str]) -> list[dict[str, Any]]:
    """As the API takes it; `contacts` knows the ARN of each alias, and of their schedule by `schedule_of(alias)`."""
    return [
        {
            "DurationInMinutes": stage.minutes,
            "Targets": [
                {"ContactTargetInfo": {"ContactId": contacts[_named(target)], "IsEssential": target.essential}}
                for target in stage.targets
            ],
        }
        for stage in plan.stages
    ]


def schedule_of(alias: str) -> str:
    """The alias of the schedule in which somebody is always on call."""
    return f"duty-of-{alias}"


def _named(target: Target) -> str:
    return schedule_of(target.alias) if target.on_duty else target.alias


def _channel_target(arn: str, reach: Reach) -> dict[str, Any]:
    again = {"RetryIntervalInMinutes": reach.every} if reach.every else {}
    return {"ChannelTargetInfo": {"ContactChannelId": arn, **again}}
