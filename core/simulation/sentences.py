"""How each happening of a simulation is told, wherever it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from core.announcements.ending import unstopped
from core.announcements.progress import nobody_on_call
from core.arns import alias_of
from core.contact_channels.contact_channel import ContactChannel
from core.engagements.engagement import Engagement, Found, Page
from core.engagements.timetable import Slot
from core.engine.ringing import AT_ONCE
from core.simulation.acknowledgement import Acknowledgement
from core.simulation.facts import Facts
from core.simulation.happening import Happening


def engaged(engagement: Engagement) -> Happening:
    """The first moment."""
    return Happening(at=engagement.started_at, kind="engaged", text=f"{engagement.plan.engaged.name} is engaged.")


def stage_begins(engagement: Engagement, number: int, at: datetime) -> Happening:
    """A stage of an escalation plan, from 0, which the plan comes to."""
    return Happening(at=at, kind="stage", text=f"{stage(engagement, number)} begins.")


def never_begins(engagement: Engagement, number: int, at: datetime) -> Happening:
    """One that it would come to then, but for an answer."""
    stopped = offset((engagement.acknowledged_at or at) - engagement.started_at)
    text = f"{stage(engagement, number)} is never reached: {engagement.plan.engaged.name} has stopped at {stopped}."
    return Happening(at=at, kind="never", text=text)


def on_call(found: Found, engagement: Engagement) -> Iterator[Happening]:
    """Whom a schedule pages; in the words of the incident's thread, where it is nobody."""
    schedule = _schedule(found, engagement)
    if found.people:
        names = ", ".join(person.name for person in found.people)
        yield Happening(at=found.at, kind="on call", text=f"On call in {schedule}: {names}.")
    elif told := nobody_on_call(engagement).get(found.place):
        yield Happening(at=found.at, kind="nobody", text=told)
    for arn in found.missing:
        text = f"{alias_of(arn)} is on call in {schedule} and does not exist any more."
        yield Happening(at=found.at, kind="nobody", text=text, contact_arn=arn)
    for person in found.people:
        if not any(stage.channels for stage in person.stages):
            yield no_way(person.arn, engagement, found.at)


def no_way(contact_arn: str, engagement: Engagement, at: datetime) -> Happening:
    """Somebody whose own plan pages them through nothing."""
    text = f"{engagement.name_of(contact_arn)} is not paged: their own plan names no contact channel."
    return Happening(at=at, kind="nobody", text=text, contact_arn=contact_arn)


def gone(contact_arn: str, where: str, at: datetime) -> Happening:
    """Somebody whom a plan names, and who is no contact any more."""
    text = f"{where} names {alias_of(contact_arn)}, who does not exist any more."
    return Happening(at=at, kind="nobody", text=text, contact_arn=contact_arn)


def paged(page: Page, engagement: Engagement, facts: Facts, at: datetime) -> Happening:
    """A page goes out, for the first time or again."""
    again, time = (" again", f", the {_ordinal(page.times_asked)} time") if page.times_asked > 1 else ("", "")
    through = _through(facts.channels.get(page.channel_arn))
    return Happening(
        at=at,
        kind="again" if again else "paged",
        text=f"{engagement.name_of(page.contact_arn)} is paged{again} through {through}{time}.",
        contact_arn=page.contact_arn,
        channel_arn=page.channel_arn,
        times=page.times_asked,
    )


def skipped(slot: Slot, engagement: Engagement, facts: Facts, at: datetime) -> Happening:
    """A page whose channel cannot be used."""
    channel = facts.channels.get(slot.channel_arn)
    through = f"through {_through(channel)}" if channel else "through one of their contact channels"
    why = "the contact channel is not activated" if channel else "the contact channel does not exist any more"
    return _not_paged(slot, engagement, at, through, why)


def answered_before(slot: Slot, engagement: Engagement, facts: Facts) -> Happening:
    """A page to somebody whose answer did not stop the plan, but who is left alone from then on."""
    through = f"through {_through(facts.channels.get(slot.channel_arn))}"
    return _not_paged(slot, engagement, slot.due_at, through, "they have acknowledged already")


def acknowledged(one: Acknowledgement, engagement: Engagement) -> Happening:
    """Somebody answers, and what that means."""
    who, plan = engagement.name_of(one.contact_arn), engagement.plan.engaged.name
    stops = engagement.acknowledged_at == one.at
    then = f"{plan} stops, and nobody else is paged" if stops else f"{plan} goes on, as they are not essential in it"
    return Happening(at=one.at, kind="acknowledged", text=f"{who} acknowledges: {then}.", contact_arn=one.contact_arn)


def had_acknowledged(engagement: Engagement, at: datetime) -> Happening:
    """Somebody is found to be essential who has answered before."""
    by = engagement.acknowledged_by or ""
    text = f"{engagement.name_of(by)} is on call and has acknowledged already: {engagement.plan.engaged.name} stops."
    return Happening(at=at, kind="acknowledged", text=text, contact_arn=by)


def not_asked(one: Acknowledgement, name: str) -> Happening:
    """Somebody is to acknowledge who has nothing to acknowledge then."""
    text = f"{name} acknowledges nothing: no page asks them at this moment."
    return Happening(at=one.at, kind="never", text=text, contact_arn=one.contact_arn)


def storm(channel: ContactChannel, facts: Facts) -> str:
    """The plans want a channel to ring more often than the engine lets it."""
    owner = facts.contacts.get(channel.contact_arn)
    whose = (owner and owner.display_name) or alias_of(channel.arn)
    return (
        f"{_through(channel)} of {whose} would ring more than {AT_ONCE} times within a minute: "
        "what is more comes as one message, up to a minute later."
    )


def over(engagement: Engagement, pages: Iterable[Page], at: datetime) -> Happening:
    """The plan has given everybody all the time that it has; in the words of the incident's thread."""
    return Happening(at=at, kind="over", text=unstopped(engagement, pages, at))


def offset(since_start: timedelta) -> str:
    """`+5:00`: minutes and seconds after the start."""
    seconds = int(since_start.total_seconds())
    return f"+{seconds // 60}:{seconds % 60:02}"


def _not_paged(slot: Slot, engagement: Engagement, at: datetime, through: str, why: str) -> Happening:
    text = f"{engagement.name_of(slot.contact_arn)} is not paged {through}: {why}."
    return Happening(at=at, kind="skipped", text=text, contact_arn=slot.contact_arn, channel_arn=slot.channel_arn)


def stage(engagement: Engagement, number: int) -> str:
    """`Stage 2 of Weekly escalation`."""
    return f"Stage {number + 1} of {engagement.plan.engaged.name}"


def _schedule(found: Found, engagement: Engagement) -> str:
    if not found.place:
        return engagement.plan.engaged.name
    stage, target = map(int, found.place.split("."))
    return engagement.name_of(engagement.plan.engaged.stages[stage].contacts[target].contact_arn or "")


def _through(channel: ContactChannel | None) -> str:
    """`SMS “Phone” (+15550100)`; without the address where that is not for the reader."""
    if channel is None:
        return "a contact channel that does not exist any more"
    address = f" ({channel.address})" if channel.address else ""
    return f"{channel.type} “{channel.name}”{address}"


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
