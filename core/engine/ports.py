"""What the engine needs: a table of steps, and someone to carry messages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.announcements.card import Card, StoryLine
from core.step import Lane, Step
from core.work import Begin


class Steps(Protocol):
    async def claim(self, lane: Lane, now: datetime, limit: int, lease: timedelta) -> list[Step]:
        """Take up to `limit` steps that are due and that nobody holds, the most overdue first; they are ours for
        the length of the lease.  Kinds that this release does not know are left to those that do."""

    def held(self, step: Step, now: datetime, lease: timedelta) -> Begin:
        """A step that is not stored yet as one that is ours from the moment when it is, for the length of the lease."""

    async def next_due_at(self, lane: Lane) -> datetime | None:
        """When there will be something to claim, as far as it can be foreseen."""

    async def release_all_but(self, keys: Collection[str], lane: Lane) -> None:
        """Give back what this process holds in a lane, except for these steps, which it is at."""


class Lanes(Protocol):
    async def mend(self) -> list[str]:
        """Put steps on their own lane whose row names one that there is none of; their keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What the carrier said when it took a message."""

    info: str
    """The carrier's id of the message, for the SENT receipt."""
    reference: str | None = None
    """What it takes to change the message later."""
    delivered: bool = False
    """Whether the carrier knows already that it reached the person."""
    report_within: timedelta | None = None
    """By when the carrier reports that it reached the person; None: it never does, and silence means nothing."""
    failures: tuple[str, ...] = ()
    """What was in the way of those that were asked before the one that took it."""
    at: datetime | None = None
    """When the carrier took it, where that was before now."""


class TryLater(Exception):
    """The carrier asks for patience (a rate limit, an outage): nothing was sent."""

    def __init__(self, after: timedelta, reason: str) -> None:
        super().__init__(reason)
        self.after = after
        self.reason = reason


class Busy(TryLater):
    """It is we who send no more at the moment, by a limit of our own: nothing is wrong with whoever would take it."""


class CannotDeliver(Exception):
    """It will never work this way: unknown person, deactivated account, no provider.  The text is for the receipt."""


class CannotTell(Exception):
    """Nobody can look what this carrier has taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMessage:
    """What a page says, whatever carries it."""

    page_arn: str
    contact_channel_arn: str
    channel_type: str
    address: str
    contact_name: str
    sender: str
    subject: str
    content: str
    public_subject: str | None
    public_content: str | None
    code: str
    incident_arn: str | None
    title: str | None
    impact: int | None
    told_in: tuple[str, ...] = ()
    """The Slack channels where the incident can be followed."""
    since: datetime
    """When the incident, or failing that the engagement, started."""
    stage: int | None
    """The stage of the escalation plan that it stands in, from 0."""
    stages: int | None
    schedule: str | None = None
    """The name of the on-call schedule by which the person was found; it tells strangers what is attacked or broken."""
    covers_for: tuple[str, ...] = ()
    """The names of those in whose place they are on call."""
    attempt: int
    """1 for the first time that it is sent."""
    made_at: datetime | None = None
    """Nothing of it was sent before; None where that is not known."""
    reference: str | None
    """Where it was sent before."""
    trouble: str | None = None
    """Why it could not be sent before, where it could not."""
    trouble_at: datetime | None = None
    others: int = 0
    """How many other pages are in the same message and still ask for an answer."""
    outcome: str | None = None
    """What became of it, in a sentence, once it needs no answer any more."""
    outcome_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationMessage:
    """A request to agree to being paged through a channel."""

    contact_channel_arn: str
    channel_type: str
    address: str
    channel_name: str
    contact_name: str
    code: str
    asked_by: str
    times_sent: int = 1
    """The how manieth code this is, since the channel's owner was first asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningMessage:
    """Somebody tried what only the reader may do, and was refused."""

    address: str
    action: str
    resource_arn: str
    actor_arn: str
    tried_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FarewellMessage:
    """The channel that led to the reader has another address now."""

    contact_channel_arn: str
    channel_type: str
    address: str
    """The old one."""
    channel_name: str
    contact_name: str
    changed_by: str
    """A name; nothing where it is not known."""
    changed_at: datetime
    code: None = None


Notice = WarningMessage | FarewellMessage
"""What somebody ought to know, and need do nothing about."""


class Carrier(Protocol):
    """One way to reach people; raises `TryLater` or `CannotDeliver`."""

    async def page(self, message: PageMessage) -> HandedOver:
        """Hand a page over; sending the same page again reaches the person again."""

    async def find(self, message: PageMessage) -> HandedOver | None:
        """This very page, where it was handed over already; None where it was not.

        Raises `TryLater` or `CannotDeliver` where the carrier does not say, and `CannotTell` where it never does.
        """

    async def revise(self, message: PageMessage) -> None:
        """Change what was sent so that it says what became of it; nothing to do where a medium cannot."""

    async def activate(self, message: ActivationMessage) -> HandedOver:
        """Hand an activation code over."""

    async def warn(self, message: Notice) -> None:
        """Tell somebody what another has tried or done."""


class Carriers(Protocol):
    def for_type(self, channel_type: str) -> Carrier:
        """Who carries this type of channel; one that raises `CannotDeliver` where none is configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Where a channel post stands now."""

    ts: str


class Noticeboard(Protocol):
    """A Slack channel, seen from the engine; raises `TryLater` or `CannotDeliver`."""

    async def put_card(self, channel_id: str, card: Card, key: str, ts: str | None) -> Posted:
        """Post the incident's card, or change the one at `ts`."""

    async def find_card(self, channel_id: str, incident_arn: str) -> str | None:
        """Where this incident's card stands, if an attempt of which nobody knows the end has posted it."""

    async def tell(self, channel_id: str, thread_ts: str, lines: Sequence[StoryLine], key: str) -> Posted:
        """Say what happened in the card's thread."""
