"""Which hand-offs fall into the hour that a change of the clocks leaves out, or lets come twice?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo

from core.oncall.turns import begins_at, turns
from core.rotations.rotation import DAY, Rotation

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OddHandOff:
    at: datetime
    comes_twice: bool
    """The time on the wall does, and the first counts; else it does not come at all, and the hand-off is later."""


def odd_hand_offs(rotation: Rotation, start: datetime, end: datetime) -> Iterator[OddHandOff]:
    """Those of that time, in order."""
    zone, recurrence = ZoneInfo(rotation.time_zone), rotation.recurrence
    settings = {*recurrence.daily, *(one.at for one in recurrence.weekly), *(one.at for one in recurrence.monthly)}
    for change in changes(zone, start, end):
        near = takewhile(lambda turn, until=change + DAY: turn.starts_at < until, turns(rotation, change - DAY))  # type: ignore[misc]
        for turn in near:
            is_odd = _oddness(turn.starts_at, zone, settings)
            if is_odd is not None and start <= turn.starts_at < end and turn.starts_at > begins_at(rotation):
                yield OddHandOff(at=turn.starts_at, comes_twice=is_odd)


@lru_cache(256)  # everybody in a zone has the same
def changes(zone: ZoneInfo, start: datetime, end: datetime) -> Sequence[datetime]:
    """When the clocks of that zone are changed, within a minute."""
    found, before = [], start
    while before < end:
        after = min(before + DAY, end)
        if _offset(before, zone) != _offset(after, zone):
            found.append(_between(before, after, zone))
        before = after
    return found


def _between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    while after - before > MINUTE:
        middle = before + (after - before) / 2
        if _offset(middle, zone) == _offset(before, zone):
            before = middle
        else:
            after = middle
    return after


def _oddness(at: datetime, zone: ZoneInfo, settings: set[time]) -> bool | None:
    """Whether its time on the wall comes twice; None where nothing is odd about it."""
    local = at.astimezone(zone)
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        return True
    return None if local.time() in settings else False


def _offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()
