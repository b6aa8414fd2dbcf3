"""How somebody is warned of turns that wear people out, and of hand-offs at an odd hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from core.outlook.ahead import Ahead
from core.outlook.clock_changes import odd_hand_offs
from core.outlook.fairness import MOST_NIGHTS, Load, Share, fairness, shares
from core.outlook.warned import HORIZON, Warned
from core.rotations.rotation import Rotation

HOUR = timedelta(hours=1)


def of_left(ahead: Ahead) -> Iterator[Warned]:
    """Whoever is on call by an override of a rotation that they have left since it was made: it holds all the same."""
    for rotation in ahead.roster.rotations.values():
        told = set(rotation.contact_arns)
        for shift in ahead.shifts[rotation.arn]:
            for arn in dict.fromkeys(shift.contact_arns):
                if arn not in told:
                    told.add(arn)
                    yield Warned(
                        kind="left",
                        about=(rotation.arn, arn),
                        sentence="{} has left the rotation {} and is on call in it by an override, from {} to {}. "
                        "If that is not meant, make another override for that time.",
                        values=(ahead.roster.name_of(arn), rotation.name, shift.starts_at, shift.ends_at),
                        time_zone=rotation.time_zone,
                    )


def of_overload(ahead: Ahead) -> Iterator[Warned]:
    """Whoever has too many nights in a row, in whatever schedules, or far more hours than the others of a schedule."""
    for load in fairness(ahead).loads:
        if "nights" in load.overloads:
            yield _about(ahead, load.contact_arn, _nights(load))
    for schedule in ahead.roster.of_type("ONCALL_SCHEDULE"):
        for arn, share in shares(ahead, schedule).items():
            if share.is_too_much:
                yield _about(ahead, arn, _hours(share), ahead.roster.name_of(schedule.arn))


def _about(ahead: Ahead, arn: str, sentence: str, *more: str) -> Warned:
    theirs = (one.arn for one in ahead.roster.rotations.values() if arn in one.contact_arns)
    return Warned(kind="overload", about=(arn, *theirs), sentence=sentence, values=(ahead.roster.name_of(arn), *more))


def _nights(load: Load) -> str:
    since = f", from {load.row[0].day} {load.row[0]:%B} on" if load.row else ""
    return f"{{}} is on call {load.nights_in_row} nights in a row{since}: more than {MOST_NIGHTS} are too many."


def _hours(share: Share) -> str:
    hours, of_mean = round(share.on_call / HOUR), f"{share.of_mean:.1f}"
    return (
        f"{{}} is on call in {{}} for {hours:,} hours in the next {HORIZON.days} days, {of_mean} times the mean there."
    )


def of_clocks(ahead: Ahead) -> Iterator[Warned]:
    return (one for rotation in ahead.roster.rotations.values() for one in _odd(ahead, rotation))


def _odd(ahead: Ahead, rotation: Rotation) -> Iterator[Warned]:
    for odd in odd_hand_offs(rotation, ahead.start, ahead.end):
        what = (
            "that time comes twice, and the first counts"
            if odd.comes_twice
            else "the time that was set is left out that night"
        )
        yield Warned(
            kind="clock change",
            about=(rotation.arn,),
            sentence=f"The clocks in {rotation.time_zone} are changed when {{}} hands over at {{}}: {what}.",
            values=(rotation.name, odd.at),
            time_zone=rotation.time_zone,
        )
