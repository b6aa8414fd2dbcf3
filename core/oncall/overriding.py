"""Which override holds, when?  Of those that overlap, the one that was made last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from itertools import pairwise

from core.rotation_overrides.rotation_override import RotationOverride

Held = tuple[datetime, datetime, RotationOverride]


def holding(overrides: Iterable[RotationOverride]) -> Iterator[Held]:
    """From when until when each override holds, in order; none overlaps another."""
    held: Held | None = None
    for start, end, override in _between_changes(overrides):
        if held and held[1] == start and held[2] is override:
            held = (held[0], end, override)
            continue
        if held:
            yield held
        held = (start, end, override)
    if held:
        yield held


def _between_changes(overrides: Iterable[RotationOverride]) -> Iterator[Held]:
    """The same, cut wherever any override starts or ends."""
    ranked = sorted(overrides, key=lambda one: (one.created_at, one.id), reverse=True)
    coming = sorted(range(len(ranked)), key=lambda rank: ranked[rank].starts_at, reverse=True)
    started: list[int] = []
    moments = sorted({moment for one in ranked for moment in (one.starts_at, one.ends_at)})
    for start, end in pairwise(moments):
        while coming and ranked[coming[-1]].starts_at <= start:
            heappush(started, coming.pop())
        while started and ranked[started[0]].ends_at <= start:
            heappop(started)
        if started:
            yield start, end, ranked[started[0]]
