"""How it looks who is on call.

People are named and never mentioned: an answer in a channel must wake nobody who is only asked about, and the same
question looks the same where others read along and where they do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.slack.blocks.elements import Block, Message, context, section
from bot.slack.blocks.escape import by_the_clock, code, cut, mrkdwn, until
from bot.slack.oncall.facts import Glance, Known, Schedule, Turns
from core.legible import begun
from core.oncall.glance import Own, Spell, glance
from core.oncall.shifts import Shift

ROWS = 20
NOW = "now"
HOLE = ":warning: "
NAME = 80
NO_SCHEDULE = "There is no on-call schedule that you may see."
NOT_YOURS = "its rotations are not yours to see."
NO_ROTATION = "it has no rotation, so that nobody is on call."
HINT = (
    f"More about one: {code('@aws oncall SCHEDULE')}; another time: {code('@aws oncall tomorrow 9:00')}; "
    f"somebody's shifts: {code('@aws oncall NAME')} or {code('@aws oncall me')}; "
    f"covers, calendars and more: {code('@aws oncall help')}."
)


def everybody(schedules: Sequence[Schedule], left_out: Sequence[Known], seen: Glance) -> Message:
    """All schedules, one line each."""
    if not schedules:
        example = code("@aws ssm-contacts create-rotation help")
        return Message(NO_SCHEDULE, (section(NO_SCHEDULE), context(f"One begins with a rotation: {example}")))
    lines = [f"{_title(one.known)}: {in_short(one, seen)}" for one in schedules]
    blocks = [*_heading(seen), *map(section, lines)]
    if left_out:
        named = ", ".join(code(one.alias, NAME) for one in left_out[:ROWS])
        more = len(left_out) - ROWS
        blocks.append(context(f"Not shown: {named}{f' and {more} more' if more > 0 else ''}"))
    return Message(lines[0] if len(lines) == 1 else "Who is on call", (*blocks, context(HINT)))


def one_schedule(schedule: Schedule, seen: Glance) -> Message:
    """One schedule, and each of its rotations where there are several."""
    rotations = schedule.rotations or ()
    several = len(rotations) > 1  # then each of them tells its own covers
    said = f"{_title(schedule.known)}: {in_short(schedule, seen, covers=not several)}"
    blocks = [*_heading(seen), section(said)]
    if several:
        blocks += [section("\n".join(_rotation(number, one, seen) for number, one in enumerate(rotations, 1)))]
    return Message(said, tuple(blocks))


def one_person(person: Known, parts: Sequence[tuple[Known, Own]], days: int, seen: Glance) -> Message:
    """Somebody's shifts, the first of them first."""
    name = f"*{_name(person.name)}*"
    when = f"the {days} days after {until(seen.at, seen.zone)}" if not seen.is_now else f"the next {days} days"
    if not any(own.covered_by is None for _, own in parts):
        said = f"{name} has no shift in {when}."
    else:
        said = f"{name} in {when}:"
    lines = [_part(schedule, own, seen) for schedule, own in parts[:ROWS]]
    if len(parts) > ROWS:
        lines.append(f"and {len(parts) - ROWS} more")
    return Message(said, (section(said), *([section("\n".join(lines))] if lines else [])))


def in_short(schedule: Schedule, seen: Glance, *, covers: bool = True) -> str:
    """`Ana until Friday, then Ben`."""
    if schedule.rotations is None:
        return NOT_YOURS
    if not schedule.rotations:
        return NO_ROTATION
    said, covered = _told(glance([one.listed for one in schedule.rotations], seen.at), seen)
    return said + covered if covers else said


def _rotation(number: int, turns: Turns, seen: Glance) -> str:
    name = f"*{_name(turns.name)}*" if turns.name else f"Rotation {number}"
    # One that is not always covered is as it should be; what that leaves open, the schedule's own line tells.
    return f"• {name}: {''.join(_told(glance([turns.listed], seen.at), seen)).removeprefix(HOLE)}"


def _told(spells: Sequence[Spell], seen: Glance) -> tuple[str, str]:
    """In a sentence, and who covers for whom."""
    return _sentence(spells, seen), _covers(spells[0], seen)


