"""Who is on call in a schedule when the plan comes to it, and what the engagement knows from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.contacts.contact import Contact
from core.engagements.engagement import Engagement, Found, FrozenContact, Page
from core.engagements.starting import frozen
from core.engagements.timetable import Question
from core.oncall.duty import Overridden, covering, everybody_on_call
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Rotation


def on_call_in(
    schedule: FrozenContact,
    known: Mapping[str, Rotation],
    overrides: Mapping[str, Sequence[RotationOverride]],
    at: datetime,
) -> tuple[str, ...]:
    """The ARNs of everybody who is on call, each once, in the order of the rotations.

    The plan is frozen and so is the list of its schedules' rotations, but people change turns while an incident lasts,
    and whoever covers for another must be paged: each rotation counts as it is now, with its overrides.  One that is
    gone goes on as it was frozen; its overrides went with it.
    """
    return everybody_on_call(_turns(schedule, known, overrides), at)


def covers_in(
    schedule: FrozenContact,
    known: Mapping[str, Rotation],
    overrides: Mapping[str, Sequence[RotationOverride]],
    at: datetime,
) -> dict[str, tuple[str, ...]]:
    """For whom they cover, those of them who do; all by ARN."""
    return covering(_turns(schedule, known, overrides), at)


def _turns(
    schedule: FrozenContact, known: Mapping[str, Rotation], overrides: Mapping[str, Sequence[RotationOverride]]
) -> list[Overridden]:
    were = {rotation.arn: rotation for rotation in schedule.rotations}
    turns: list[Overridden] = []
    for arn in schedule.rotation_arns:
        if rotation := known.get(arn):
            turns.append((rotation, overrides.get(arn, ())))
        elif arn in were:
            turns.append((were[arn], ()))
    return turns


def found(
    question: Question,
    contact_arns: Iterable[str],
    people: Mapping[str, Contact],
    covers: Mapping[str, tuple[str, ...]],
    minute: timedelta,
    at: datetime,
) -> Found:
    """The answer to a question: those on call, with their personal plans as they are now.

    `covers`: the names of those for whom they cover, by their own ARN.
    """
    arns = tuple(contact_arns)
    return Found(
        place=question.place,
        at=at,
        people=tuple(frozen(people[arn], minute, {}) for arn in arns if arn in people),
        missing=tuple(arn for arn in arns if arn not in people),
        covers=dict(covers),
    )


def with_found(engagement: Engagement, answers: Iterable[Found]) -> Engagement:
    """The engagement that knows this as well, for good."""
    return replace(engagement, found=(*engagement.found, *answers))


def found_for(page: Page, engagement: Engagement) -> Found | None:
    """By which answer this page's owner was found to be on call; None for whoever the plan names themselves."""
    if not any(step.type == "ONCALL_SCHEDULE" for step in page.path):
        return None
    # The schedule's place is what the slot's name has before the person's number and their own stage.
    *place, _, _ = page.slot.split("/")
    return next((found for found in engagement.found if found.place == "/".join(place)), None)
