"""Whom would a page reach, and which plans end where nobody is paged?"""

from __future__ import annotations

from collections.abc import Sequence

from core.contact_channels.contact_channel import ContactChannel
from core.contacts.contact import Contact, ContactTarget, Stage
from core.outlook.ahead import Ahead
from core.outlook.roster import Roster


def ways_to(roster: Roster, person: Contact) -> Sequence[ContactChannel] | None:
    """The activated channels that the person's own plan leads to; None where the reader may not know them."""
    if person.arn not in roster.channels:
        return None
    return _in(roster, person, person.stages)


def stops_early(roster: Roster, person: Contact) -> bool:
    """Whether the last stage of a plan that reaches the person somewhere reaches them no more."""
    return bool(ways_to(roster, person)) and not _in(roster, person, person.stages[-1:])


def leads_somewhere(ahead: Ahead, stage: Stage) -> bool:
    """Whether this stage of an escalation plan would page anybody, as far as the reader may know."""
    return any(_leads_to_somebody(ahead, target) for target in stage.contacts)


def _leads_to_somebody(ahead: Ahead, target: ContactTarget) -> bool:
    contact = ahead.roster.contacts.get(target.contact_arn or "")
    if contact is None:
        return bool(target.contact_arn) and target.contact_arn not in ahead.roster.gone
    if contact.type != "ONCALL_SCHEDULE":
        return _can_be_reached(ahead.roster, contact)
    roster = ahead.roster
    on_call = {arn for shift in ahead.of(contact) for arn in shift.contact_arns if arn not in roster.gone}
    reached = [arn for arn in on_call if arn not in roster.contacts or _can_be_reached(roster, roster.contacts[arn])]
    return not roster.shows_all_of(contact) or bool(reached)


def _can_be_reached(roster: Roster, person: Contact) -> bool:
    ways = ways_to(roster, person)
    return ways is None or bool(ways)


def _in(roster: Roster, person: Contact, stages: Sequence[Stage]) -> list[ContactChannel]:
    named = {target.channel_arn for stage in stages for target in stage.channels}
    return [one for one in roster.channels.get(person.arn, ()) if one.activated_at and one.arn in named]
