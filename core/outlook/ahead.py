"""The shifts of a while, each rotation's worked out once for everybody who asks about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.contacts.contact import Contact
from core.oncall.coverage import joined
from core.oncall.shifts import Shift, shifts
from core.outlook.roster import Roster

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What a roster comes to from `start` until `end`."""

    roster: Roster
    start: datetime
    end: datetime
    shifts: Mapping[str, Sequence[Shift]]
    """By the rotation's ARN; cut where the time begins and ends."""

    def of(self, schedule: Contact) -> list[Shift]:
        """The shifts of all its rotations, one rotation's after the other's."""
        return [shift for arn in schedule.rotation_arns for shift in self.shifts.get(arn, ())]


def looked_ahead(roster: Roster, start: datetime, end: datetime) -> Ahead:
    """The shifts of every rotation."""
    found = {
        arn: [_cut(shift, start, end) for shift in shifts(one, roster.overrides.get(arn, ()), start, end)]
        for arn, one in roster.rotations.items()
    }
    return Ahead(roster=roster, start=start, end=end, shifts=found)


def somebody(on_call: Iterable[Shift], gone: Collection[str] = ()) -> list[Span]:
    """When anybody is on call who has not gone, each stretch whole."""
    return list(joined(sorted((one.starts_at, one.ends_at) for one in on_call if set(one.contact_arns) - set(gone))))


def between(spans: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """What these leave of the time, which they lie in, in order."""
    left, since = [], start
    for begins, ends in spans:
        if since < begins:
            left.append((since, begins))
        since = ends
    return [*left, (since, end)] if since < end else left


def _cut(shift: Shift, start: datetime, end: datetime) -> Shift:
    if start <= shift.starts_at and shift.ends_at <= end:
        return shift
    return replace(shift, starts_at=max(shift.starts_at, start), ends_at=min(shift.ends_at, end))