def _sentence(spells: Sequence[Spell], seen: Glance) -> str:
    """Now, until when, and what comes then."""
    now, coming = spells[0], spells[1:]
    ends = until(now.ends_at, seen.zone)
    if not now.contact_arns:
        if now.may_go_on or not coming:
            said = f"nobody is on call, and nobody will be before {ends}."
        else:
            said = f"nobody is on call until {ends}, when {_beginning(coming[0], seen)}."
        return f"{HOLE}{begun(said)}"
    people = _people(now.contact_arns, seen)
    if now.may_go_on or not coming:
        return f"{people}, with no change before {ends}."
    return f"{people} until {ends}, then {_next(coming, seen)}."


def _next(coming: Sequence[Spell], seen: Glance) -> str:
    following = coming[0]
    if following.contact_arns:
        return _people(following.contact_arns, seen)
    after = coming[1] if len(coming) > 1 else None
    ends = until(following.ends_at, seen.zone)
    if after and not following.may_go_on:
        return f"nobody until {ends}, when {_beginning(after, seen)}"
    return f"nobody, at least until {ends}"


def _beginning(spell: Spell, seen: Glance) -> str:
    return f"{_people(spell.contact_arns, seen)} {'begin' if len(spell.contact_arns) > 1 else 'begins'}"


def _covers(spell: Spell, seen: Glance) -> str:
    """Who is there instead of whom, in sentences behind the others."""
    return "".join(f" _{told}_" for told in (_cover(shift, seen) for shift in spell.covers) if told)


def _cover(shift: Shift, seen: Glance) -> str:
    covered = [arn for arn in shift.overridden_arns if arn not in shift.contact_arns]
    covering = [arn for arn in shift.contact_arns if arn not in shift.overridden_arns]
    if not shift.contact_arns:
        whom = f" instead of {_people(covered, seen)}" if covered else ""
        return f"An override has nobody on call{whom}."
    if covering and covered:
        verb = "cover" if len(covering) > 1 else "covers"
        return f"{_people(covering, seen)} {verb} for {_people(covered, seen)}."
    if covering:
        return f"{_people(covering, seen)} {'are' if len(covering) > 1 else 'is'} on call by an override."
    return f"An override leaves out {_people(covered, seen)}." if covered else ""


def _part(schedule: Known, own: Own, seen: Glance) -> str:
    starts = NOW if own.starts_at <= seen.at and seen.is_now else until(own.starts_at, seen.zone)
    same_day = own.starts_at.astimezone(seen.zone).date() == own.ends_at.astimezone(seen.zone).date()
    span = f"{starts} – {(by_the_clock if same_day and starts != NOW else until)(own.ends_at, seen.zone)}"
    where = _name(schedule.name)
    if own.covered_by is not None:
        return f"• ~{span}~ · {where} · {_instead(own.covered_by, own.left_to, seen)}"
    covering = f" · covering for {_people(own.instead_of, seen)}" if own.instead_of else ""
    return f"• {span} · {where}{covering}"


def _instead(covered_by: Sequence[str], left_to: Sequence[str], seen: Glance) -> str:
    """Nobody comes instead, and yet somebody is there, where several were on call and one is left out."""
    if not covered_by and left_to:
        return f"left to {_people(left_to, seen)}"
    return f"{_people(covered_by, seen) if covered_by else 'nobody'} instead"


def _people(arns: Iterable[str], seen: Glance) -> str:
    *others, last = (_name(seen.name(arn)) for arn in arns)
    return f"{', '.join(others)} and {last}" if others else last


def _name(name: str) -> str:
    return mrkdwn(" ".join(cut(name, NAME).split()), 2 * NAME)


def _title(known: Known) -> str:
    alias = f" {code(known.alias, NAME)}" if known.name != known.alias else ""
    return f"*{_name(known.name)}*{alias}"


def _heading(seen: Glance) -> list[Block]:
    return [] if seen.is_now else [context(f"On call at {until(seen.at, seen.zone)}")]
