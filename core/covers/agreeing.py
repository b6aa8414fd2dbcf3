"""Both want it: which overrides come of that, as the rotation is now?

An override replaces everybody for its time, so that whoever else is on call in it is named again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from core.covers.cover import Cover, Turn
from core.oncall.shifts import Shift
from core.rotation_overrides.fitness import SHORTEST

ShiftsOf = Callable[[datetime, datetime], Iterable[Shift]]
"""The rotation's shifts that last at some moment between the two."""


class Changed(Exception):
    """The shift is another one than when it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """Who is on call instead, for how long."""

    starts_at: datetime
    ends_at: datetime
    contact_arns: tuple[str, ...]


def overrides_of(cover: Cover, shifts_of: ShiftsOf, now: datetime) -> list[Instead]:
    """All that is to be made; raises `Changed` where one of them is not on call as they were."""
    return [made for turn in cover.turns for made in _of_turn(turn, shifts_of, max(turn.starts_at, now))]


def is_so(cover: Cover, shifts_of: ShiftsOf, now: datetime) -> bool:
    """Whether whoever comes covers for whoever leaves already, all that time."""
    return all(_is_so(turn, list(shifts_of(max(turn.starts_at, now), turn.ends_at)), now) for turn in cover.turns)


def _is_so(turn: Turn, shifts: list[Shift], now: datetime) -> bool:
    bounds = [max(turn.starts_at, now), *(one.ends_at for one in shifts)]
    has_holes = bounds[-1] < turn.ends_at or any(one.starts_at > end for one, end in zip(shifts, bounds, strict=False))
    return not has_holes and all(
        turn.comes in one.contact_arns and turn.leaves in set(one.overridden_arns) - set(one.contact_arns)
        for one in shifts
    )


def _of_turn(turn: Turn, shifts_of: ShiftsOf, start: datetime) -> list[Instead]:
    made = list(_joined(_exchanged(turn, shifts_of(start, turn.ends_at), start)))
    whole = bool(made) and made[0].starts_at == start and made[-1].ends_at == turn.ends_at
    if not whole or any(one.ends_at - one.starts_at < SHORTEST for one in made):
        raise Changed
    return made


def _exchanged(turn: Turn, shifts: Iterable[Shift], start: datetime) -> Iterator[Instead]:
    for shift in shifts:
        if turn.leaves not in shift.contact_arns or turn.comes in shift.contact_arns:
            raise Changed
        yield Instead(
            starts_at=max(shift.starts_at, start),
            ends_at=min(shift.ends_at, turn.ends_at),
            contact_arns=tuple(turn.comes if arn == turn.leaves else arn for arn in shift.contact_arns),
        )


def _joined(pieces: Iterable[Instead]) -> Iterator[Instead]:
    """Those that follow each other with the same people are one; a hole between them is a change."""
    last: Instead | None = None
    for piece in pieces:
        if last and piece.starts_at != last.ends_at:
            raise Changed
        if last and piece.contact_arns == last.contact_arns:
            last = replace(last, ends_at=piece.ends_at)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
