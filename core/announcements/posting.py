"""What is to be posted or changed in a channel next?  What it should show against what it was last sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from core.announcements.announcement import Announcement, announcement_key
from core.announcements.card import Card, StoryLine
from core.announcements.drawing import card_of_deleted

MOST_LINES = 20
"""So many sentences go into one post."""
LEFT = "What happens next is not told in this channel any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class PutCard:
    """Post the card, or where `ts` names one change it; then `put` is what the channel knows."""

    announcement: Announcement
    card: Card
    leaving: bool = False
    """Whether this is the last that the channel hears."""

    @property
    def ts(self) -> str | None:
        return self.announcement.card_ts

    @property
    def key(self) -> str:
        """The same however often this is tried."""
        return f"{self.announcement.key} {digest(self.card)}"

    def put(self, ts: str, now: datetime) -> Announcement:
        """The announcement once the card stands at `ts`."""
        return replace(
            self.announcement, card_ts=ts, card_digest=digest(self.card), moved_at=now if self.leaving else None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Say these in the card's thread; then `told` is what the channel knows."""

    announcement: Announcement
    thread_ts: str
    lines: tuple[StoryLine, ...]

    @property
    def key(self) -> str:
        """The same however often this is tried."""
        return f"{self.announcement.key} {self.lines[0].event_id}"

    def told(self) -> Announcement:
        """The announcement once the thread has these lines."""
        ids = tuple(line.event_id for line in self.lines)
        return replace(self.announcement, told_events=(*self.announcement.told_events, *ids))


def announcements_of(incident_arn: str, channels: Sequence[str], stored: Iterable[Announcement]) -> list[Announcement]:
    """One for every channel that the incident has or had: those that are stored, and fresh ones for the others."""
    known = {one.slack_channel_id: one for one in stored}
    fresh = [
        Announcement(key=announcement_key(incident_arn, channel), incident_arn=incident_arn, slack_channel_id=channel)
        for channel in channels
        if channel not in known
    ]
    return [*known.values(), *fresh]


def next_post(
    announcement: Announcement, card: Card, story: Sequence[StoryLine], channels: Sequence[str]
) -> PutCard | Tell | None:
    """The next thing to do in this channel; None once it shows all that it should.

    `channels` are those that the incident has now.  One that it had is told where the incident went, and left alone.
    """
    if announcement.slack_channel_id not in channels:
        return _goodbye(announcement, card, channels)
    if announcement.card_ts is None or digest(card) != announcement.card_digest:
        return PutCard(announcement=announcement, card=card)
    untold = [line for line in story if line.event_id not in announcement.told_events]
    if untold:
        return Tell(announcement=announcement, thread_ts=announcement.card_ts, lines=tuple(untold[:MOST_LINES]))
    return None


def last_post(announcement: Announcement, now: datetime) -> PutCard | None:
    """What becomes of the card of an incident that was deleted; None where there is none to change."""
    if announcement.card_ts is None:
        return None
    return PutCard(announcement=announcement, card=card_of_deleted(announcement.incident_arn, now), leaving=True)


def digest(card: Card) -> str:
    """The same for the same card; nothing of it can be read from it."""
    text = json.dumps(asdict(card), sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _goodbye(announcement: Announcement, card: Card, channels: Sequence[str]) -> PutCard | None:
    if announcement.card_ts is None or announcement.moved_at:
        return None
    shown = replace(card, moved_to=tuple(channels)) if channels else replace(card, warnings=(*card.warnings, LEFT))
    return PutCard(announcement=announcement, card=shown, leaving=True)
