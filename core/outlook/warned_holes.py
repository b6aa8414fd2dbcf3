"""How somebody is warned that nobody will be on call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from core.contacts.contact import Contact
from core.outlook.ahead import Ahead
from core.outlook.holes import CAUSES, Hole, holes
from core.outlook.warned import HORIZON, Warned

HOUR = timedelta(hours=1)
CAUSE = {
    "no rotation": "the schedule has no rotation",
    "gone": "whoever has the turn exists no more",
    "override": "an override leaves this time to nobody",
    "not begun": "a rotation has not begun",
    "not covered": "no shift coverage covers these hours",
}


def of_holes(ahead: Ahead) -> Iterator[Warned]:
    """One for each cause in each schedule, about its longest hole: a coverage leaves out some hours every week."""
    alike = [
        (schedule, list(same))
        for schedule in ahead.roster.of_type("ONCALL_SCHEDULE")
        for _, same in groupby(sorted(holes(ahead, schedule), key=_causes), key=_causes)
    ]
    alike.sort(key=lambda one: (_causes(one[1][0]), -max(hole.lasts for hole in one[1])))
    return (_hole(ahead, schedule, same) for schedule, same in alike)


def _causes(hole: Hole) -> list[int]:
    return [CAUSES.index(cause) for cause in hole.causes]


def _hole(ahead: Ahead, schedule: Contact, alike: Sequence[Hole]) -> Warned:
    worst = max(alike, key=lambda hole: hole.lasts)
    when, moments = _when(worst, ahead)
    rotations = ahead.roster.rotations_of(schedule)
    return Warned(
        kind="uncovered" if worst.causes == ("not covered",) else "hole",
        about=(schedule.arn, *schedule.rotation_arns),
        sentence=f"Nobody is on call in {{}} {when}: {_why(worst)}.{_how_often(alike)}",
        values=(ahead.roster.name_of(schedule.arn), *moments),
        time_zone=rotations[0].time_zone if rotations else "UTC",
    )


def _when(hole: Hole, ahead: Ahead) -> tuple[str, list[datetime]]:
    is_now, goes_on = hole.starts_at <= ahead.start, hole.ends_at >= ahead.end
    if goes_on:
        rest = f"for the rest of the next {HORIZON.days} days"
        return (f"now, nor {rest}", []) if is_now else (f"from {{}} on, {rest}", [hole.starts_at])
    return ("until {}", [hole.ends_at]) if is_now else ("from {} to {}", [hole.starts_at, hole.ends_at])


def _why(hole: Hole) -> str:
    return ", and ".join(CAUSE[cause] for cause in hole.causes)


def _how_often(alike: Sequence[Hole]) -> str:
    if len(alike) == 1:
        return ""
    hours = round(sum((hole.lasts for hole in alike), timedelta()) / HOUR)
    return f" This is the longest of {len(alike)} such times in the next {HORIZON.days} days, {hours:,} hours in all."
