"""What became of a page that asks for no answer any more, in the words that its message is changed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.engagements.engagement import Engagement, Page
from core.engagements.stopping import INCIDENT_DELETED
from core.incidents.incident import Incident


@dataclass(frozen=True, slots=True)
class Outcome:
    words: str
    at: datetime


def outcome_of(page: Page, engagement: Engagement, incident: Incident | None) -> Outcome | None:
    """None while the page still asks."""
    if page.read_at:
        return Outcome("You acknowledged this page", page.read_at)
    if page.closed_at is None:
        return None
    if engagement.acknowledged_by:
        return Outcome(f"{engagement.name_of(engagement.acknowledged_by)} has taken this", page.closed_at)
    if incident is None and engagement.stop_reason == INCIDENT_DELETED:
        return Outcome("The incident was deleted; nothing is asked of you", page.closed_at)
    if incident and incident.status == "RESOLVED":
        return Outcome("The incident is resolved", page.closed_at)
    if engagement.stopped_at:
        return Outcome("The engagement was stopped", page.closed_at)
    return Outcome("No answer is needed any more", page.closed_at)
