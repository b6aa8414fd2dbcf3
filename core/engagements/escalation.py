"""What an engagement wants done now, and when it has to be looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.engagements.engagement import Engagement, Page
from core.engagements.timetable import Question, Slot, questions, timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    ask_now: tuple[Question, ...] = ()
    """Who is on call has to be known before all is decided: to be decided again with what was found."""
    page_now: tuple[Slot, ...] = ()
    """Pages to be made.  However late it is, each is made; its missed repetitions are not made up for."""
    repeat_now: tuple[tuple[Page, int], ...] = ()
    """Open pages to be sent again, and how often they have been asked for then."""
    look_again_at: datetime | None = None
    finished: bool = False
    """Whether nothing will ever be due again: somebody answered, it was stopped, or the plan has come to its end."""


def decide(engagement: Engagement, pages: Sequence[Page], now: datetime) -> Decision:
    """A function of the facts alone, so that deciding again after a crash finds what is still missing and no more."""
    if engagement.acknowledged_at or engagement.stopped_at:
        return Decision(finished=True)
    made = {page.slot: page for page in pages}
    wanted = _still_wanted(engagement, pages)
    unmade = [slot for slot in wanted if slot.name not in made and slot.name not in engagement.skipped_slots]
    to_ask = questions(engagement)
    again = _next_moment(wanted, unmade, made, to_ask, now)
    ask_now = tuple(question for question in to_ask if question.due_at <= now)
    return Decision(
        ask_now=ask_now,
        page_now=tuple(slot for slot in unmade if slot.due_at <= now),
        repeat_now=tuple(
            (page, slot.asked_by(now))
            for slot in wanted
            if (page := _open(made, slot)) and slot.asked_by(now) > page.times_asked
        ),
        look_again_at=again,
        finished=again is None and not ask_now,
    )


def earliest_first(decision: Decision, again_at: datetime) -> Decision:
    """The same for the earliest of the moments that are overdue; the others' turn comes at the next look."""
    due = tuple(slot for slot in decision.page_now if slot.due_at == decision.page_now[0].due_at)
    if due == decision.page_now:
        return decision
    soon = min(decision.look_again_at or again_at, again_at)
    return replace(decision, page_now=due, look_again_at=soon, finished=False)


def _still_wanted(engagement: Engagement, pages: Sequence[Page]) -> list[Slot]:
    """The timetable without those who have answered, although their answer did not stop the plan."""
    answered = {page.contact_arn for page in pages if page.read_at}
    return [slot for slot in timetable(engagement) if slot.contact_arn not in answered]


def _next_moment(
    wanted: list[Slot], unmade: list[Slot], made: dict[str, Page], to_ask: Sequence[Question], now: datetime
) -> datetime | None:
    """When the next page, repetition or question falls due.  Repetitions of what is paged only now count as well."""
    repeating = [slot for slot in wanted if slot in unmade or _open(made, slot)]
    moments = [question.due_at for question in to_ask] + [slot.due_at for slot in unmade]
    moments += [at for slot in repeating for at in slot.repeats_at]
    return min((at for at in moments if at > now), default=None)


def _open(made: dict[str, Page], slot: Slot) -> Page | None:
    page = made.get(slot.name)
    return page if page and page.closed_at is None else None
