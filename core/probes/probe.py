"""A page to nobody: is Muster paging, and in time?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

NAME = "page"
"""There is one; each is asked for after the last."""
EVERY = timedelta(seconds=30)
IN_TIME = timedelta(seconds=10)
"""What takes longer, takes too long for a person too."""
GIVEN_UP_AFTER = timedelta(minutes=5)
PROVES_FOR = timedelta(seconds=90)
"""So long is it believed that pages go out because one did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """As it was last asked for, and what became of it."""

    name: str = NAME
    asked_at: datetime
    code: str
    """As of any page; nobody is told it."""
    sent_at: datetime | None = None
    receipt: str | None = None
    """What the carrier said."""
    proven_at: datetime | None = None
    """When the last one that went out in time was sent, be it this one or an earlier."""
    version: int = 0


def is_due(probe: Probe | None, now: datetime) -> bool:
    """Whether to ask for another: not while one is out, which is what is to be noticed, unless it is out for long."""
    return probe is None or now - probe.asked_at >= (EVERY if probe.sent_at else GIVEN_UP_AFTER)


def is_late(probe: Probe, now: datetime) -> bool:
    """Whether it took too long, or does."""
    return (probe.sent_at or now) - probe.asked_at > IN_TIME


def proves(probe: Probe | None, now: datetime) -> bool:
    """Whether pages go out, as far as anybody can know."""
    return probe is not None and probe.proven_at is not None and now - probe.proven_at <= PROVES_FOR
