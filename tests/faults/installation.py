"""A Muster in this process, put together as `muster serve` does it, that dies and is started again on the same data.

Only its clock and its pace are ours: a turn of its engine is asked for, and then all that is due has been tried.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot import environment
from bot.main import Muster, compose
from core.arns import Arns
from core.caller import Caller
from core.clock import SteadyClock
from storage.database import StorageFailed
from tests.faults.faults import AtDatabase
from tests.faults.lives import Life, PowerCut
from tests.faults.plans import Medium, Plan, schedule_of, stages_of_person, stages_of_plan

ARNS = Arns("111122223333", "us-east-1")
ADMIN = Caller(arn=ARNS.slack_user("UADMIN"), standing="administrator", user_id="UADMIN", name="Ada")
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
Params = dict[str, Any]


class Clock:
    """What has passed, and what the machine's clock says of it; Muster goes by a steady one that follows that."""

    def __init__(self, at: datetime = START) -> None:
        self._passed, self._began, self._wrong_by = timedelta(), at, timedelta()
        self.steady = SteadyClock(self, lambda: self._passed)

    def now(self) -> datetime:
        """On the machine's clock."""
        return self._began + self._passed + self._wrong_by

    @property
    def at(self) -> datetime:
        """On Muster's."""
        return self.steady.now()

    def advance(self, by: timedelta) -> None:
        """Let so much pass."""
        self._passed += by

    def go_to(self, at: datetime) -> None:
        """Let so much pass that Muster's says this."""
        while (left := at - self.at) > timedelta():
            self._passed += max(left, timedelta(milliseconds=1))

    def step(self, by: timedelta) -> None:
        """Somebody sets the machine's clock."""
        self._wrong_by += by


