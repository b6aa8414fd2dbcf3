"""What a response plan is."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTemplate:
    title: str
    impact: int
    summary: str | None = None
    dedupe_string: str | None = None
    notification_targets: tuple[str, ...] = ()
    incident_tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePlan:
    arn: str
    name: str
    display_name: str | None = None
    template: IncidentTemplate
    engagements: tuple[str, ...] = ()
    """The contacts, escalation plans and schedules that are engaged when an incident starts."""
    chat_topics: tuple[str, ...] = ()
    actions: tuple[dict[str, object], ...] = ()
    """AWS's `Action` unions, as they came: a runbook to start."""
    integrations: tuple[dict[str, object], ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 0
