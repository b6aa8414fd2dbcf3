"""What a timeline event is, and AWS's exact names for the ones that are written without being asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.compact import compact

TRIGGER = "SSM Incident Trigger"
START = "SSM Incident Start"
RECORD_UPDATE = "SSM Incident Record Update"
PAGE = "SSM Contacts Page for Incident"
ACKNOWLEDGEMENT = "SSM Contacts Page Acknowledgement for Incident"
RUNBOOK_START_FAILURE = "SSM Automation Execution Start Failure for Incident"
CUSTOM = "Custom Event"
NOTE = "Note"

WRITTEN_BY_CALLERS = frozenset({CUSTOM, NOTE})


@dataclass(frozen=True, slots=True)
class Reference:
    """AWS's `EventReference`: exactly one of the two."""

    kind: Literal["resource", "relatedItemId"]
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent:
    event_id: str
    incident_arn: str
    event_at: datetime
    """When it happened, as its writer says."""
    updated_at: datetime
    """When it was written or last changed, by our clock."""
    event_type: str
    data: str
    """JSON text."""
    references: tuple[Reference, ...] = ()
    author: str = ""
    """The principal that wrote it."""
    version: int = 0


def automatic(
    event_id: str, incident_arn: str, event_type: str, data: Mapping[str, object], at: datetime
) -> TimelineEvent:
    """An event that nobody asked for; it refers to its incident, as AWS's do."""
    return TimelineEvent(
        event_id=event_id,
        incident_arn=incident_arn,
        event_at=at,
        updated_at=at,
        event_type=event_type,
        data=compact(data),
        references=(Reference("resource", incident_arn),),
    )
