"""What would happen if an incident started then, and these people acknowledged?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from core.announcements.progress import ends_at, nobody_on_call, silent_stages
from core.arns import alias_of
from core.engagements.engagement import Engagement
from core.engagements.timetable import stage_starts, timetable
from core.engine.ringing import AT_ONCE
from core.simulation import sentences
from core.simulation.acknowledgement import Acknowledgement
from core.simulation.facts import Facts
from core.simulation.happening import Happening
from core.simulation.playing import Play, played


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What would happen, in order."""

    plan: str
    """The name of the response plan."""
    starts_at: datetime
    minute: timedelta
    """How long a plan's minute lasts."""
    happenings: tuple[Happening, ...]
    remarks: tuple[str, ...] = ()
    """What of it reaches nobody, whoever acknowledges when, and what comes otherwise than the plans say."""
    plays: tuple[Play, ...] = ()
    """Each engagement as it is at the end."""


def simulate(
    plan: str, engaged: Sequence[str], facts: Facts, acknowledgements: Sequence[Acknowledgement], at: datetime
) -> Simulation:
    """`engaged`: the ARNs of those whom the response plan engages."""
    there = [arn for arn in engaged if arn in facts.contacts]
    plays = tuple(played(facts.contacts[arn], facts, acknowledgements, at) for arn in there)
    told = [
        *(sentences.gone(arn, plan, at) for arn in engaged if arn not in there),
        *chain.from_iterable(_whole(play, facts) for play in plays),
        *_unheard(plays, facts, acknowledgements),
    ]
    return Simulation(
        plan=plan,
        starts_at=at,
        minute=facts.minute,
        happenings=tuple(sorted(told, key=lambda one: one.at)),
        remarks=(*_remarks(plan, engaged, plays), *_storms(plays, facts)),
        plays=plays,
    )


def _whole(play: Play, facts: Facts) -> list[Happening]:
    """With what nobody does: a stage begins, a plan ends, or does not."""
    engagement = play.engagement
    around = [sentences.engaged(engagement), *_stages(engagement)]
    behind = [*_answered_before(play, facts), *_end(play)]
    return sorted([*around, *play.told, *behind], key=lambda one: one.at)


def _stages(engagement: Engagement) -> Iterator[Happening]:
    engaged = engagement.plan.engaged
    if engaged.type == "PERSONAL" and not any(stage.channels for stage in engaged.stages):
        yield sentences.no_way(engaged.arn, engagement, engagement.started_at)
    if engaged.type != "ESCALATION":
        return
    for number, at in enumerate(stage_starts(engaged.stages, engagement.started_at)):
        if engagement.acknowledged_at and engagement.acknowledged_at < at:
            yield sentences.never_begins(engagement, number, at)
        else:
            yield sentences.stage_begins(engagement, number, at)
            yield from _not_reached(engagement, number, at)


def _not_reached(engagement: Engagement, number: int, at: datetime) -> Iterator[Happening]:
    """Whom a stage names in vain."""
    for target in engagement.plan.engaged.stages[number].contacts:
        person = engagement.plan.people.get(target.contact_arn or "")
        if person is None and target.contact_arn:
            yield sentences.gone(target.contact_arn, sentences.stage(engagement, number), at)
        elif person and person.type == "PERSONAL" and not any(stage.channels for stage in person.stages):
            yield sentences.no_way(person.arn, engagement, at)


def _answered_before(play: Play, facts: Facts) -> Iterator[Happening]:
    """The pages that people would have had but for their own answer, which did not stop the plan."""
    engagement, made = play.engagement, {page.slot for page in play.pages}
    answered = {page.contact_arn: page.read_at for page in play.pages if page.read_at}
    for slot in timetable(engagement):
        read_at = answered.get(slot.contact_arn)
        is_due = not engagement.acknowledged_at or slot.due_at < engagement.acknowledged_at
        if read_at and is_due and slot.name not in made and slot.name not in engagement.skipped_slots:
            yield sentences.answered_before(slot, engagement, facts)


def _end(play: Play) -> Iterator[Happening]:
    engagement, at = play.engagement, ends_at(play.engagement)
    if not engagement.acknowledged_at or engagement.acknowledged_at > at:
        yield sentences.over(engagement, play.pages, at)


def _unheard(plays: Iterable[Play], facts: Facts, acknowledgements: Iterable[Acknowledgement]) -> Iterator[Happening]:
    """The answers that nobody had asked for."""
    heard = {(one.contact_arn, one.at) for play in plays for one in play.told if one.kind == "acknowledged"}
    for one in acknowledgements:
        if (one.contact_arn, one.at) not in heard:
            contact = facts.contacts.get(one.contact_arn)
            yield sentences.not_asked(one, (contact and contact.display_name) or alias_of(one.contact_arn))


def _remarks(plan: str, engaged: Sequence[str], plays: Iterable[Play]) -> Iterator[str]:
    if not engaged:
        yield f"{plan} engages nobody: nobody would be paged."
    for play in plays:
        told_already = nobody_on_call(play.engagement).values()
        yield from (told for told in silent_stages(play.engagement) if told not in told_already)


def _storms(plays: Iterable[Play], facts: Facts) -> Iterator[str]:
    """Where the engine would let a channel ring less often than the plans want it to."""
    rings: dict[str, list[datetime]] = {}
    for one in sorted((one for play in plays for one in play.told if one.times), key=lambda one: one.at):
        rings.setdefault(one.channel_arn, []).append(one.at)
    for arn, moments in rings.items():
        pairs = zip(moments, moments[AT_ONCE:], strict=False)
        if facts.bundles and any(later - first < facts.minute for first, later in pairs):
            yield sentences.storm(facts.channels[arn], facts)
