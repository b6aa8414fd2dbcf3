"""When is nobody on call in a schedule, and why?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.contacts.contact import Contact
from core.oncall.coverage import joined
from core.oncall.shifts import Shift
from core.oncall.turns import begins_at
from core.outlook.ahead import Ahead, Span, between, somebody

Cause = Literal["no rotation", "gone", "override", "not begun", "not covered"]
CAUSES: tuple[Cause, ...] = ("no rotation", "gone", "override", "not begun", "not covered")
"""The worst first: what nobody can have meant, before what somebody has set up so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    starts_at: datetime
    ends_at: datetime
    causes: tuple[Cause, ...]

    @property
    def lasts(self) -> timedelta:
        return self.ends_at - self.starts_at


def holes(ahead: Ahead, schedule: Contact) -> list[Hole]:
    """In order, none touching another; nothing where the reader cannot see the whole schedule."""
    if not ahead.roster.shows_all_of(schedule):
        return []
    found = between(somebody(ahead.of(schedule), ahead.roster.gone), ahead.start, ahead.end)
    if not ahead.roster.rotations_of(schedule):
        return [Hole(starts_at=start, ends_at=end, causes=("no rotation",)) for start, end in found]
    return [_explained(ahead, schedule, span) for span in found]


def _explained(ahead: Ahead, schedule: Contact, span: Span) -> Hole:
    causes = {cause for arn in schedule.rotation_arns if arn in ahead.shifts for cause in _causes(ahead, arn, span)}
    return Hole(starts_at=span[0], ends_at=span[1], causes=tuple(one for one in CAUSES if one in causes))


def _causes(ahead: Ahead, rotation_arn: str, span: Span) -> Iterable[Cause]:
    """Why this rotation has nobody in that time."""
    empty = [one for one in ahead.shifts[rotation_arn] if one.starts_at < span[1] and span[0] < one.ends_at]
    blamed = [one for one in empty if one.contact_arns or one.overridden_arns]
    yield from ("gone" if one.contact_arns else "override" for one in blamed)
    begins = begins_at(ahead.roster.rotations[rotation_arn])
    if span[0] < begins:
        yield "not begun"
    if _is_more_than(blamed, max(span[0], begins), span[1]):
        yield "not covered"


def _is_more_than(blamed: Iterable[Shift], start: datetime, end: datetime) -> bool:
    """Whether that time is more than these shifts explain."""
    spans = joined((max(one.starts_at, start), min(one.ends_at, end)) for one in blamed if one.ends_at > start)
    return start < end and bool(between(spans, start, end))
