"""Who is on call in a whole schedule, whose rotations take turns each for itself?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import count, takewhile
from operator import itemgetter

from core.oncall.shifts import Shift, on_call, shifts
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation

Overridden = tuple[Rotation, Sequence[RotationOverride]]
"""A rotation with its overrides."""
NOBODY: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time during which the same people are on call, or nobody is."""

    starts_at: datetime
    ends_at: datetime
    contact_arns: tuple[str, ...]
    """In the order of the rotations."""


def everybody_on_call(rotations: Sequence[Overridden], at: datetime) -> tuple[str, ...]:
    """Who is on call at that moment, each once, in the order of the rotations."""
    return _each_once([on_call(rotation, overrides, at) for rotation, overrides in rotations])


def covering(rotations: Sequence[Overridden], at: datetime) -> dict[str, tuple[str, ...]]:
    """For whom each of those covers who are on call at that moment by an override, and would not be without it."""
    covers: dict[str, tuple[str, ...]] = {}
    for rotation, overrides in rotations:
        shift = on_call(rotation, overrides, at)
        if not shift or not shift.is_override:
            continue
        away = [arn for arn in shift.overridden_arns if arn not in shift.contact_arns]
        for arn in shift.contact_arns:
            if away and arn not in shift.overridden_arns:
                covers[arn] = tuple(dict.fromkeys((*covers.get(arn, ()), *away)))
    return covers


def stretches(rotations: Sequence[Overridden], start: datetime, end: datetime) -> Iterator[Stretch]:
    """All the time from `start` until `end`, cut where other people are on call than before, and only there."""
    return merged([shifts(*one, start, end) for one in rotations], start, end)


def merged(listed: Sequence[Iterable[Shift]], start: datetime, end: datetime) -> Iterator[Stretch]:
    """The same, of each rotation's shifts in order, from the one that lasts at the start on."""
    since, people = start, NOBODY
    for at, now in _changes(listed, start, end):
        if set(now) != set(people):
            if since < at:
                yield Stretch(starts_at=since, ends_at=at, contact_arns=people)
            since, people = at, now
    if since < end:
        yield Stretch(starts_at=since, ends_at=end, contact_arns=people)


def _changes(
    listed: Sequence[Iterable[Shift]], start: datetime, end: datetime
) -> Iterator[tuple[datetime, tuple[str, ...]]]:
    """Who is on call from each moment on at which any shift has started or ended, once all that do have."""
    now: list[Shift | None] = [None] * len(listed)
    edges = takewhile(lambda edge: edge[0] < end, merge(*map(_edges, count(), listed), key=itemgetter(0)))
    last = start
    for at, place, shift in edges:
        if last < at:
            yield last, _each_once(now)
        now[place], last = shift, max(at, start)
    yield last, _each_once(now)


def _edges(place: int, found: Iterable[Shift]) -> Iterator[tuple[datetime, int, Shift | None]]:
    for shift in found:
        yield shift.starts_at, place, shift
        yield shift.ends_at, place, None


def _each_once(found: Sequence[Shift | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(arn for shift in found if shift for arn in shift.contact_arns))
