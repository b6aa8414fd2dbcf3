"""What a channel has been told of an incident so far: its card, and the story in the card's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    key: str
    """`INCIDENT-ARN CHANNEL`."""
    incident_arn: str
    slack_channel_id: str
    card_ts: str | None = None
    """Slack's name for the card; the story is told in its thread."""
    card_digest: str = ""
    """A digest of the card as it was last sent, so that only a change is an edit."""
    told_events: tuple[str, ...] = ()
    """The ids of the timeline events that the thread has."""
    moved_at: datetime | None = None
    """When the incident's channel became another one: the card says so and is left alone."""
    version: int = 0


def announcement_key(incident_arn: str, slack_channel_id: str) -> str:
    """The one row that says what this channel knows of this incident."""
    return f"{incident_arn} {slack_channel_id}"
