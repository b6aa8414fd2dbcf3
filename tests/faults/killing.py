"""A fleet under load that is killed again and again, and what the checker says of every incident afterwards."""

from __future__ import annotations

import asyncio
import random
import resource
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import aiohttp

from tests.faults.checker import violations
from tests.faults.fleet import Fleet, Programs
from tests.faults.history import History, Sending, Trouble
from tests.faults.installation import EVERYBODY, Installation, People, quietly, set_up, tell_plan
from tests.faults.loads import MINUTE, PLAN, PLAN_ARN, Incident, Load, now
from tests.faults.slack_wire import SlackWire
from tests.faults.timetable import wanted
from tests.faults.told import pages_told
from tests.faults.wall_clock import Step, WallClock

PLAN_LASTS = sum(stage.minutes for stage in PLAN.stages) * MINUTE


@dataclass(kw_only=True)
class Hardship:
    """How a fleet is treated."""

    environment: dict[str, str]
    replicas: int
    each: float
    """Seconds from one incident to the next."""
    seconds: float
    lateness: timedelta
    """No page is later than this, in spite of it all."""
    in_flight: timedelta = timedelta(seconds=2)
    seed: int = 0
    keep: Path | None = None
    """Where the processes' log is left."""


@dataclass
class Verdict:
    """What came of it."""

    incidents: int = 0
    kills: int = 0
    pages: int = 0
    doubled: int = 0
    late: list[float] = field(default_factory=list)
    """Seconds from the moment when a first page was due to its arrival."""
    starts: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    """Of the machine's clock."""

    def told(self) -> str:
        """In a few lines."""
        late, starts = sorted(self.late) or [0.0], sorted(self.starts) or [0.0]
        return "\n".join([
            *self.wrong[:40],
            *map(str, self.steps),
            f"{self.incidents} incidents, {self.kills} kills, {self.pages} pages, {self.doubled} of them once more",
            f"late by p50 {late[len(late) // 2]:.2f} s, p99 {late[len(late) * 99 // 100]:.2f} s, "
            f"at most {late[-1]:.2f} s; ready {starts[len(starts) // 2]:.2f} s after a kill (median)",
            f"{len(self.wrong)} violations",
        ])  # fmt: skip


class Tried(NamedTuple):
    """What there is to judge."""

    fleet: Fleet
    load: Load
    hardship: Hardship
    clock: WallClock


CLOCKS_DIFFER = timedelta(seconds=0.5)
"""A process that begins while others take the processor asks the database for its time, and hears late."""
Trial = Callable[[Fleet, float], Awaitable[None]]
"""Makes the fleet's life hard until that moment of the loop's clock."""


async def tried(hardship: Hardship, trial: Trial) -> Verdict:
    """Set up, load, try, let it come to rest, and judge."""
    _many_files()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        load: Load | None = None
        slack = SlackWire(lambda: None, lambda **what: load.note(**what) if load else None)
        async with slack:
            for alias in EVERYBODY:
                slack.workspace.person(f"U{alias.upper()}", alias)
            environment = _environment(Path(folder), slack, hardship)
            people, key = await _prepared(Path(folder), environment)
            fleet = Fleet(environment, Path(folder) / "log", hardship.replicas)
            async with aiohttp.ClientSession() as http:
                load, clock = Load(Programs(fleet, key, http), random.Random(hardship.seed)), WallClock()
                watching = asyncio.create_task(clock.watch())
                await _suffers(fleet, load, hardship, trial)
                watching.cancel()
            if hardship.keep:
                shutil.copy(Path(folder) / "log", hardship.keep)
            return await _judged(Path(folder), environment, people, Tried(fleet, load, hardship, clock))


async def _suffers(fleet: Fleet, load: Load, hardship: Hardship, trial: Trial) -> None:
    await fleet.start()
    try:
        until = asyncio.get_running_loop().time() + hardship.seconds
        await asyncio.gather(trial(fleet, until), load.starts(hardship.each, until))
        await fleet.all_ready()
        await load.taken()
        await asyncio.sleep((PLAN_LASTS + hardship.lateness).total_seconds() + 2)
        await load.taken()
    finally:
        await fleet.end()


