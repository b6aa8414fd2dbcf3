"""How does one engagement go, if nothing fails and these people answer?  By the rules that the engine goes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.contact_channels.activating import can_be_used
from core.contacts.contact import Contact
from core.engagements.acceptance import Acceptance, Answer, accept, taken_before
from core.engagements.engagement import Engagement, Page
from core.engagements.escalation import decide
from core.engagements.paging import after, asked_again, page_of
from core.engagements.resolving import with_found
from core.engagements.timetable import Question
from core.simulation import sentences
from core.simulation.acknowledgement import Acknowledgement
from core.simulation.facts import Facts, answer, begun
from core.simulation.happening import Happening

ANSWER = Answer(type="READ", code="", code_counts=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One engagement, as far as it has come."""

    engagement: Engagement
    pages: tuple[Page, ...] = ()
    look_at: datetime | None = None
    """When the engine looks at it next."""
    told: tuple[Happening, ...] = ()


def played(contact: Contact, facts: Facts, acknowledgements: Iterable[Acknowledgement], at: datetime) -> Play:
    """The whole of it, from its start to the end."""
    play = Play(engagement=begun(contact, facts, at), look_at=at)
    for one in sorted(acknowledgements, key=lambda one: one.at):
        play = _heard(_until(one.at, play, facts), one)
    return _until(None, play, facts)


def _until(end: datetime | None, play: Play, facts: Facts) -> Play:
    """With every look until then, that moment included."""
    while play.look_at and (end is None or play.look_at <= end):
        play = _looked(play, facts, play.look_at)
    return play


def _looked(play: Play, facts: Facts, now: datetime) -> Play:
    """What the engine does in one look."""
    decision = decide(play.engagement, play.pages, now)
    if decision.ask_now:
        play = _asked(play, facts, decision.ask_now, now)
        decision = decide(play.engagement, play.pages, now)
    usable = [slot for slot in decision.page_now if can_be_used(facts.channels.get(slot.channel_arn))]
    skipped = [slot for slot in decision.page_now if slot not in usable]
    made = [page_of(slot, play.engagement, slot.name, "", now) for slot in usable]
    again = [asked_again(page, times) for page, times in decision.repeat_now]
    told = (
        *(sentences.skipped(slot, play.engagement, facts, now) for slot in skipped),
        *(sentences.paged(page, play.engagement, facts, now) for page in (*made, *again)),
    )
    return replace(
        play,
        engagement=after(play.engagement, decision, tuple(slot.name for slot in skipped), now),
        pages=(*_with(play.pages, again), *made),
        look_at=decision.look_again_at,
        told=(*play.told, *told),
    )


def _asked(play: Play, facts: Facts, questions: Sequence[Question], now: datetime) -> Play:
    """Once it is known who is on call where the plan has come to."""
    answers = [answer(question, facts, now) for question in questions]
    taken = taken_before(with_found(play.engagement, answers), play.pages, now)
    told = [line for one in answers for line in sentences.on_call(one, taken.engagement)]
    if taken.engagement.acknowledged_at:
        told.append(sentences.had_acknowledged(taken.engagement, now))
    return _accepted(play, taken, told)


def _heard(play: Play, one: Acknowledgement) -> Play:
    """After somebody has answered, if they are asked."""
    page = next((page for page in play.pages if page.contact_arn == one.contact_arn and page.closed_at is None), None)
    if page is None:
        return play
    match accept(ANSWER, page, play.engagement, play.pages, one.at):
        case Acceptance() as acceptance:
            return _accepted(play, acceptance, [sentences.acknowledged(one, acceptance.engagement)])
    return play


def _accepted(play: Play, acceptance: Acceptance, told: Iterable[Happening]) -> Play:
    """As the door does, it looks no more at a plan that was stopped."""
    return replace(
        play,
        engagement=acceptance.engagement,
        pages=tuple(_with(play.pages, acceptance.pages)),
        look_at=None if acceptance.engagement.acknowledged_at else play.look_at,
        told=(*play.told, *told),
    )


def _with(pages: Iterable[Page], changed: Iterable[Page]) -> Iterator[Page]:
    by_arn = {page.arn: page for page in changed}
    return (by_arn.get(page.arn, page) for page in pages)
