"""Runs a scenario: a plan, what people do, and what goes wrong; what comes of it is a history for the checker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core.errors import Refusal
from storage.database import StorageFailed
from tests.faults.carriers import PROVIDERS, carriers
from tests.faults.faults import BUSY_FOR, AtCarrier, AtDatabase, AtReport, Faults
from tests.faults.history import Ending, Event, History, PageTold, Sending, Trouble
from tests.faults.installation import Beginning, Clock, Installation, owner
from tests.faults.lives import Life, PowerCut
from tests.faults.plans import Plan
from tests.faults.reports import SOON, Reports
from tests.faults.told import pages_told
from tests.faults.twilio_wire import Around

FAILURES = {"InternalServerException"}
"""Refusals that come of Muster's own trouble."""
MOST_TURNS = 400
"""At one moment; whoever needs more is going round in circles."""
CARRIER_NOTICES = timedelta(seconds=25)
"""A carrier that failed is asked again within this time."""
DATABASE_NOTICES = timedelta(seconds=10)
"""What was claimed by a change of which nobody heard is found by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Somebody answers their latest page; with no alias, the engagement is stopped."""

    after: timedelta
    alias: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    plan: Plan
    doings: tuple[Doing, ...] = ()
    faults: Faults = field(default_factory=Faults)
    lasts: timedelta = timedelta(minutes=20)


