"""An alarm that an open incident has taken in, until it is told together with others that came after the first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.compact import compact
from core.incidents.happenings import triggered
from core.incidents.incident import Incident
from core.incidents.opening import Trigger
from core.timeline.event import TimelineEvent

TOLD_AFTER = timedelta(seconds=10)
"""So long are repetitions counted before the timeline has a word of them: a storm is few events."""
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Rows that are only added: whoever counts them makes no sender wait for another."""

    incident_arn: str
    id: str
    at: datetime
    by: str
    source: str
    resource_arn: str | None = None
    raw_data: str | None = None
    version: int = 0


def repetition(id_: str, incident: Incident, trigger: Trigger) -> Repetition:
    """What is kept of a trigger that starts nothing."""
    return Repetition(
        incident_arn=incident.arn,
        id=id_,
        at=trigger.at,
        by=trigger.by,
        source=trigger.source,
        resource_arn=trigger.arn,
        raw_data=trigger.raw_data,
    )


def told(event_id: str, incident: Incident, repetitions: Sequence[Repetition], now: datetime) -> TimelineEvent:
    """One event of AWS's type for all of them, with what the last one said, and how many there were."""
    last = max(repetitions, key=lambda one: (one.at, one.id))
    trigger = Trigger(source=last.source, at=last.at, by=last.by, arn=last.resource_arn, raw_data=last.raw_data)
    event = triggered(event_id, incident, trigger, now, created=False)
    if len(repetitions) == 1:
        return event
    data = {**json.loads(event.data), "repetitions": len(repetitions)}
    return replace(event, data=compact(data))
