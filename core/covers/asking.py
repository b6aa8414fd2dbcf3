"""What does somebody ask for, and can it be?  The rules are those of an override, and that it changes something.

A refusal names the field that is at fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from core.covers.choices import Choice
from core.covers.cover import Kind, Turn
from core.errors import Refusal, invalid_member
from core.oncall.shifts import Shift
from core.rotation_overrides.fitness import refuse_unfit
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody chose; `theirs` is not asked for where they give, nor `mine` where they take."""

    kind: Kind
    asker: str
    """The contact of whoever asks."""
    mine: Choice | None = None
    theirs: Choice | None = None
    to: str = ""
    """The contact that a shift is given to."""
    starts_at: datetime | None = None
    """None: with the shift, or now where it runs."""
    ends_at: datetime | None = None
    is_told_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a wish is judged by, and in which words."""

    rotation: Rotation
    names: Mapping[str, str]
    """Of contacts, by ARN."""
    zone: tzinfo
    """The reader's."""
    now: datetime

    def name(self, arn: str) -> str:
        """What people call them."""
        return self.names.get(arn) or arn


def other_of(wish: Wish) -> str:
    """The contact who is asked."""
    return wish.to if wish.kind == "give" else wish.theirs.contact_arn if wish.theirs else ""


def turns_of(wish: Wish, facts: Facts) -> tuple[Turn, ...]:
    """The times in which one is on call instead of the other; raises `Refusal` where they cannot be."""
    other = other_of(wish)
    gone = "this shift is not there any more; choose another one"
    if wish.kind != "give" and wish.theirs is None:
        raise invalid_member("theirs", gone)
    if wish.kind != "take" and wish.mine is None:
        raise invalid_member("mine", gone)
    if other == wish.asker:
        raise invalid_member("to" if wish.kind == "give" else "theirs", "choose somebody else")
    turns = []
    if wish.theirs and wish.kind != "give":
        turns.append(_turn(wish, wish.theirs, wish.asker, "theirs", facts))
    if wish.mine and wish.kind != "take":
        turns.append(_turn(wish, wish.mine, other, "to" if wish.kind == "give" else "mine", facts))
    return tuple(sorted(turns, key=lambda one: one.starts_at))


def _turn(wish: Wish, chosen: Choice, comes: str, field: str, facts: Facts) -> Turn:
    start, end = _part(wish, chosen.shift, facts)
    turn = Turn(starts_at=start, ends_at=end, leaves=chosen.contact_arn, comes=comes)
    try:
        refuse_unfit(as_override(turn, facts), facts.rotation)
    except Refusal as no:
        raise _of_field(no, field, comes, facts) from None
    if comes in chosen.shift.contact_arns:
        raise invalid_member(field, f"{facts.name(comes)} is on call then anyway")
    return turn


def _part(wish: Wish, shift: Shift, facts: Facts) -> tuple[datetime, datetime]:
    """As much of the shift as is wanted and still to come."""
    for field, moment in (("from", wish.starts_at), ("until", wish.ends_at)):
        if moment and not shift.starts_at <= moment <= shift.ends_at:
            lasts = f"{_spelled(shift.starts_at, facts)} until {_spelled(shift.ends_at, facts)}"
            raise invalid_member(field, f"the shift lasts from {lasts}; choose a time within it, or none for all of it")
    start, end = wish.starts_at or shift.starts_at, wish.ends_at or shift.ends_at
    if end <= start:
        raise invalid_member("until", "choose a time that is later than the one from which on")
    if end <= facts.now:
        raise invalid_member("until" if wish.ends_at else "theirs", "this time is over already")
    return max(start, facts.now), end


def as_override(turn: Turn, facts: Facts) -> RotationOverride:
    """What would come of it, as far as an override's own rules ask."""
    return RotationOverride(
        id="",
        rotation_arn=facts.rotation.arn,
        starts_at=turn.starts_at,
        ends_at=turn.ends_at,
        contact_arns=(turn.comes,),
        created_at=facts.now,
    )


def _of_field(no: Refusal, field: str, comes: str, facts: Facts) -> Refusal:
    """In an override's own words, but for names in place of ARNs, and for what a form does not call so."""
    wrong = problem_of(no)
    if wrong is None:
        return no
    name, message = wrong
    if name == "NewContactIds":
        return invalid_member(field, message.replace(comes, facts.name(comes)))
    return invalid_member("until", "choose half an hour or more")


def problem_of(no: Refusal) -> tuple[str, str] | None:
    """The field that a refusal names, and what is wrong with it."""
    fields = no.members.get("Fields")
    if not isinstance(fields, list) or not fields:
        return None
    return str(fields[0]["Name"]), str(fields[0]["Message"])


def _spelled(moment: datetime, facts: Facts) -> str:
    return f"{moment.astimezone(facts.zone):%a %d %b %H:%M}"
