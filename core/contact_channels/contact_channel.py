"""What a contact channel is, and how its owner agrees to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ChannelType = Literal["SMS", "VOICE", "EMAIL", "SLACK"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """A code on its way to the channel's address, which proves that whoever types it reads that address."""

    code: str
    sent_at: datetime
    asked_by: str = ""
    """The name of whoever wants the channel set up, where it is known."""
    times_sent: int = 1
    """How many codes there were since the channel's owner was first asked."""
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """An address that was in use, until its reader has been told that another took its place."""

    address: str
    until: datetime
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChannel:
    arn: str
    contact_arn: str
    name: str
    type: ChannelType
    address: str
    """A telephone number, a mail address or, for `SLACK`, a Slack user id."""
    activated_at: datetime | None = None
    activation: Activation | None = None
    former: Former | None = None
    created_at: datetime
    version: int = 0