async def struck_at_random(fleet: Fleet, until: float, every: float, most: int, chance: random.Random) -> None:
    """Kill one of those that are ready, every so many seconds."""
    loop = asyncio.get_running_loop()
    while loop.time() < until and fleet.kills < most:
        await asyncio.sleep(every)
        if ready := fleet.ready():
            fleet.strike(chance.choice(ready))


def _environment(folder: Path, slack: SlackWire, hardship: Hardship) -> dict[str, str]:
    return {
        "MUSTER_DATA_DIR": str(folder / "data"),
        "MUSTER_ADMINS": "UADMIN",
        "MUSTER_MINUTE": f"{MINUTE.total_seconds():g}s",
        "MUSTER_REQUESTS_PER_SECOND": "0",
        "MUSTER_BUNDLE": "0",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_APP_TOKEN": "",
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": "",
        **hardship.environment,
    }


async def _prepared(folder: Path, environment: dict[str, str]) -> tuple[People, tuple[str, str]]:
    people = await set_up(folder / "data", environment)
    async with quietly(folder / "data", environment, now()) as muster:
        escalation = await tell_plan(muster, PLAN, people)
        await muster.call("ssm-incidents:CreateResponsePlan", {
            "name": PLAN_ARN.rpartition("/")[2], "engagements": [escalation],
            "incidentTemplate": {"title": "Outage", "impact": 1},
        })  # fmt: skip
        assert muster.muster
        key = await muster.muster.access_keys.create("ada", "administrator")
    return people, (key.id, key.secret)


async def _judged(folder: Path, environment: dict[str, str], people: People, what: Tried) -> Verdict:
    fleet, load = what.fleet, what.load
    verdict = Verdict(kills=fleet.kills, starts=fleet.starts_lasted, wrong=list(load.troubles), steps=what.clock.steps)
    pages: set[str] = set()
    async with quietly(folder / "data", environment) as muster:
        for incident in load.incidents:
            if incident.accepted_at:
                history = await _history(muster, incident, people, what)
                pages |= history.pages.keys()
                _add(verdict, incident, history)
    verdict.wrong += [f"{arn} arrived and belongs to no incident" for arn in load.unknown(pages)]
    return verdict


async def _history(muster: Installation, incident: Incident, people: People, what: Tried) -> History:
    fleet, load, hardship, clock = what
    listed = await muster.call("ssm-contacts:ListEngagements", {"IncidentId": incident.arn})
    [engagement] = listed["Engagements"]
    pages = await pages_told(muster.call, engagement["EngagementArn"], people)
    started_at = engagement["StartTime"]
    events = load.events_of(incident, pages)
    until = started_at + 2 * PLAN_LASTS + hardship.lateness
    killed = [at for at in fleet.killed if started_at <= at <= until]
    kills = [Trouble(at=at, until=at, patience=timedelta(), doubles=True, delays=False) for at in killed]
    return History(
        plan=PLAN, started_at=started_at, ended_at=started_at + timedelta(hours=1), pages=pages, minute=MINUTE,
        events=[*kills, *events], lateness=hardship.lateness,
        clocks_differ=CLOCKS_DIFFER + clock.differs(started_at, until), in_flight=hardship.in_flight,
    )  # fmt: skip


def _add(verdict: Verdict, incident: Incident, history: History) -> None:
    verdict.incidents += 1
    verdict.wrong += [f"incident {incident.number}: {one}" for one in violations(history)]
    heard = [one for _, one in history.numbered(Sending) if one.outcome == "taken"]
    verdict.pages += len(heard)
    verdict.doubled += len(heard) - len({(one.page, one.attempt) for one in heard})
    first = {one.alias: one.at for one in reversed(heard)}
    for slot in wanted(PLAN, history.started_at, MINUTE):
        if slot.alias in first:
            verdict.late.append((first[slot.alias] - slot.at).total_seconds())


def _many_files() -> None:
    """Each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
