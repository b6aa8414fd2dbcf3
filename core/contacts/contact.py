"""What a contact is, and what its plan is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

ContactType = Literal["PERSONAL", "ESCALATION", "ONCALL_SCHEDULE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTarget:
    """Reach the person through this channel."""

    channel_arn: str
    retry_every: timedelta | None = None
    """Send the page again this often while nobody answers and the stage lasts; None: once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTarget:
    """Engage this person or schedule."""

    contact_arn: str | None = None
    is_essential: bool = False
    """Whether this contact's acknowledgement stops the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    lasts: timedelta
    channels: tuple[ChannelTarget, ...] = ()
    contacts: tuple[ContactTarget, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    arn: str
    alias: str
    type: ContactType
    display_name: str | None = None
    stages: tuple[Stage, ...] = ()
    rotation_arns: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 0
