"""What an incident's card in a channel shows, as a value; how it looks is the edge's business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.announcements.repeated import Repeated
from core.incidents.incident import Status

PagedState = Literal["waiting", "acknowledged", "superseded", "unreachable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """One person who has been paged, and what became of it."""

    name: str
    slack_user_id: str | None = None
    state: PagedState
    at: datetime
    """When they answered, or else when they were last paged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engaged:
    """One engagement: an escalation plan, a person or a schedule."""

    name: str
    state: Literal["paging", "acknowledged", "stopped", "exhausted"]
    """`exhausted`: the plan has come to its end and nobody answered."""
    stage: int | None = None
    """The escalation plan's stage that has begun, from 0."""
    stages: int | None = None
    next_stage_at: datetime | None = None
    people: tuple[Paged, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    incident_arn: str
    title: str
    impact: int
    status: Status
    since: datetime
    resolved_at: datetime | None = None
    summary: str | None = None
    repeated: Repeated | None = None
    response_plan: str
    """Its display name, or else its name."""
    engaged: tuple[Engaged, ...] = ()
    warnings: tuple[str, ...] = ()
    """What people must know: a runbook that did not start, a stage that reaches nobody."""
    deleted_at: datetime | None = None
    """When the record was deleted: the card says so and nothing else."""
    moved_to: tuple[str, ...] = ()
    """The Slack channels that the incident has now, where this one is no longer among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """One sentence of the story in the card's thread."""

    event_id: str
    at: datetime
    icon: Literal["start", "page", "acknowledge", "update", "note", "resolve", "trouble"]
    text: str
    """Plain text, not yet escaped."""
    author: str = ""
    """The Slack user id of whoever wrote it, where somebody did."""
