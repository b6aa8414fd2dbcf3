"""Runs a scenario: a plan, what people do, and what goes wrong; what comes of it is a history for the checker."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core.errors import Refusal
from storage.database import StorageFailed
from tests.faults.faults import BUSY_FOR, AtCarrier, AtDatabase, Faults
from tests.faults.history import Ending, History, Sending, Trouble
from tests.faults.installation import EVERYBODY, START, Beginning, Clock, Installation, People, owner, planned, set_up
from tests.faults.lives import Life, PowerCut, SkippingLoop, mortal_tasks
from tests.faults.plans import Plan
from tests.faults.slack_wire import SlackWire
from tests.faults.told import pages_told

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
    """One scenario on its way."""

    scenario: Scenario
    beginning: Beginning
    folder: Path
    clock: Clock = field(default_factory=Clock)
    events: list[Any] = field(default_factory=list)
    deaths: int = 0
    calls: int = 0
    statements: int = 0
    busy: bool = False
    struck: list[str] = field(default_factory=list)
    """Which faults there was an occasion for."""
    history: History = field(init=False)

    async def happens(self) -> None:
        """Let it happen, and ask what is told of it."""
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
                self.history = await self._told(await self._happens())
            finally:
                await self.muster.die()

    async def _happens(self) -> str:
        engagement = await self._begins()
        for doing in sorted(self.scenario.doings, key=lambda one: one.after):
            await self._wait_until(START + doing.after)
            await self._does(doing, engagement)
        await self._wait_until(START + self.scenario.lasts)
        return engagement

    # What people do

    async def _begins(self) -> str:
        start = {"ContactId": self.beginning.plan, "Sender": "ada", "Subject": "Help", "Content": "Come quickly."}
        return str((await self._insists("ssm-contacts:StartEngagement", start, "start"))["EngagementArn"])

    async def _does(self, doing: Doing, engagement: str) -> None:
        if doing.alias is None:
            stopped = Ending(at=self.clock.at, alias=None)
            await self._ends(stopped, "StopEngagement", {"EngagementId": engagement})
        heard = [one for one in self.events if isinstance(one, Sending) and one.alias == doing.alias]
        heard = [one for one in heard if one.outcome == "taken"]
        if heard:
            page = {"PageId": heard[-1].page, "AcceptType": "READ", "AcceptCode": heard[-1].code}
            await self._ends(Ending(at=self.clock.at, alias=doing.alias, page=heard[-1].page), "AcceptPage", page)

    async def _ends(self, ending: Ending, operation: str, params: dict[str, Any]) -> None:
        """Tried until it is confirmed, or refused because it is over anyway."""
        again = {"alias": ending.alias, "page": ending.page}
        self.events.append(Ending(at=self.clock.at, **again, confirmed=False))
        try:
            await self._insists(f"ssm-contacts:{operation}", params, caller=ending.alias)
        except Refusal:
            return
        self.events.append(Ending(at=self.clock.at, **again, busy=self.busy))

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
                self.clock.at += timedelta(seconds=1)
            except StorageFailed:
                self.clock.at += timedelta(seconds=1)

    # Time

    async def _wait_until(self, end: datetime) -> None:
        await self._settles()
        while (due_at := await self.muster.next_due_at()) and due_at <= end:
            self.clock.at = max(due_at, self.clock.at)
            await self._settles()
        self.clock.at = max(end, self.clock.at)

    async def _settles(self) -> None:
        for _ in range(MOST_TURNS):
            try:
                self.busy = True
                if not await self.muster.turn():
                    return
            except PowerCut:
                await self._reborn()
            except StorageFailed:  # the loop looks again in a second
                self.clock.at += timedelta(seconds=1)
            finally:
                self.busy = False
        raise AssertionError(f"it goes round in circles at {self.clock.at}")

    # What goes wrong

    async def _born(self) -> None:
        faults = self.scenario.faults
        life = Life(faults.dies_at[self.deaths] if self.deaths < len(faults.dies_at) else None)
        await self.muster.start(life)

    async def _reborn(self) -> None:
        self.struck.append("death")
        self.deaths += 1
        await self.muster.die()
        died_at = self.clock.at
        self.clock.at += self.scenario.faults.down_for
        self._trouble(died_at, self.clock.at, timedelta(), doubles=True, disorders=False)
        try:
            await self._born()
        except PowerCut:
            await self._reborn()

    def _at_carrier(self) -> AtCarrier | None:
        self.calls += 1
        trouble = self.scenario.faults.at_carrier.get(self.calls)
        if trouble:
            self.struck.append(trouble)
            until = self.clock.at + (BUSY_FOR if trouble == "busy" else timedelta())
            self._trouble(self.clock.at, until, CARRIER_NOTICES, doubles=trouble in ("lost", "late"))
        return trouble

    def _at_database(self) -> AtDatabase | None:
        self.statements += 1
        trouble = self.scenario.faults.at_database.get(self.statements)
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
        return History(
            plan=self.scenario.plan,
            started_at=described["StartTime"],
            ended_at=self.clock.at,
            events=self.events,
            pages=await pages_told(self._insists, engagement, self.beginning.people),
        )


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
            run = Run(scenario, self._beginning(scenario.plan), Path(folder))
            self._runner.run(run.happens())
            return run

    def _beginning(self, plan: Plan) -> Beginning:
        if plan not in self._beginnings:
            folder = Path(tempfile.mkdtemp(dir=self._folder))
            self._beginnings[plan] = self._runner.run(planned(plan, self._people, folder))
        return self._beginnings[plan]


def _loop() -> asyncio.AbstractEventLoop:
    loop = SkippingLoop()
    loop.set_task_factory(mortal_tasks)
    return loop


@contextmanager
def theatre(folder: Path) -> Iterator[Theatre]:
    """Set everybody up once."""
    with asyncio.Runner(loop_factory=_loop) as runner:
        yield Theatre(runner.run(set_up(folder / "beginning")), runner, folder)
