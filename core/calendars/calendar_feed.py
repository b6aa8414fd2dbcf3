"""What a calendar feed is: an address with a secret in it, at which a schedule's or a person's shifts are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry as it was told last, so that calendars can know what is newer."""

    uid: str
    digest: str
    sequence: int
    """At which revision of the feed it became so."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeed:
    id: str
    contact_arn: str
    """The schedule or person whose shifts are told."""
    digest: str = field(repr=False)
    """Of the secret, which nobody but the subscriber has."""
    made_by: str
    """The ARN of whoever asked for it."""
    created_at: datetime
    revision: int = 0
    told: tuple[Told, ...] = ()
    version: int = 0
