"""What a thread is told of a plan that found nobody: AWS writes no event for it, and people must know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from core.announcements.card import StoryLine
from core.announcements.ending import answered_by, unstopped
from core.announcements.progress import ends_at, nobody_on_call
from core.engagements.engagement import Engagement, Page


def unanswered(
    engagements: Iterable[Engagement], pages: Mapping[str, Sequence[Page]], now: datetime
) -> list[StoryLine]:
    """A line for each engagement that has come to its end, and that no answer has stopped; `pages` by its ARN."""
    return [
        StoryLine(
            event_id=f"unanswered {one.arn}",
            at=ends_at(one),
            icon="note" if answered_by(pages.get(one.arn, ()), now) else "trouble",
            text=unstopped(one, pages.get(one.arn, ()), now),
        )
        for one in engagements
        if not one.acknowledged_at and not one.stopped_at and ends_at(one) <= now
    ]


def off_duty(engagements: Iterable[Engagement]) -> list[StoryLine]:
    """A line for each time that nobody was on call in a schedule when the plan came to it."""
    return [
        StoryLine(event_id=f"nobody on call {one.arn} {found.place}", at=found.at, icon="trouble", text=told)
        for one in engagements
        for found in one.found
        if (told := nobody_on_call(one).get(found.place))
    ]
