"""What an answer about who is on call is made of, as one person may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.arns import alias_of
from core.contacts.contact import ContactType
from core.oncall.glance import Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A contact, as lists have it."""

    arn: str
    alias: str
    name: str
    """What people call it: its display name, or else its alias."""
    type: ContactType


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """One rotation of a schedule."""

    name: str
    """Empty where it may not be seen."""
    listed: Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    known: Known
    rotations: tuple[Turns, ...] | None
    """None where they may not be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """From where somebody looks."""

    at: datetime
    is_now: bool
    zone: ZoneInfo
    """The reader's own."""
    names: Mapping[str, str]
    """What people call them, by ARN."""

    def name(self, arn: str) -> str:
        """What people call a contact; its alias where that is not known."""
        return self.names.get(arn) or alias_of(arn)
