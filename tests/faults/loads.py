"""Incidents that start all the time, people who answer some of them, and a history of each for the checker."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.clock import SystemClock
from tests.faults.fleet import Programs, Refused
from tests.faults.history import Ending, Event, Sending
from tests.faults.plans import OwnStage, Person, Plan, Stage, Target

PLAN = Plan(
    people=tuple(Person(alias, (OwnStage(30),)) for alias in ("ana", "ben", "cleo", "dora")),
    stages=(
        Stage(6, (Target("ana"),)),
        Stage(6, (Target("ben"), Target("cleo"))),
        Stage(6, (Target("dora"),)),
    ),
)
"""With a second for a minute: stages are longer than the lease of a lost replica, so that order can be expected."""
MINUTE = timedelta(seconds=1)
ANSWERING = ("ana", "ana", "ben", "cleo", None)
"""Who answers, with equal chances; None: nobody."""


@dataclass
class Incident:
    """One of them, as we know it."""

    number: int
    answering: str | None
    hesitates: float
    arn: str = ""
    accepted_at: datetime | None = None
    endings: list[tuple[int, Ending]] = field(default_factory=list)
    """With their places in the order of everything."""
    answered: bool = False


@dataclass
class Load:
    """What is done to a fleet."""

    programs: Programs
    chance: random.Random
    incidents: list[Incident] = field(default_factory=list)
    sendings: dict[str, list[tuple[int, Sending]]] = field(default_factory=lambda: defaultdict(list))
    """By page, each with its place in the order of everything."""
    _place: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    titles: dict[str, Incident] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    def note(self, **members: Any) -> None:
        """Something has arrived at a carrier."""
        found = TITLE.search(members.pop("words"))
        sending = Sending(at=now(), medium="SLACK", **members)
        self.sendings[sending.page or ""].append((self._next(), sending))
        incident = self.titles.get(found[0]) if found else None
        if incident and sending.outcome == "taken" and incident.answering == sending.alias and not incident.answered:
            incident.answered = True
            self._begin(self._answer(incident, sending))

    async def starts(self, each: float, until: float) -> None:
        """Start one every so many seconds, whether or not those before were taken."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        while loop.time() < until:
            self._begin(self._start())
            await asyncio.sleep(max(0.0, begin + len(self.incidents) * each - loop.time()))

    async def taken(self) -> None:
        """Wait until everything that was asked for was taken."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _begin(self, doing: Any) -> None:
        async def done() -> None:
            try:
                await doing
            except (AssertionError, Refused) as trouble:
                self.troubles.append(str(trouble))

        task = asyncio.create_task(done())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start(self) -> None:
        number = len(self.incidents) + 1
        incident = Incident(number, self.chance.choice(ANSWERING), self.chance.uniform(0, 2))
        self.incidents.append(incident)
        title = f"Outage {number:06}"
        self.titles[title] = incident
        params = {"responsePlanArn": PLAN_ARN, "title": title, "clientToken": f"token-{number}"}
        incident.arn = (await self.programs.insist("ssm-incidents", "StartIncident", params))["incidentRecordArn"]
        incident.accepted_at = now()

    async def _answer(self, incident: Incident, sending: Sending) -> None:
        await asyncio.sleep(incident.hesitates)
        again: dict[str, Any] = {"alias": sending.alias, "page": sending.page}
        incident.endings.append((self._next(), Ending(at=now(), **again, confirmed=False)))
        params = {"PageId": sending.page, "AcceptType": "READ", "AcceptCode": sending.code}
        await self.programs.insist("ssm-contacts", "AcceptPage", params)
        incident.endings.append((self._next(), Ending(at=now(), **again, busy=True)))

    def _next(self) -> int:
        self._place += 1
        return self._place

    def events_of(self, incident: Incident, pages: Iterable[str]) -> list[Event]:
        """What happened about it, in order."""
        of_it = [one for page in pages for one in self.sendings.get(page, ())]
        return [event for _, event in sorted([*of_it, *incident.endings], key=lambda one: one[0])]

    def unknown(self, pages: set[str]) -> Counter[str]:
        """What arrived and is no page of any incident."""
        return Counter({page: len(those) for page, those in self.sendings.items() if page and page not in pages})


TITLE = re.compile(r"Outage \d{6}")
PLAN_ARN = "arn:aws:ssm-incidents::111122223333:response-plan/outage"


def now() -> datetime:
    """The machine's time."""
    return SystemClock().now()
