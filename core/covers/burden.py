"""What would somebody have then?  The time in which they are on call without a break, and its nights in a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.covers.cover import Turn
from core.oncall.coverage import joined
from core.oncall.shifts import Shift
from core.outlook.nights import length, nights, rows

AROUND = timedelta(days=31)
"""So far before and after a turn is it looked for what somebody has anyway; of what lasts longer no end is known."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    starts_at: datetime
    ends_at: datetime
    nights: int
    """The most in a row that this turn is part of, with those before and after it."""


def spans_of(shifts: Iterable[Shift], contact_arn: str, given_up: Iterable[Turn] = ()) -> list[Span]:
    """When somebody is on call in one rotation, but for what they give up there."""
    spans = [(one.starts_at, one.ends_at) for one in shifts if contact_arn in one.contact_arns]
    for gone in given_up:
        spans = [left for span in spans for left in _without(span, gone)]
    return spans


def burden(already: Iterable[Span], turn: Turn, zone: ZoneInfo) -> Burden:
    """Of whoever comes in this turn, who is on call `already`."""
    spans = list(already)
    whole = list(joined(sorted([*spans, (turn.starts_at, turn.ends_at)])))
    start, end = next(span for span in whole if span[0] <= turn.starts_at < span[1])
    taken = nights([(turn.starts_at, turn.ends_at)], zone)
    in_rows = [length(row) for row in rows(nights(whole, zone)) if any(row[0] <= on <= row[1] for on in taken)]
    return Burden(starts_at=start, ends_at=end, nights=max(in_rows, default=0))


def _without(span: Span, gone: Turn) -> list[Span]:
    parts = (span[0], min(span[1], gone.starts_at)), (max(span[0], gone.ends_at), span[1])
    return [one for one in parts if one[0] < one[1]]
