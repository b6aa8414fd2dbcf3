"""Runs a scenario: a plan, what people do, and what goes wrong; what comes of it is a history for the checker."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from core.errors import Refusal
from storage.database import StorageFailed
from tests.faults.faults import BUSY_FOR, AtCarrier, AtDatabase, Faults
from tests.faults.history import Ending, Event, History, PageTold, Sending, Trouble
from tests.faults.installation import EVERYBODY, START, Beginning, Clock, Installation, People, owner, planned, set_up
from tests.faults.lives import Life, PowerCut, SkippingLoop, mortal_tasks
from tests.faults.plans import Plan
from tests.faults.slack_wire import SlackWire
from tests.faults.told import pages_told

T = TypeVar("T")
FAILURES = {"InternalServerException"}
"""Refusals that come of Muster's own trouble."""
MOST_TURNS = 400
"""At one moment; whoever needs more is going round in circles."""
CARRIER_NOTICES = timedelta(seconds=25)
"""A carrier that failed is asked again within this time."""
DATABASE_NOTICES = timedelta(seconds=95)
"""What was claimed by a change of which nobody heard waits for the end of its lease."""


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
    statements: int = 0
    busy: bool = False
    struck: list[str] = field(default_factory=list)
    """Which faults there was an occasion for."""
    histories: list[History] = field(default_factory=list)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """It runs, and at the end it is asked what is told of it all."""
        async with SlackWire(self._at_carrier, self._note) as slack:
            for alias in EVERYBODY:
                slack.workspace.person(f"U{alias.upper()}", alias)
            environment = environment_for(slack)
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
        while (due_at := await self.muster.next_due_at()) and due_at <= end:
            self.clock.go_to(due_at)
            await self.settles()
        self.clock.go_to(end)

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
            self._trouble(self.clock.at, until, CARRIER_NOTICES, doubles=trouble in ("lost", "late"))
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

    def _note(self, words: str, **members: Any) -> None:
        self.events.append(Sending(at=self.clock.at, medium="SLACK", **members))

    async def _told(self, engagement: str) -> History:
        described = await self._insists("ssm-contacts:DescribeEngagement", {"EngagementId": engagement})
        pages = await pages_told(self._insists, engagement, self.beginning.people)
        return History(
            plan=self.beginning.escalation,
            started_at=described["StartTime"],
            ended_at=self.clock.at,
            events=[event for event in self.events if _is_of(event, engagement, pages)],
            pages=pages,
        )


def _is_of(event: Event, engagement: str, pages: Mapping[str, PageTold]) -> bool:
    if isinstance(event, Ending):
        return event.of == engagement or event.page in pages
    return isinstance(event, Trouble) or event.page is None or event.page in pages


def environment_for(slack: SlackWire) -> dict[str, str]:
    """What an operator would set."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "PORT": "0",
        "MUSTER_BUNDLE": "0",
    }


class Theatre:
    """Where scenarios are run, one after the other, each on a copy of the same beginning."""

    def __init__(self, people: People, runner: asyncio.Runner, folder: Path) -> None:
        self._people, self._runner, self._folder = people, runner, folder
        self._beginnings: dict[Plan, Beginning] = {}

    def run(self, scenario: Scenario) -> Run:
        """Let it happen."""
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            run = Run(self.beginning(scenario.plan), Path(folder), scenario.faults)
            self.do(_happens(scenario, run))
            return run

    def do(self, doing: Coroutine[Any, Any, T]) -> T:
        """Have something done where Muster lives."""
        return self._runner.run(doing)

    def beginning(self, plan: Plan) -> Beginning:
        """A Muster that knows this plan."""
        if plan not in self._beginnings:
            folder = Path(tempfile.mkdtemp(dir=self._folder))
            self._beginnings[plan] = self._runner.run(planned(plan, self._people, folder))
        return self._beginnings[plan]


async def _happens(scenario: Scenario, run: Run) -> None:
    async with run.opened():
        await run.begins()
        for doing in sorted(scenario.doings, key=lambda one: one.after):
            await run.wait_until(START + doing.after)
            await (run.answers(doing.alias) if doing.alias else run.stops(run.engagements[0]))
        await run.wait_until(START + scenario.lasts)


def _loop() -> asyncio.AbstractEventLoop:
    loop = SkippingLoop()
    loop.set_task_factory(mortal_tasks)
    return loop


@contextmanager
def theatre(folder: Path) -> Iterator[Theatre]:
    """Set everybody up once."""
    with asyncio.Runner(loop_factory=_loop) as runner:
        yield Theatre(runner.run(set_up(folder / "beginning")), runner, folder)
