"""What do lists of shifts tell: who is on call, until when, who comes next, and which part is one person's?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A time during which somebody is on call, or somebody else is in their place."""

    starts_at: datetime
    ends_at: datetime
    instead_of: tuple[str, ...] = ()
    """For whom they cover."""
    covered_by: tuple[str, ...] | None = None
    """Who covers for them, which may be nobody; None where they are on call themselves."""
    left_to: tuple[str, ...] = ()
    """Where they are not: who is on call without them, and would be with them."""


def own(contact_arn: str, shifts: Iterable[Shift]) -> Iterator[Own]:
    """One person's part in a rotation; what follows without a change is one."""
    last: Own | None = None
    for shift in shifts:
        part = _part(contact_arn, shift)
        if part and last and last == replace(part, starts_at=last.starts_at, ends_at=part.starts_at):
            last = replace(last, ends_at=part.ends_at)
            continue
        if last:
            yield last
        last = part
    if last:
        yield last


def _part(contact_arn: str, shift: Shift) -> Own | None:
    if contact_arn in shift.contact_arns:
        others = tuple(arn for arn in shift.overridden_arns if arn not in shift.contact_arns)
        instead_of = () if contact_arn in shift.overridden_arns else others
        return Own(starts_at=shift.starts_at, ends_at=shift.ends_at, instead_of=instead_of)
    if contact_arn in shift.overridden_arns:
        by = tuple(arn for arn in shift.contact_arns if arn not in shift.overridden_arns)
        left_to = tuple(arn for arn in shift.contact_arns if arn in shift.overridden_arns)
        return Own(starts_at=shift.starts_at, ends_at=shift.ends_at, covered_by=by, left_to=left_to)
    return None
