"""What happened, seen from outside: what people did, what arrived at the carriers, and what the API says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from tests.faults.plans import Medium, Plan

Outcome = Literal["taken", "failed", "refused", "lost"]
"""What became of a sending at its carrier: the person has it; it may be tried again; it never works; the carrier took
it, could not deliver it, and says so."""
E_ = TypeVar("E_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Something arrived at a carrier."""

    at: datetime
    alias: str
    medium: Medium
    page: str | None
    """Its ARN; None where a carrier was asked for somebody and refused before it came to the page."""
    attempt: int = 1
    code: str = ""
    outcome: Outcome = "taken"
    provider: str = ""
    """Which of those that carry this medium."""
    is_reported: bool = True
    """Whether the provider says what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Somebody acknowledges, or (with no alias) the engagement is stopped."""

    at: datetime
    alias: str | None
    page: str | None = None
    confirmed: bool = True
    """False: it was tried, and nobody knows whether it was stored."""
    of: str | None = None
    """The engagement that is stopped."""
    busy: bool = False
    """Whether something was being sent while it was confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something was broken."""

    at: datetime
    until: datetime
    """From when on all was well again, as far as the machinery around Muster is concerned."""
    patience: timedelta
    """So much later Muster must have noticed."""
    doubles: bool = False
    """Whether a sending may have gone out of which Muster cannot know."""
    delays: bool = True
    """Whether pages may be later than otherwise."""
    disorders: bool = True
    """Whether those who are due later may be reached before."""


Event = Sending | Ending | Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTold:
    """What the API says of one page."""

    alias: str
    medium: Medium | None
    """None where nothing was ever done with it."""
    receipts: tuple[tuple[str, datetime], ...]

    def count(self, *types: str) -> int:
        """How many receipts of these types it has."""
        return sum(type_ in types for type_, _ in self.receipts)


@dataclass(kw_only=True)
class History:
    """One engagement."""

    plan: Plan
    started_at: datetime
    ended_at: datetime
    """When we stopped looking."""
    events: list[Event] = field(default_factory=list)
    """In the order in which they happened."""
    pages: Mapping[str, PageTold] = field(default_factory=dict)
    """All that the API lists, by ARN."""
    minute: timedelta = timedelta(minutes=1)
    """How long a plan's minute lasts."""
    lateness: timedelta = timedelta(seconds=2)
    """How late a page may be where nothing is broken."""
    clocks_differ: timedelta = timedelta()
    """By so much a page may seem too early: who notes it has another clock than who sends it."""
    providers: Mapping[Medium, int] = field(default_factory=dict)
    """How many carry a medium, where that is not one."""
    report_within: timedelta = timedelta(minutes=1)
    """A provider that has not said by then that a page arrived is taken for one that lost it."""
    in_flight: timedelta = timedelta()
    """How long after an answer may still arrive what was on its way."""

    def numbered(self, type_: type[E_]) -> Iterator[tuple[int, E_]]:
        """The events of a type, each with its place in the order of all."""
        return ((place, event) for place, event in enumerate(self.events) if isinstance(event, type_))

    def told(self) -> str:
        """Everything that happened, a line each, for whoever has to find out why."""
        pages = (f"{arn}: {told}" for arn, told in self.pages.items())
        return "\n".join([f"from {self.started_at} to {self.ended_at}", *map(str, self.events), *pages])
