"""What a thread is told when a plan has come to its end in vain: AWS writes no event for it, and people must know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.announcements.card import StoryLine
from core.announcements.progress import ends_at
from core.engagements.engagement import Engagement


def unanswered(engagements: Iterable[Engagement], now: datetime) -> list[StoryLine]:
    """A line for each engagement that paged everybody it could and got no answer."""
    return [
        StoryLine(
            event_id=f"unanswered {one.arn}",
            at=ends_at(one),
            icon="trouble",
            text=f"Nobody answered, and nobody is left to page: {one.plan.engaged.name} has come to its end.",
        )
        for one in engagements
        if not one.acknowledged_at and not one.stopped_at and ends_at(one) <= now
    ]
