"""What does an incident's timeline say of a cover?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from core.covers.cover import Cover
from core.timeline.event import NOTE, Reference, TimelineEvent


def noted(event_id: str, incident_arn: str, cover: Cover, author: str, now: datetime) -> TimelineEvent:
    """A note of whoever made it so: an open incident may page another person from now on."""
    return TimelineEvent(
        event_id=event_id,
        incident_arn=incident_arn,
        event_at=now,
        updated_at=now,
        event_type=NOTE,
        data=json.dumps(" ".join(sentences(cover)), ensure_ascii=False),
        references=(Reference("resource", incident_arn),),
        author=author,
    )


def sentences(cover: Cover) -> list[str]:
    """One for each turn."""
    names = names_of(cover)
    return [
        f"{names[turn.comes]} is on call for {names[turn.leaves]} in {cover.called} from {_spelled(turn.starts_at)} "
        f"until {_spelled(turn.ends_at)}."
        for turn in cover.turns
    ]


def names_of(cover: Cover) -> Mapping[str, str]:
    """Of the two, by ARN."""
    return {one.contact_arn: one.name for one in (cover.asker, cover.other)}


def _spelled(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
