"""What an incident is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Status = Literal["OPEN", "RESOLVED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What started it; the members of AWS's `IncidentRecordSource`."""

    created_by: str
    source: str
    invoked_by: str | None = None
    resource_arn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """AWS's incident record."""

    arn: str
    response_plan_arn: str
    status: Status = "OPEN"
    impact: int
    title: str
    summary: str | None = None
    dedupe_string: str
    source: Source
    created_at: datetime
    resolved_at: datetime | None = None
    last_modified_at: datetime
    last_modified_by: str
    chat_topics: tuple[str, ...] = ()
    """The `chatbotSns` topics; which Slack channels they mean is in `core.chat_channels`."""
    notification_targets: tuple[str, ...] = ()
    automation_executions: tuple[str, ...] = ()
    """The ARNs of the runs of runbooks that it brought from AWS."""
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 0