@dataclass
class Run:
    """One Muster, one plan, and all that happens to them."""

    beginning: Beginning
    folder: Path
    faults: Faults = field(default_factory=Faults)
    clock: Clock = field(default_factory=Clock)
    events: list[Event] = field(default_factory=list)
    engagements: list[str] = field(default_factory=list)
    deaths: int = 0
    calls: int = 0
    messages: int = 0
    """Texts that a provider took."""
    statements: int = 0
    busy: bool = False
    struck: list[str] = field(default_factory=list)
    """Which faults there was an occasion for."""
    histories: list[History] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reports = Reports(self.clock, self._unheard)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """It runs, and at the end it is asked what is told of it all."""
        around = Around(
            occasion=self._at_carrier,
            of_report=self._of_report,
            note=self._note,
            report=lambda report: self.reports.tell(report, self.muster),
            report_later=self.reports.later,
        )
        async with carriers(self.beginning.escalation, around) as environment:
            self.muster = Installation(self.beginning.copy_to(self.folder), environment, self.clock, self._at_database)
            try:
                try:
                    await self._born()
                except PowerCut:
                    await self._reborn()
                yield
                self.histories = [await self._told(one) for one in self.engagements]
            finally:
                await self.muster.die()

    @property
    def history(self) -> History:
        """Of the only engagement."""
        [one] = self.histories
        return one

    # What people do

    async def begins(self) -> None:
        """Somebody starts an engagement."""
        start = {"ContactId": self.beginning.plan, "Sender": "ada", "Subject": "Help", "Content": "Come quickly."}
        started = await self._insists("ssm-contacts:StartEngagement", start, f"start {len(self.engagements)}")
        self.engagements.append(started["EngagementArn"])

    async def stops(self, engagement: str) -> None:
        """Somebody stops it."""
        ending = Ending(at=self.clock.at, alias=None, of=engagement)
        await self._ends(ending, "StopEngagement", {"EngagementId": engagement})

    async def answers(self, alias: str) -> None:
        """This person acknowledges their latest page, if they have one."""
        heard = [one for one in self.events if isinstance(one, Sending) and one.alias == alias]
        heard = [one for one in heard if one.outcome == "taken"]
        if heard:
            page = {"PageId": heard[-1].page, "AcceptType": "READ", "AcceptCode": heard[-1].code}
            await self._ends(Ending(at=self.clock.at, alias=alias, page=heard[-1].page), "AcceptPage", page)

    async def _ends(self, ending: Ending, operation: str, params: dict[str, Any]) -> None:
        """Tried until it is confirmed, or refused because it is over anyway."""
        self.events.append(replace(ending, confirmed=False))
        try:
            await self._insists(f"ssm-contacts:{operation}", params, caller=ending.alias)
        except Refusal:
            return
        self.events.append(replace(ending, at=self.clock.at, busy=self.busy))

    async def _insists(
        self, action: str, params: dict[str, Any], token: str | None = None, caller: str | None = None
    ) -> dict[str, Any]:
        """Try until there is an answer, as people and programs do."""
        while True:
            try:
                who = {"caller": owner(caller)} if caller else {}
                return await self.muster.call(action, params, token=token, **who)
            except PowerCut:
                await self._reborn()
            except Refusal as refusal:
                if refusal.code not in FAILURES:
                    raise
                self.clock.advance(timedelta(seconds=1))
            except StorageFailed:
                self.clock.advance(timedelta(seconds=1))

    # Time

    async def wait_until(self, end: datetime) -> None:
        """Let time pass, from one due moment to the next."""
        await self.settles()
        while (due_at := await self._next_at()) and due_at <= end:
            self.clock.go_to(due_at)
            await self._reports_arrive()
            await self.settles()
        self.clock.go_to(end)

    async def _next_at(self) -> datetime | None:
        moments = [await self.muster.next_due_at(), self.reports.next_at]
        return min((at for at in moments if at), default=None)

    async def _reports_arrive(self) -> None:
        for report in self.reports.due():
            try:
                await self.muster.life.lives(self.reports.tell(report, self.muster))
            except PowerCut:
                self._unheard()
                await self._reborn()

    def _unheard(self) -> None:
        """What Muster does not hear of never arrived, as far as it knows; it does what it would do then."""
        self._trouble(self.clock.at, self.clock.at, timedelta(), doubles=True, delays=False, disorders=False)

    async def settles(self) -> None:
        """Everything that is due now has been tried."""
        for _ in range(MOST_TURNS):
            try:
                self.busy = True
                if not await self.muster.turn():
                    return
            except PowerCut:
                await self._reborn()
            except StorageFailed:  # the loop looks again in a second
                self.clock.advance(timedelta(seconds=1))
            finally:
                self.busy = False
        raise AssertionError(f"it goes round in circles at {self.clock.at}")

    # What goes wrong

    async def _born(self) -> None:
        dies_at = self.faults.dies_at
        life = Life(dies_at[self.deaths] if self.deaths < len(dies_at) else None)
        await self.muster.start(life)

    async def _reborn(self) -> None:
        self.struck.append("death")
        self.deaths += 1
        await self.muster.die()
        died_at = self.clock.at
        self.clock.advance(self.faults.down_for)
        self._trouble(died_at, self.clock.at, timedelta(), doubles=True, disorders=False)
        try:
            await self._born()
        except PowerCut:
            await self._reborn()

    def _at_carrier(self) -> AtCarrier | None:
        self.calls += 1
        if by := self.faults.clock.get(self.calls):
            self.struck.append("clock")
            before = self.clock.at
            self.clock.step(by)
            self._trouble(before, self.clock.at, timedelta(), disorders=False)
        trouble = self.faults.at_carrier.get(self.calls)
        if trouble:
            self.struck.append(trouble)
            until = self.clock.at + (BUSY_FOR if trouble == "busy" else timedelta())
            self._trouble(self.clock.at, until, CARRIER_NOTICES, doubles=trouble in ("lost", "late", *self._hurries))
        return trouble

    @property
    def _hurries(self) -> tuple[AtCarrier, ...]:
        """Where somebody is silent, time is skipped for all; who is asked by mail or text then cannot be looked up."""
        return ("silent",) if self.beginning.escalation.media - {"SLACK"} else ()

    def _of_report(self) -> AtReport | None:
        self.messages += 1
        trouble = self.faults.reports.get(self.messages)
        if trouble:
            self.struck.append(trouble)
        if trouble == "never":
            self._unheard()
        if trouble == "undelivered":
            self._trouble(self.clock.at, self.clock.at + SOON, CARRIER_NOTICES)
        return trouble

    def _at_database(self) -> AtDatabase | None:
        self.statements += 1
        trouble = self.faults.at_database.get(self.statements)
        if trouble:
            self.struck.append(trouble)
            self._trouble(self.clock.at, self.clock.at, DATABASE_NOTICES, doubles=True)
        return trouble

    def _trouble(self, at: datetime, until: datetime, patience: timedelta, **more: bool) -> None:
        self.events.append(Trouble(at=at, until=until, patience=patience, **more))

    def _note(self, **members: Any) -> None:
        self.events.append(Sending(at=self.clock.at, **members))

    async def _told(self, engagement: str) -> History:
        described = await self._insists("ssm-contacts:DescribeEngagement", {"EngagementId": engagement})
        pages = await pages_told(self._insists, engagement, self.beginning.people)
        return History(
            plan=self.beginning.escalation,
            started_at=described["StartTime"],
            ended_at=self.clock.at,
            events=[event for event in self.events if _is_of(event, engagement, pages)],
            pages=pages,
            providers={"SMS": len(PROVIDERS)},
        )


def _is_of(event: Event, engagement: str, pages: Mapping[str, PageTold]) -> bool:
    if isinstance(event, Ending):
        return event.of == engagement or event.page in pages
    return isinstance(event, Trouble) or event.page is None or event.page in pages
