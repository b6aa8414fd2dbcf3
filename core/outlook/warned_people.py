"""How somebody is warned of people whom no page would reach, and of plans that end where nobody is paged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.contacts.contact import Contact
from core.outlook.ahead import Ahead
from core.outlook.reaching import leads_somewhere, stops_early, ways_to
from core.outlook.warned import Kind, Warned


def of_gone(ahead: Ahead) -> Iterator[Warned]:
    roster = ahead.roster
    for rotation in roster.rotations.values():
        for arn in dict.fromkeys(rotation.contact_arns):
            if arn in roster.gone:
                yield Warned(
                    kind="gone",
                    about=(rotation.arn, arn),
                    sentence="{} has turns in the rotation {} and exists no more: nobody is paged in these turns.",
                    values=(roster.name_of(arn), rotation.name),
                )


def of_gone_targets(ahead: Ahead) -> Iterator[Warned]:
    """Stages of plans that name somebody in vain."""
    roster = ahead.roster
    for plan in roster.of_type("ESCALATION"):
        for number, stage in enumerate(plan.stages, 1):
            for arn in dict.fromkeys(target.contact_arn for target in stage.contacts):
                if arn and arn in roster.gone:
                    yield Warned(
                        kind="gone",
                        about=(plan.arn, arn),
                        sentence=f"Stage {number} of the escalation plan {{}} names {{}}, who exists no more.",
                        values=(roster.name_of(plan.arn), roster.name_of(arn)),
                    )


def of_people(ahead: Ahead) -> Iterator[Warned]:
    for person in ahead.roster.of_type("PERSONAL"):
        ways = ways_to(ahead.roster, person)
        if ways is None:
            continue
        if not ways:
            yield _unreachable(ahead, person)
        elif len(kinds := {way.type for way in ways}) == 1:
            yield _about_plan(
                ahead, person, "one way", f"{{}} can be paged by {kinds.pop()} only: where that fails, by nothing."
            )
        if stops_early(ahead.roster, person):
            yield _about_plan(
                ahead, person, "dead end", "The last stage of the plan of {} leads to no activated contact channel."
            )


def _about_plan(ahead: Ahead, contact: Contact, kind: Kind, sentence: str) -> Warned:
    rotations = [one.arn for one in ahead.roster.rotations.values() if contact.arn in one.contact_arns]
    return Warned(
        kind=kind, about=(contact.arn, *rotations), sentence=sentence, values=(ahead.roster.name_of(contact.arn),)
    )


def _unreachable(ahead: Ahead, person: Contact) -> Warned:
    channels = ahead.roster.channels[person.arn]
    if not channels:
        why = "has no contact channel"
    elif any(channel.activated_at for channel in channels):
        why = "has no plan that leads to an activated contact channel"
    else:
        why = "has no activated contact channel"
    warned = _about_plan(ahead, person, "unreachable", f"{{}} {why} and cannot be paged.")
    if not (turn := _first_turn(ahead, person.arn)):
        return warned
    at, zone = turn
    when = "is on call now" if at <= ahead.start else "is on call from {}"
    values = warned.values if at <= ahead.start else (*warned.values, at)
    return Warned(
        kind="unreachable",
        about=warned.about,
        sentence=f"{{}} {when} and {why}: nobody can page them.",
        values=values,
        time_zone=zone,
    )


def _first_turn(ahead: Ahead, arn: str) -> tuple[datetime, str] | None:
    """When a person is on call next, and the zone of that rotation; nobody is on call in one that no schedule has."""
    turns = (
        (shift.starts_at, rotation.time_zone)
        for schedule in ahead.roster.of_type("ONCALL_SCHEDULE")
        for rotation in ahead.roster.rotations_of(schedule)
        for shift in ahead.shifts[rotation.arn]
        if arn in shift.contact_arns
    )
    return min(turns, default=None)


def of_plans(ahead: Ahead) -> Iterator[Warned]:
    for plan in ahead.roster.of_type("ESCALATION"):
        leads = [leads_somewhere(ahead, stage) for stage in plan.stages]
        if not any(leads):
            sentence = (
                "The escalation plan {} pages nobody, in none of its stages."
                if leads
                else "The escalation plan {} has no stage."
            )
        elif not leads[-1]:
            sentence = "The last stage of the escalation plan {} pages nobody: it ends sooner than it says."
        else:
            continue
        yield Warned(
            kind="dead end",
            about=(plan.arn, *_named_by(plan)),
            sentence=sentence,
            values=(ahead.roster.name_of(plan.arn),),
        )


def _named_by(plan: Contact) -> Iterator[str]:
    return (target.contact_arn for stage in plan.stages[-1:] for target in stage.contacts if target.contact_arn)