@dataclass
class Installation:
    data: Path
    environment: dict[str, str]
    clock: Clock
    trouble_of_database: Callable[[], AtDatabase | None] = lambda: None
    life: Life = field(default_factory=Life)
    muster: Muster | None = None
    _is_ours: bool = False
    """Whether it is the test that asks."""

    async def start(self, life: Life) -> None:
        """The next process.  It can die as soon as it has opened what it needs."""
        self.life = life
        settings = environment.read({"MUSTER_DATA_DIR": str(self.data), "MUSTER_ADMINS": "UADMIN", **self.environment})
        self.muster = await compose(settings, self.clock.steady)
        self._break_into(self.muster.storages._database)
        if "MUSTER_PUBLIC_URL" in self.environment:
            await life.lives(self.muster.server.start())
        with suppress(StorageFailed):  # it looks again in a minute
            await life.lives(self.muster.houses.look())

    async def turn(self) -> int:
        """Have everything tried that is due now; how much that was."""
        assert self.muster
        return int(await self.life.lives(self.muster.engine.turn()))

    async def next_due_at(self) -> datetime | None:
        """When there will be something to do."""
        assert self.muster
        steps = self.muster.storage.steps
        self._is_ours = True
        moments = [await steps.next_due_at("page"), await steps.next_due_at("chat")]
        self._is_ours = False
        return min((at for at in moments if at), default=None)

    async def call(self, action: str, params: Params, caller: Caller = ADMIN, token: str | None = None) -> Params:
        """An operation by its name."""
        assert self.muster
        answer = await self.life.lives(self.muster.dispatcher.call(caller, action, params, token=token))
        return dict(answer)

    async def hears(self, path: str, form: Params, headers: dict[str, str]) -> int:
        """Something is posted to its door; the status that it answers."""
        assert self.muster
        url = self.muster.server.url + path
        async with aiohttp.ClientSession() as session, session.post(url, data=form, headers=headers) as response:
            return response.status

    async def die(self) -> None:
        """What is left of a process after its end: files, and nothing in memory."""
        await self.life.end()
        if self.muster:
            for _ in range(5):  # who has just been let in is turned out with the others
                await asyncio.sleep(0)
            await self.muster.server.stop()
            await self.muster.session.close()
            await self.muster.storages.close()
        self.muster = None

    def _break_into(self, database: Any) -> None:
        """A dead process writes nothing; a lost connection says so, before or after it was stored."""
        soon = database.write_soon

        def writing_soon(*what: Any) -> None:
            if not self.life.is_over:
                soon(*what)

        database.write, database.read = self._troubled(database.write), self._troubled(database.read)
        database.write_soon = writing_soon

    def _troubled(self, do: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def doing(*what: Any) -> Any:
            if self.life.is_over:
                raise PowerCut
            trouble = None if self._is_ours else self.trouble_of_database()
            if trouble == "before":
                raise StorageFailed("the connection was lost")
            done = await do(*what)
            if trouble == "after":
                raise StorageFailed("the connection was lost, and nobody knows")
            return done

        return doing


@dataclass(frozen=True)
class People:
    """Ana, Ben, Cleo and Dora, with every channel that they have, on disk."""

    data: Path
    contacts: dict[str, str]
    channels: dict[tuple[str, str], str]


@dataclass(frozen=True)
class Beginning:
    """The same, with a plan: the beginning of each run."""

    people: People
    data: Path
    escalation: Plan
    plan: str
    """Its ARN."""

    def copy_to(self, folder: Path) -> Path:
        """A data directory to spoil."""
        return Path(shutil.copytree(self.data, folder / "data"))


EVERYBODY = ("ana", "ben", "cleo", "dora")
MEDIA: tuple[Medium, ...] = ("SLACK", "SMS", "EMAIL")


def owner(alias: str) -> Caller:
    """This person, as Slack knows them."""
    user = f"U{alias.upper()}"
    contacts = frozenset({ARNS.contact(alias)})
    return Caller(
        arn=ARNS.slack_user(user), standing="administrator", user_id=user, name=alias.title(), contact_arns=contacts
    )


async def set_up(data: Path, environment: dict[str, str] | None = None) -> People:
    """A replication set and everybody."""
    async with quietly(data, environment) as muster:
        await muster.call("ssm-incidents:CreateReplicationSet", {"regions": {"us-east-1": {}}})
        people = People(data, {}, {})
        for alias in EVERYBODY:
            person = {"Alias": alias, "Type": "PERSONAL", "DisplayName": alias.title(), "Plan": {"Stages": []}}
            people.contacts[alias] = (await muster.call("ssm-contacts:CreateContact", person))["ContactArn"]
            for medium in MEDIA:
                people.channels[alias, medium] = await _channel(muster, alias, people.contacts[alias], medium)
    return people


def address_of(alias: str, medium: Medium) -> str:
    """Where a carrier finds this person."""
    telephone = f"+1206555010{EVERYBODY.index(alias)}"
    return {"SLACK": f"U{alias.upper()}", "EMAIL": f"{alias}@example.com"}.get(medium, telephone)


async def _channel(muster: Installation, alias: str, contact: str, medium: Medium) -> str:
    address = {"SimpleAddress": address_of(alias, medium)}
    channel = {"ContactId": contact, "Name": medium, "Type": medium, "DeliveryAddress": address}
    arn = str((await muster.call("ssm-contacts:CreateContactChannel", channel, owner(alias)))["ContactChannelArn"])
    assert muster.muster
    known = await muster.muster.storage.contact_channels.get(arn)
    if known and known.activation:
        code = {"ContactChannelId": arn, "ActivationCode": known.activation.code}
        await muster.call("ssm-contacts:ActivateContactChannel", code, owner(alias))
    return arn


async def planned(plan: Plan, people: People, folder: Path) -> Beginning:
    """Tell a copy of that Muster the plan."""
    data = Path(shutil.copytree(people.data, folder / "data"))
    async with quietly(data) as muster:
        return Beginning(people, data, plan, await tell_plan(muster, plan, people))


async def tell_plan(muster: Installation, plan: Plan, people: People) -> str:
    """Have it made; its ARN."""
    for person in plan.people:
        stages = stages_of_person(person, people.channels)
        contact = {"ContactId": people.contacts[person.alias], "Plan": {"Stages": stages}}
        await muster.call("ssm-contacts:UpdateContact", contact)
    schedules = {schedule_of(alias): await _schedule(muster, alias, people) for alias in sorted(plan.on_duty)}
    stages = stages_of_plan(plan, {**people.contacts, **schedules})
    escalation = {"Alias": "plan", "Type": "ESCALATION", "DisplayName": "Plan", "Plan": {"Stages": stages}}
    return str((await muster.call("ssm-contacts:CreateContact", escalation))["ContactArn"])


async def _schedule(muster: Installation, alias: str, people: People) -> str:
    """Have one made in which this person alone takes turns; its ARN."""
    every_day = {"DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 0}], "NumberOfOnCalls": 1}
    rotation = {
        "Name": alias,
        "ContactIds": [people.contacts[alias]],
        "TimeZoneId": "Europe/Berlin",
        "Recurrence": {**every_day, "RecurrenceMultiplier": 1},
    }
    arn = (await muster.call("ssm-contacts:CreateRotation", rotation))["RotationArn"]
    schedule = {"Alias": schedule_of(alias), "Type": "ONCALL_SCHEDULE", "Plan": {"RotationIds": [arn]}}
    return str((await muster.call("ssm-contacts:CreateContact", schedule))["ContactArn"])


@asynccontextmanager
async def quietly(
    data: Path, environment: dict[str, str] | None = None, at: datetime = START - timedelta(days=1)
) -> AsyncIterator[Installation]:
    """A Muster that does what it is asked for and nothing of its own."""
    installation = Installation(data, environment or {}, Clock(at))
    await installation.start(Life())
    try:
        yield installation
    finally:
        await installation.die()
