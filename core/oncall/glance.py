"""Who is on call at a moment, until when, and who comes next, as far as the lists of shifts tell?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from core.oncall.duty import merged
from core.oncall.shifts import Shift

AHEAD = 3
"""Now, next, and who comes after a time without anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A rotation's shifts from some moment on, in order."""

    shifts: tuple[Shift, ...]
    known_until: datetime
    """Later ones may not be in the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A time during which the same people are on call, or nobody is."""

    starts_at: datetime
    ends_at: datetime
    contact_arns: tuple[str, ...]
    covers: tuple[Shift, ...] = ()
    """What overrides make of it at its beginning."""
    may_go_on: bool = False
    """Whether it ends only because no more is known."""


def glance(rotations: Sequence[Listed], at: datetime) -> tuple[Spell, ...]:
    """Who is on call at that moment, and who after that; nothing where there are no rotations."""
    if not rotations:
        return ()
    until = min(one.known_until for one in rotations)
    return tuple(
        Spell(
            starts_at=stretch.starts_at,
            ends_at=stretch.ends_at,
            contact_arns=stretch.contact_arns,
            covers=_covers(rotations, stretch.starts_at),
            may_go_on=stretch.ends_at == until,
        )
        for stretch in islice(merged([one.shifts for one in rotations], at, until), AHEAD)
    )


def _covers(rotations: Sequence[Listed], at: datetime) -> tuple[Shift, ...]:
    lasting = (shift for one in rotations for shift in one.shifts if shift.starts_at <= at < shift.ends_at)
    return tuple(shift for shift in lasting if shift.is_override)
