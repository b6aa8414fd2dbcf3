"""What a cover is: a member of a rotation is on call instead of another, where both of them want it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from core.rotation_overrides.fitness import SHORTEST

Kind = Literal["take", "give", "swap"]
Outcome = Literal["agreed", "declined", "withdrawn"]
Over = Literal["agreed", "declined", "withdrawn", "begun", "expired"]

ANSWERED_WITHIN = timedelta(days=7)
"""Whoever has not answered by then does not mean to."""
KEPT_FOR = timedelta(days=7)
"""So long after it ended do its buttons say what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One of the two."""

    contact_arn: str
    user_id: str
    """In Slack, where they are asked and answer."""
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A time in which one of them is on call instead of the other."""

    starts_at: datetime
    ends_at: datetime
    leaves: str
    comes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message about a cover; the one that asks is changed when something comes of it."""

    what: Literal["asked", "outcome"]
    to: str
    """A person or a channel."""
    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    id: str
    kind: Kind
    rotation_arn: str
    called: str
    """Where they are on call, as people call it."""
    asker: Party
    other: Party
    turns: tuple[Turn, ...]
    """One, or two where they swap."""
    asked_at: datetime
    expires_at: datetime
    """Nobody can agree any more from then on."""
    is_told_only: bool = False
    """Whether it was not asked, because a policy allows the asker to make overrides as they like."""
    outcome: Outcome | None = None
    settled_at: datetime | None = None
    settled_by: str = ""
    """The delivery that settled it: carried out once more after a crash, it finds what it did."""
    told: tuple[Told, ...] = ()
    version: int = 0


def same(one: Cover, other: Cover, now: datetime) -> bool:
    """Whether the same would come of both; of shifts that run, only what is left counts."""
    still = [
        [(max(turn.starts_at, now), turn.ends_at, turn.leaves, turn.comes) for turn in of.turns] for of in (one, other)
    ]
    return one.rotation_arn == other.rotation_arn and still[0] == still[1]


def expiry(turns: tuple[Turn, ...], asked_at: datetime) -> datetime:
    """When a shift begins of which somebody was to be relieved; of one that runs, when too little of it is left."""
    last_moments = (one.starts_at if one.starts_at > asked_at else one.ends_at - SHORTEST for one in turns)
    return min(asked_at + ANSWERED_WITHIN, *last_moments)


def over(cover: Cover, now: datetime) -> Over | None:
    """Why nobody can answer it any more, if so."""
    if cover.outcome:
        return cover.outcome
    if now < cover.expires_at:
        return None
    return "expired" if cover.expires_at == cover.asked_at + ANSWERED_WITHIN else "begun"
