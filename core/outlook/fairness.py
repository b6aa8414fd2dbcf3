"""How evenly is time on call spread, and whom does it wear out?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Literal
from zoneinfo import ZoneInfo

from core.contacts.contact import Contact
from core.oncall.coverage import joined
from core.oncall.shifts import Shift
from core.outlook.ahead import Ahead, Span
from core.outlook.nights import length, nights, rows, weekend_days
from core.rotations.rotation import Rotation

MOST_NIGHTS = 7
"""In a row: a week's turn is what most teams bear; whoever has the next week as well has nobody behind them."""
MOST_OF_MEAN = 1.5
"""Half as much again as the others; with one turn more than the mean besides, since turns come out even only over time:
of seven people who take weeks, one has two of eight, and nobody is to blame."""
NONE = timedelta()

Borne = Mapping[str, list[Span]]
"""When somebody is on call, by the zone in which their nights are nights."""
Overload = Literal["nights", "hours"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one person bears."""

    contact_arn: str
    on_call: timedelta
    """However many rotations they are on call in at once."""
    nights: int
    weekends: int
    """Of which a Saturday or a Sunday is taken."""
    row: tuple[date, date] | None
    """The longest row of nights without one off, by the first and the last evening."""
    of_mean: float
    """1.0 is as much as everybody has in the mean."""
    overloads: tuple[Overload, ...]

    @property
    def nights_in_row(self) -> int:
        return length(self.row) if self.row else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """Everybody who is on call or has turns, who bears most first."""

    start: datetime
    end: datetime
    loads: tuple[Load, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How long somebody is on call, and whether that is too much."""

    on_call: timedelta
    of_mean: float
    is_too_much: bool


def fairness(ahead: Ahead, schedule: Contact | None = None) -> Fairness:
    """Of one schedule, or of all rotations that belong to any."""
    rotations = _rotations(ahead, schedule)
    bearing = _borne(ahead, rotations)
    shared = _shared(ahead, rotations, bearing)
    loads = [_load(arn, borne, shared[arn]) for arn, borne in bearing.items()]
    loads.sort(key=lambda one: (-one.on_call, -one.nights, ahead.roster.name_of(one.contact_arn)))
    return Fairness(start=ahead.start, end=ahead.end, loads=tuple(loads))


def shares(ahead: Ahead, schedule: Contact) -> Mapping[str, Share]:
    """Everybody's share of a schedule, without what takes longer to count."""
    rotations = _rotations(ahead, schedule)
    return _shared(ahead, rotations, _borne(ahead, rotations))


def _rotations(ahead: Ahead, schedule: Contact | None) -> list[Rotation]:
    schedules = [schedule] if schedule else list(ahead.roster.of_type("ONCALL_SCHEDULE"))
    arns = dict.fromkeys(arn for one in schedules for arn in one.rotation_arns if arn in ahead.shifts)
    return [ahead.roster.rotations[arn] for arn in arns]


def _borne(ahead: Ahead, rotations: Sequence[Rotation]) -> Mapping[str, Borne]:
    """What everybody bears; who has turns, but none in this time, bears nothing, and counts all the same."""
    members = (arn for rotation in rotations for arn in rotation.contact_arns)
    found: dict[str, dict[str, list[Span]]] = {arn: {} for arn in members}
    for rotation in rotations:
        for shift in ahead.shifts[rotation.arn]:
            for arn in shift.contact_arns:  # an override may outlast its people's membership
                found.setdefault(arn, {}).setdefault(rotation.time_zone, []).append((shift.starts_at, shift.ends_at))
    return {arn: borne for arn, borne in found.items() if arn not in ahead.roster.gone}


def _shared(ahead: Ahead, rotations: Sequence[Rotation], bearing: Mapping[str, Borne]) -> dict[str, Share]:
    hours = {arn: _lasting(span for spans in one.values() for span in spans) for arn, one in bearing.items()}
    mean = sum(hours.values(), NONE) / len(hours) if hours else NONE
    most = max(mean * MOST_OF_MEAN, mean + _usual_turn(ahead.shifts[one.arn] for one in rotations))
    return {arn: Share(one, one / mean if mean else 1.0, one > most) for arn, one in hours.items()}


def _lasting(spans: Iterable[Span]) -> timedelta:
    return sum((end - start for start, end in joined(sorted(spans))), NONE)


def _load(arn: str, borne: Borne, share: Share) -> Load:
    taken: set[date] = set()
    days: set[date] = set()
    for zone, spans in borne.items():
        whole = list(joined(sorted(spans)))
        taken |= nights(whole, ZoneInfo(zone))
        days |= weekend_days(whole, ZoneInfo(zone))
    row = max(rows(taken), key=length, default=None)
    return Load(
        contact_arn=arn,
        on_call=share.on_call,
        nights=len(taken),
        weekends=len({on.isocalendar()[:2] for on in days}),
        row=row,
        of_mean=share.of_mean,
        overloads=tuple(_overloads(row, share)),
    )


def _overloads(row: tuple[date, date] | None, share: Share) -> Iterator[Overload]:
    if row and length(row) > MOST_NIGHTS:
        yield "nights"
    if share.is_too_much:
        yield "hours"


def _usual_turn(rotations: Iterable[Iterable[Shift]]) -> timedelta:
    """How long the same people are on call until others are, hours that are not covered left out."""
    turns = [
        sum((shift.ends_at - shift.starts_at for shift in same), NONE).total_seconds()
        for one in rotations
        for people, same in groupby(one, key=lambda shift: shift.contact_arns)
        if people
    ]
    return timedelta(seconds=median(turns)) if turns else NONE
