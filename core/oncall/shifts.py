"""Who is on call in a rotation, from when until when?

A shift is a turn of the rotation, as far as it is covered.  An override replaces everybody for exactly its time, also
where nobody would be on call; what it leaves of a shift before and after stays as it was.  One over several shifts is
a shift for each of them, and one without people a shift without anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import dropwhile, takewhile
from operator import itemgetter
from typing import Literal

from core.oncall.coverage import covered, is_always_covered
from core.oncall.overriding import holding
from core.oncall.series import EARLIEST, MOMENT, within_calendar
from core.oncall.turns import group, turns
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation

Piece = tuple[datetime, datetime, tuple[str, ...]]
"""From when until when who is on call."""
LONGEST_UNCOVERED = timedelta(weeks=2)
"""A coverage that a change of the clocks leaves out is back a week later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    starts_at: datetime
    ends_at: datetime
    contact_arns: tuple[str, ...]
    """In the order of their turns."""
    overridden_arns: tuple[str, ...] = ()
    """Who would be on call but for the override."""
    is_override: bool = False

    @property
    def type(self) -> Literal["REGULAR", "OVERRIDDEN"]:
        """In AWS's words."""
        return "OVERRIDDEN" if self.is_override else "REGULAR"


def shifts(
    rotation: Rotation, overrides: Iterable[RotationOverride], start: datetime, end: datetime
) -> Iterator[Shift]:
    """The shifts that last at some moment from `start` until before `end`, whole, in order.

    Shifts at both ends are whole where the overrides are all those that overlap with what `reach` tells.
    """
    start, end = within_calendar(start), within_calendar(end)
    if end <= start:
        return iter(())
    everything = _overridden(_regular(rotation, start), _instead(overrides))
    coming = dropwhile(lambda shift: shift.ends_at <= start, everything)
    return takewhile(lambda shift: shift.starts_at < end, coming)


def on_call(rotation: Rotation, overrides: Iterable[RotationOverride], at: datetime) -> Shift | None:
    """The shift that lasts at that moment, if any; it may be one without anybody."""
    return next(shifts(rotation, overrides, at, at + MOMENT), None)


def reach(
    rotation: Rotation, overrides: Iterable[RotationOverride], start: datetime, end: datetime
) -> tuple[datetime, datetime]:
    """From when until when the shifts of that time last, given the overrides that overlap with it."""
    edges = (on_call(rotation, (), at) for at in (start, end - MOMENT))
    lasting: list[Shift | RotationOverride] = [*filter(None, edges), *overrides]
    return min([start, *(one.starts_at for one in lasting)]), max([end, *(one.ends_at for one in lasting)])


def _instead(overrides: Iterable[RotationOverride]) -> Iterator[Piece]:
    """Who is on call by an override."""
    return ((starts_at, ends_at, one.contact_arns) for starts_at, ends_at, one in holding(overrides))


def _regular(rotation: Rotation, at: datetime) -> Iterator[Piece]:
    """Who is on call but for overrides, from before that moment on."""
    if is_always_covered(rotation):
        for turn in turns(rotation, at):
            yield turn.starts_at, turn.ends_at, group(rotation, turn.number)
        return
    early = at - LONGEST_UNCOVERED  # a hole, too, begins where the shift before it ended
    spans = covered(rotation, early)
    span = next(spans, None)
    for turn in turns(rotation, early):
        while span and span[0] < turn.ends_at:
            starts, ends = max(span[0], turn.starts_at), min(span[1], turn.ends_at)
            if starts < ends:
                yield starts, ends, group(rotation, turn.number)
            if span[1] >= turn.ends_at:
                break
            span = next(spans, None)


def _overridden(pieces: Iterable[Piece], instead: Iterable[Piece]) -> Iterator[Shift]:
    """Between any two moments at which a piece or an override starts or ends, there is one shift, or none."""
    now: list[tuple[str, ...] | None] = [None, None]
    since = EARLIEST
    for at, which, people in merge(_edges(0, pieces), _edges(1, instead), key=itemgetter(0)):
        if since < at and now != [None, None]:
            yield _shift(since, at, *now)
        now[which], since = people, at


def _edges(which: int, pieces: Iterable[Piece]) -> Iterator[tuple[datetime, int, tuple[str, ...] | None]]:
    for starts_at, ends_at, people in pieces:
        yield starts_at, which, people
        yield ends_at, which, None


def _shift(
    starts_at: datetime, ends_at: datetime, regular: tuple[str, ...] | None, instead: tuple[str, ...] | None
) -> Shift:
    if instead is None:
        return Shift(starts_at=starts_at, ends_at=ends_at, contact_arns=regular or ())
    return Shift(
        starts_at=starts_at, ends_at=ends_at, contact_arns=instead, overridden_arns=regular or (), is_override=True
    )
