"""What a notification target is told of one event: AWS's message, and a sentence for rooms where people read it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta

from core.announcements.story import story_of
from core.compact import compact
from core.incidents.impact import sentence
from core.incidents.incident import Incident
from core.timeline.event import WRITTEN_BY_CALLERS, TimelineEvent
from core.work import Work

SOURCE = "aws.ssm-incidents"
SAME_CALL = timedelta(milliseconds=1)
"""So near each other are the times of what one call has set off, which is told in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    key: str
    """The same however often it is sent."""
    group: str
    """Notifications of one group belong in their order."""
    message: str
    """JSON in the shape of EventBridge, as Incident Manager publishes it."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Errand:
    """Which event to tell which target of; a step's subject, in which no target can be read."""

    incident_arn: str
    event_id: str
    target: str

    @property
    def subject(self) -> str:
        """As the step has it."""
        return f"{self.incident_arn} {self.event_id} {self.target}"

    @classmethod
    def of(cls, subject: str) -> Errand:
        """The errand that a step is for."""
        incident_arn, event_id, target = subject.split(" ")
        return cls(incident_arn, event_id, target)

    def topic(self, incident: Incident) -> str | None:
        """The target's ARN; None where the incident does not have it any more."""
        return next((arn for arn in incident.notification_targets if _mark(arn, self.event_id) == self.target), None)


def notify(work: Work, incident: Incident, *events: TimelineEvent) -> None:
    """Have every notification target told of these events: a row for each, stored together with the events.

    What people write on the timeline is theirs and stays there.
    """
    for event, arn in _each(incident, events):
        subject = Errand(incident.arn, event.event_id, _mark(arn, event.event_id)).subject
        place = min(max(event.event_at - work.now, timedelta()), SAME_CALL)
        work.schedule("notify", subject, work.now - SAME_CALL + place)


def notification_of(incident: Incident, event: TimelineEvent, account: str, region: str) -> Notification:
    """What is said of this event."""
    message = {
        "version": "0",
        "id": event.event_id,
        "detail-type": event.event_type,
        "source": SOURCE,
        "account": account,
        "time": event.event_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": [incident.arn],
        "detail": json.loads(event.data),
    }
    [line] = story_of([event], {})
    return Notification(
        key=event.event_id,
        group=incident.arn,
        message=compact(message),
        sentence=f"{incident.title} ({sentence(incident.impact).rstrip('.')}): {line.text}",
    )


def _each(incident: Incident, events: Iterable[TimelineEvent]) -> Iterable[tuple[TimelineEvent, str]]:
    told = (event for event in events if event.event_type not in WRITTEN_BY_CALLERS)
    return ((event, arn) for event in told for arn in dict.fromkeys(incident.notification_targets))


def _mark(topic_arn: str, event_id: str) -> str:
    """Tells the targets of an incident apart without naming them."""
    return hashlib.sha256(f"{event_id} {topic_arn}".encode()).hexdigest()[:16]
