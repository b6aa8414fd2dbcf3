"""What does an incident's card show now?  A function of the records and the time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from core.announcements.card import Card, Engaged, Paged, PagedState
from core.announcements.progress import ends_at, silent_stages, stage_now, turns_at
from core.announcements.repeated import repeated
from core.announcements.trouble import troubles
from core.arns import name_of
from core.engagements.engagement import Engagement, Page
from core.incidents.incident import Incident
from core.timeline.event import TimelineEvent

State = Literal["paging", "acknowledged", "stopped", "exhausted"]
DELETED = "This incident was deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a card and a story are made of."""

    incident: Incident
    plan_name: str
    """The response plan's display name, or else its name."""
    engagements: Sequence[Engagement] = ()
    """In the order in which they started."""
    pages: Mapping[str, Sequence[Page]] = field(default_factory=dict)
    """By their engagement's ARN, in the order in which they were made."""
    events: Sequence[TimelineEvent] = ()
    slack_users: Mapping[str, str] = field(default_factory=dict)
    """Slack user ids by the contact's ARN, as far as they are known."""


def card_of(facts: Facts, now: datetime) -> Card:
    """The card of an incident in a channel that it has."""
    incident = facts.incident
    return Card(
        incident_arn=incident.arn,
        title=incident.title,
        impact=incident.impact,
        status=incident.status,
        since=incident.created_at,
        resolved_at=incident.resolved_at,
        summary=incident.summary,
        repeated=repeated(facts.events),
        response_plan=facts.plan_name,
        engaged=tuple(_engaged(engagement, facts, now) for engagement in facts.engagements),
        warnings=(*troubles(facts.events), *_silences(facts.engagements)),
    )


def card_of_deleted(incident_arn: str, now: datetime) -> Card:
    """What is left in a channel of an incident that exists no more: nothing that it said."""
    return Card(
        incident_arn=incident_arn,
        title=DELETED,
        impact=5,
        status="RESOLVED",
        since=now,
        deleted_at=now,
        response_plan=name_of(incident_arn).partition("/")[0],
    )


def changes_at(engagements: Iterable[Engagement], now: datetime) -> datetime | None:
    """When the card will be another one although nothing happens: a stage begins, or a plan comes to its end."""
    running = (one for one in engagements if not (one.acknowledged_at or one.stopped_at))
    return min((at for one in running if (at := turns_at(one, now))), default=None)


def _engaged(engagement: Engagement, facts: Facts, now: datetime) -> Engaged:
    people = _people(engagement, facts)
    state = _state(engagement, people, now)
    stage, next_stage_at = stage_now(engagement, now)
    return Engaged(
        name=engagement.plan.engaged.name,
        state=state,
        stage=stage,
        stages=None if stage is None else len(engagement.plan.engaged.stages),
        next_stage_at=next_stage_at if state == "paging" else None,
        people=people,
    )


def _state(engagement: Engagement, people: Iterable[Paged], now: datetime) -> State:
    """An answer of somebody who is not essential leaves the plan running, but counts once it has come to its end."""
    if engagement.acknowledged_at:
        return "acknowledged"
    if engagement.stopped_at:
        return "stopped"
    if ends_at(engagement) > now:
        return "paging"
    return "acknowledged" if any(person.state == "acknowledged" for person in people) else "exhausted"


def _people(engagement: Engagement, facts: Facts) -> tuple[Paged, ...]:
    by_person: dict[str, list[Page]] = {}
    for page in facts.pages.get(engagement.arn, ()):
        by_person.setdefault(page.contact_arn, []).append(page)
    return tuple(
        Paged(
            name=engagement.name_of(arn),
            slack_user_id=facts.slack_users.get(arn),
            state=_became_of(pages),
            at=next((page.read_at for page in pages if page.read_at), max(map(_asked_at, pages))),
        )
        for arn, pages in by_person.items()
    )


def _became_of(pages: Sequence[Page]) -> PagedState:
    if any(page.read_at for page in pages):
        return "acknowledged"
    if all(page.closed_at for page in pages):
        return "superseded"
    return "unreachable" if all(_failed(page) for page in pages) else "waiting"


def _failed(page: Page) -> bool:
    """Whether its last attempt came to nothing."""
    return bool(page.receipts) and page.receipts[-1].type == "ERROR"


def _asked_at(page: Page) -> datetime:
    return page.sent_at or page.created_at


def _silences(engagements: Iterable[Engagement]) -> list[str]:
    running = (one for one in engagements if not (one.acknowledged_at or one.stopped_at))
    return [warning for one in running for warning in silent_stages(one)]
